/**
 * Shows what Python displays. Each value arrives as a part: a MIME type and text. Text stays text; what
 * becomes HTML or runs as JavaScript does so because the author said so.
 *
 * Images and JavaScript come from Python's `more` alone: `rich-parts.ts`, which is loaded with that, shows
 * them.
 */

/** One value: its MIME type, its text (base64 for images), attributes for an image. */
export type Part = readonly [kind: string, content: string, attributes?: Readonly<Record<string, unknown>>];

/** Shows a part of another kind than text, HTML and elements. @returns whether it knows the kind */
export type ShowRich = (parent: Element, part: Part) => boolean;

/** Appends text in a `<div>` of its own; empty text and a lone newline show nothing. */
export function appendText(target: Element, text: string): void {
  if (text === "" || text === "\n") return;
  const box = document.createElement("div");
  box.textContent = text;
  target.appendChild(box);
}

/**
 * Shows parts in `target`.
 *
 * @param append true adds a `<div>` for each; false puts them in the place of what was there, one after the
 *   other
 * @param elements the elements that parts of the kind `element` refer to
 * @param showRich undefined where nothing is there yet that would give such parts
 * @throws Error when a part cannot be shown, which the page's policy may be the reason of
 */
export function showParts(
  target: Element,
  parts: readonly Part[],
  append: boolean,
  elements: readonly unknown[] = [],
  showRich?: ShowRich,
): void {
  const show = (parent: Element, part: Part) => {
    const [kind, content] = part;
    if (kind === "element") parent.append(...[elements[Number(content)] as Element | Element[]].flat());
    // Unlike innerHTML, a fragment of a range runs the scripts in it, which charts rely on.
    else if (kind === "text/html") {
      const range = document.createRange();
      range.selectNodeContents(parent);
      parent.append(range.createContextualFragment(content));
    } else if (!showRich?.(parent, part)) parent.append(content);
  };
  if (!append) target.replaceChildren();
  parts.forEach((part, index) => {
    if (append) {
      const box = document.createElement("div");
      show(box, part);
      target.append(box);
    } else {
      if (index > 0) target.append("\n");
      show(target, part);
    }
  });
}
