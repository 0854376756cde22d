/**
 * Templates of renderings: all but their texts. Most renderings differ from the one before in their texts
 * alone, and most elements of a tag are alike: then no tree is made, and nothing is compared but texts.
 */
import { Mark } from "../../host/web-host.js";

/** A rendering without its texts: what is before each of them, and after the last. */
export type Template = readonly string[];

interface Found {
  readonly template: Template;
  /** As the description has them. */
  readonly texts: readonly string[];
}

/** The templates of a definition. */
export class Templates {
  /** The one that was used last: mostly, the next rendering of another element has it as well. */
  #newest: Template | undefined;

  /** @param own the element's @returns the template that a description has; undefined where it is new */
  find(own: Template | undefined, description: string): Found | undefined {
    const newest = this.#newest;
    return (
      (own && match(own, description)) ?? (newest && newest !== own ? match(newest, description) : undefined)
    );
  }

  /** Takes that of a description which refers to nothing that was lent. */
  add(parts: readonly string[]): Template {
    const template: string[] = [];
    let before: string[] = [];
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at] as string;
      if (part[0] === Mark.begin) before.push(part, parts[++at] as string, parts[++at] as string);
      else if (part[0] === Mark.end) before.push(part);
      else {
        template.push([...before, ""].join(Mark.between));
        before = [""];
      }
    }
    template.push(before.join(Mark.between));
    return (this.#newest = template);
  }
}

/** @returns undefined where a description has another template */
function match(template: Template, description: string): Found | undefined {
  const texts: string[] = [];
  const last = template.length - 1;
  let at = 0;
  for (let each = 0; each < last; each++) {
    const before = template[each] as string;
    if (!description.startsWith(before, at)) return undefined;
    at += before.length;
    // There is no text, but an element, an end, or nothing: an empty text has a mark.
    const first = description[at];
    if (first === undefined || first === Mark.begin || first === Mark.end || first === Mark.lent)
      return undefined;
    let end = description.indexOf(Mark.between, at);
    if (end < 0) end = description.length;
    texts.push(description.slice(at, end));
    at = end;
  }
  const after = template[last] as string;
  return description.length - at === after.length && description.endsWith(after)
    ? { template, texts }
    : undefined;
}

/** Copies text: browsers keep all of what a part was taken from as long as the part is kept, and that are the
 * renderings of all elements that changed together. */
export function copy(part: string): string {
  return part.length < 13 ? part : ` ${part}`.slice(1);
}
