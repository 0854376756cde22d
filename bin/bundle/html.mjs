// Reads the start tags of a page, with the places of their attributes, so that a reference can be replaced
// and all else of the text stays as its author wrote it.

/** Elements whose content is text, whatever it looks like, and those of ours whose text is read. */
const WITH_TEXT = /^(script|style|textarea|title|py-config|mpy-config)$/;

const ATTRIBUTE = /\s*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/gy;

/**
 * @typedef {object} Attribute
 * @property {string} value
 * @property {[number, number]} place from its name to its end
 *
 * @typedef {object} Tag
 * @property {string} name in small letters
 * @property {Map<string, Attribute>} attributes by their names in small letters
 * @property {{ value: string, place: [number, number] }} [text] the content of an element with text
 */

/** @returns {Tag[]} the start tags, in the order of the page */
export function readTags(html) {
  const tags = [];
  const begin = /<!--[^]*?(?:-->|$)|<([a-z][^\s/>]*)/giy;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at)) {
    begin.lastIndex = at;
    const found = begin.exec(html);
    if (!found?.[1]) {
      at = found ? begin.lastIndex : at + 1;
      continue;
    }
    const name = found[1].toLowerCase();
    const attributes = new Map();
    ATTRIBUTE.lastIndex = begin.lastIndex;
    for (;;) {
      const start = ATTRIBUTE.lastIndex;
      const match = ATTRIBUTE.exec(html);
      if (!match) {
        // A stray slash or quote stands between attributes.
        const skip = /[^\S>]*[/"'=<`]/y;
        skip.lastIndex = start;
        if (!skip.test(html)) {
          ATTRIBUTE.lastIndex = start;
          break;
        }
        ATTRIBUTE.lastIndex = skip.lastIndex;
        continue;
      }
      const [whole, attribute, ...values] = match;
      const end = ATTRIBUTE.lastIndex;
      const place = [end - whole.trimStart().length, end];
      const value = decode(values.find((text) => text !== undefined) ?? "");
      if (!attributes.has(attribute.toLowerCase())) attributes.set(attribute.toLowerCase(), { value, place });
    }
    const close = html.indexOf(">", ATTRIBUTE.lastIndex);
    at = close < 0 ? html.length : close + 1;
    const tag = { name, attributes };
    if (WITH_TEXT.test(name)) {
      const rest = new RegExp(`</${name}(?=[\\s/>])`, "gi");
      rest.lastIndex = at;
      const end = rest.exec(html)?.index ?? html.length;
      const value = html.slice(at, end);
      tag.text = { value: name.endsWith("-config") ? decode(value) : value, place: [at, end] };
      at = end;
    }
    tags.push(tag);
  }
  return tags;
}

/** Puts texts in the places of others. @param {[[number, number], string][]} changes */
export function replaced(text, changes) {
  const sorted = [...changes].sort(([[a]], [[b]]) => a - b);
  let result = "";
  let at = 0;
  for (const [[start, end], insert] of sorted) {
    result += text.slice(at, start) + insert;
    at = end;
  }
  return result + text.slice(at);
}

/** An attribute as HTML. */
export const attributeText = (name, value) => `${name}="${encode(value).replaceAll('"', "&quot;")}"`;

/** Text as HTML. */
export const encode = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text) {
  return text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) =>
    name ? NAMED[name.toLowerCase()] : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
}
