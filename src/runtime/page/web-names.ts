/**
 * Properties and attributes of elements, by the names that Python uses for them: the property's
 * (`tabIndex`), the attribute's (`tabindex`), with `_` for `-` (`aria_label`), and with a `_` at the end
 * where it is a keyword (`for_`).
 *
 * The browser decides which names an element has. `data-*` and `aria-*` are for all; elements that are
 * not HTML's or have a class of their own may have any attribute.
 */

import { attributeError, foreignName, readForeign, unknownName, writeForeign } from "./web-standards.js";

interface Name {
  /** The property to read and write; undefined where there is the attribute only. */
  readonly property: string | undefined;
  readonly attribute: string;
}

const aliases: Readonly<Record<string, string>> = {
  text: "textContent",
  html: "innerHTML",
  class: "className",
  for: "htmlFor",
};

const attributes: Readonly<Record<string, string>> = {
  className: "class",
  htmlFor: "for",
  httpEquiv: "http-equiv",
  acceptCharset: "accept-charset",
};

/** Attributes without a property, in every browser or in some. */
const others =
  /^(\w+ (item(id|prop|ref|scope|type)|is|exportparts|autocapitalize|enterkeyhint|nonce|popover|virtualkeyboardpolicy)|(button|input) (form|popovertarget|commandfor)|input list|meta (charset|property)|(fieldset|label|meter|object|output|progress|select|textarea) form)$/;

const known = new Map<string, Name | undefined>();

/** Finds what an element has by that name; undefined when there is nothing. */
function findName(element: Element, name: string): Name | undefined {
  const { localName } = element;
  if (isOpen(element)) return lookUp(element, name);
  const key = `${localName} ${name}`;
  let found = known.get(key);
  if (!found && !known.has(key)) known.set(key, (found = lookUp(element, name)));
  return found;
}

/** @throws AttributeError a property or attribute of an element cannot be set */
export function checkName(element: Element, name: string): void {
  const property = findName(element, name)?.property;
  if (property !== undefined && !hasSetter(element, property)) throw readOnly(element, property);
  if (!findName(element, name) && !foreignName(name)) throw unknownName(element, name);
}

/** Reads a property or attribute; null where an attribute is not set, undefined where there is no such
 * thing. */
export function readName(element: Element, name: string): unknown {
  const found = findName(element, name);
  if (!found) return readForeign(element, name);
  const { property, attribute } = found;
  if (property) return (element as unknown as Record<string, unknown>)[property] ?? null;
  return isOpen(element) && !element.hasAttribute(attribute) && !isFree(attribute)
    ? undefined
    : element.getAttribute(attribute);
}

/**
 * Sets a property or attribute. `null` unsets it. A name that only other elements have is set all the same,
 * with a warning.
 *
 * @throws AttributeError no standard knows such a thing, or it cannot be set
 */
export function writeName(element: Element, name: string, value: unknown): void {
  const found = findName(element, name);
  if (!found) {
    writeForeign(element, name, value);
    return;
  }
  const { property, attribute } = found;
  const target = element as unknown as Record<string, unknown>;
  if (property === undefined) {
    if (typeof value === "object" && value !== null) target[name] = value;
    else if (isFree(attribute) && typeof value === "boolean") element.setAttribute(attribute, String(value));
    else setAttribute(element, attribute, value);
    return;
  }
  if (property === "textContent") {
    element.textContent = value as string;
    return;
  }
  if (!hasSetter(element, property)) throw readOnly(element, property);
  const before = target[property];
  const isFlag = typeof before === "boolean";
  if (value === null || value === undefined) {
    element.removeAttribute(attribute);
    if (isFlag) {
      if (!/^(draggable|spellcheck|translate)$/.test(property)) target[property] = false;
    } else if (property === "value" || property === "innerHTML") target[property] = "";
    else if (!/^(string|number)$/.test(typeof before) && !(before instanceof DOMTokenList))
      target[property] = null;
  } else if (isFlag && typeof value === "string") {
    setAttribute(element, attribute, value); // for the property, "false" is true
  } else if (value === true && (before === null || before === "")) {
    setAttribute(element, attribute, value);
  } else target[property] = value;
}

function setAttribute(element: Element, attribute: string, value: unknown): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(attribute);
  else element.setAttribute(attribute, value === true ? "" : String(value as string));
}

function lookUp(element: Element, name: string): Name | undefined {
  if (name.startsWith("on_")) return undefined;
  const bare = name.replace(/_+$/, "");
  const hyphenated = bare.replaceAll("_", "-");
  if (isFree(hyphenated)) return { property: undefined, attribute: hyphenated };
  const isHtml = element instanceof HTMLElement;
  const alias =
    isOpen(element) && bare in element ? bare : ((aliases as Partial<typeof aliases>)[bare] ?? bare);
  const property =
    alias in element ? alias : propertiesOf(element).get(bare.replaceAll("_", "").toLowerCase());
  const spelled = isHtml || property?.toLowerCase() !== hyphenated.toLowerCase() ? hyphenated : property;
  const attribute = attributes[property ?? ""] ?? (isHtml ? spelled.toLowerCase() : spelled);
  const isOther = others.test(`${element.localName} ${attribute}`);
  if (property !== undefined) {
    // Attributes of SVG have properties that are objects.
    const isObject = !isHtml && typeof (element as unknown as Record<string, unknown>)[property] === "object";
    if (hasSetter(element, property) || !(isOther || isObject)) return { property, attribute };
  }
  return isOther || isOpen(element) ? { property: undefined, attribute } : undefined;
}

const properties = new WeakMap<object, ReadonlyMap<string, string>>();

/** The properties of a class of elements, by their names in lower case. */
function propertiesOf(element: Element): ReadonlyMap<string, string> {
  const prototype = Object.getPrototypeOf(element) as object;
  let found = properties.get(prototype);
  if (!found) {
    const names: string[] = [];
    for (const name in element) names.push(name);
    properties.set(prototype, (found = new Map(names.map((name) => [name.toLowerCase(), name]))));
  }
  return found;
}

function hasSetter(element: Element, property: string): boolean {
  for (let owner: object | null = element; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, property);
    if (descriptor) return descriptor.set !== undefined || descriptor.writable === true;
  }
  return false;
}

/** Returns true if an element may have any attribute: it is not HTML's, or a custom element. */
function isOpen(element: Element): boolean {
  return !(element instanceof HTMLElement) || element.localName.includes("-");
}

function isFree(attribute: string): boolean {
  return /^(data|aria)-./.test(attribute);
}

function readOnly(element: Element, property: string): Error {
  return attributeError(`'${property}' of <${element.localName}> can be read, but not set.`);
}
