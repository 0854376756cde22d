/** Edits source text for the workbench. No element is known here, so everything is a function from text to
 * text. */
import { dedent } from "./dom.js";

/** The text between the tags of the page's `<demo-live>`. */
export function extractLive(page) {
  const start = /<demo-live[^>]*>/.exec(page);
  const end = page.indexOf("</demo-live>");
  return start && end > 0 ? dedent(page.slice(start.index + start[0].length, end)) : "";
}

/** `mpy` or `py`: whose elements the text has. */
export function interpreterOf(text) {
  return /<mpy-script|type="mpy"/.test(text) ? "mpy" : "py";
}

/** Returns true if the text configures an interpreter of the page's main thread. Each worker has one of its
 * own. */
export function hasConfiguration(text) {
  return /<m?py-config|<(?![^>]*\sworker[\s=>])[^>]*\sconfig=/.test(text);
}

/** The same text for the other interpreter: tags, script types, attributes and event names. */
export function changeInterpreter(text, to) {
  const from = to === "mpy" ? "py" : "mpy";
  const word = `(?<![\\w-])${from}`;
  const places = [
    `${word}(?=-(?:script|config)\\b)`,
    `(?<=type=")${from}(?=")`,
    `${word}(?=-[a-z]+=")`,
    `${word}(?=[:-](?:ready|done|error|progress|all-done)\\b)`,
  ];
  return text.replace(new RegExp(places.join("|"), "g"), to);
}

/** The first opening tag that `target` names: `tag` or `tag#id`. `mpy-` stands for either interpreter. */
function findTag(text, target) {
  const [tag, id] = target.split("#");
  const name = tag.replace(/^mpy-/, "m?py-");
  const has = id ? `(?=[^>]*\\sid="${id}")` : "";
  return new RegExp(`<${name}(?=[\\s>])${has}(?:[^>"']|"[^"]*"|'[^']*')*>`).exec(text);
}

const attributePattern = (name) =>
  new RegExp(`\\s+${name.replace(/^mpy-/, "m?py-")}(?:=(?:"([^"]*)"|'([^']*)'))?(?=[\\s>])`);

/** The value of an attribute in the text; null where it is absent. */
export function readAttribute(text, target, name) {
  const tag = findTag(text, target);
  const match = tag && attributePattern(name).exec(tag[0]);
  return match ? (match[1] ?? match[2] ?? "") : null;
}

/** The text with the attribute set, or taken away where `value` is null. */
export function writeAttribute(text, target, name, value) {
  const tag = findTag(text, target);
  if (!tag) return text;
  const old = attributePattern(name);
  name = name.replace(/^mpy-/, `${interpreterOf(text)}-`);
  const quote = value?.includes('"') ? "'" : '"';
  const attribute = value === null ? "" : value === "" ? ` ${name}` : ` ${name}=${quote}${value}${quote}`;
  const changed = old.test(tag[0])
    ? tag[0].replace(old, () => attribute)
    : tag[0].replace(/\s*>$/, () => `${attribute}>`);
  return text.slice(0, tag.index) + changed + text.slice(tag.index + tag[0].length);
}
