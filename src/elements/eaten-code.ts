/** Tells that HTML has taken a part of an element's text for markup: loaded with the first that it has. */
import { textNodes } from "./markup-text.js";

const reported = new WeakSet<Element>();

/** Tells of each element once. */
export function warnOfEaten(element: Element, eaten = textNodes(element).find(isElement)): void {
  if (!eaten || reported.has(element)) return;
  reported.add(element);
  const { localName: tag, id } = element;
  console.warn(
    `<${tag}${id && ` id="${id}"`}>: HTML parsing took a part of the ${/config$/.test(tag) ? "configuration" : "Python code"} for ` +
      `markup (<${eaten.nodeName.toLowerCase()}>). It is read as the markup is now, which may differ from what was ` +
      `written in the case of tags and in quotes. ${remedy(tag)}`,
  );
}

function isElement(node: Node): node is Element {
  return node instanceof Element;
}

function remedy(tag: string): string {
  if (/config$/.test(tag)) return 'Write "&lt;" for "<", or put the text into a file that "src" names.';
  const child = 'Put the code into a <script type="text/python"> child';
  if (!/script$/.test(tag)) return `${child}, which keeps it exactly as written.`;
  const type = tag === "mpy-script" ? "mpy" : "py";
  return `${child}, or use <script type="${type}"> instead of <${tag}>: both keep it exactly as written.`;
}
