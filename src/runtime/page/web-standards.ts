/**
 * Properties and attributes that an element lacks, although the standards have them for others: Python sets
 * them on the node all the same, as JavaScript would, and the console says once that they mean nothing
 * there.
 */
import { nearest } from "./nearest.js";

/** A name of the standards: a property of some element, or an attribute that has none. */
interface Foreign {
  readonly property: string | undefined;
  readonly attribute: string;
}

/** Attributes that no property of the same name, but for case and hyphens, stands for: HTML's, RDFa's, and
 * SVG's. */
const ATTRIBUTES = (
  "about accept-charset charset class datatype exportparts for http-equiv imagesizes imagesrcset is itemid itemprop itemref " +
  "itemscope itemtype nonce prefix property resource role typeof vocab alignment-baseline baseline-shift clip-path clip-rule " +
  "color color-interpolation cx cy d direction display dominant-baseline dx dy fill fill-opacity fill-rule filter flood-color " +
  "flood-opacity font-family font-size font-style font-weight fx fy gradientTransform letter-spacing lighting-color " +
  "marker-end marker-mid marker-start mask mask-type opacity overflow paint-order patternTransform pointer-events points " +
  "preserveAspectRatio r rotate rx ry shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset " +
  "stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering " +
  "transform transform-origin unicode-bidi vector-effect viewBox visibility word-spacing writing-mode x1 x2 y1 y2"
).split(" ");

let names: Map<string, Foreign> | undefined;

/** Names without case, hyphens and underscores, and what they stand for. The browser is asked once, when one
 * is unknown. */
function known(): Map<string, Foreign> {
  if (names) return names;
  names = new Map(ATTRIBUTES.map((attribute) => [plain(attribute), { property: undefined, attribute }]));
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!/^(HTML|SVG|MathML)\w*Element$/.test(name)) continue;
    const { prototype } = (globalThis as unknown as Record<string, { prototype: object }>)[name] ?? {};
    for (const [property, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
      // Methods and constants have a value, properties an accessor.
      if (value !== undefined || property.startsWith("on")) continue;
      const present = names.get(plain(property));
      if (!present?.property) names.set(plain(property), { property, attribute: property });
    }
  }
  return names;
}

function plain(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

/** The property or attribute of some element that a name stands for; undefined where none has it. */
export function foreignName(name: string): Foreign | undefined {
  return known().get(plain(name));
}

/** Reads what was set although the element does not have it; undefined where nothing was. */
export function readForeign(element: Element, name: string): unknown {
  const found = foreignName(name);
  if (!found) return undefined;
  const { property, attribute } = found;
  if (property === undefined) return element.getAttribute(attribute) ?? undefined;
  return Object.hasOwn(element, property)
    ? ((element as unknown as Record<string, unknown>)[property] ?? null)
    : undefined;
}

const warned = new Set<string>();

/** @throws AttributeError no element has it */
export function writeForeign(element: Element, name: string, value: unknown): void {
  const found = foreignName(name);
  if (!found) throw unknownName(element, name);
  const { property, attribute } = found;
  const target = element as unknown as Record<string, unknown>;
  if (property === undefined) {
    if (value === null || value === undefined || value === false) element.removeAttribute(attribute);
    else element.setAttribute(attribute, value === true ? "" : String(value as string));
  } else if (value === null || value === undefined) Reflect.deleteProperty(target, property);
  else target[property] = value;
  warn(element.localName, property ?? attribute);
}

function warn(tag: string, name: string): void {
  const key = `${tag} ${name}`;
  if (warned.has(key)) return;
  warned.add(key);
  console.warn(
    `pyscript.web: <${tag}> has no '${name}', which other elements have. It was set on the element; the browser takes ` +
      "no notice of it there.",
  );
}

const suggestions = new Map<string, string | undefined>();

/** An error that says what there is instead. */
export function unknownName(element: Element, name: string): Error {
  const key = `${element.localName} ${name}`;
  if (!suggestions.has(key)) {
    const names: string[] = [];
    for (const property in element) if (!property.startsWith("on")) names.push(property);
    const others = [...known().values()].map(({ property, attribute }) => property ?? attribute);
    suggestions.set(
      key,
      nearest(name.replaceAll("_", ""), new Set([...names, "class", "html", "text", ...others])),
    );
  }
  const suggestion = suggestions.get(key);
  const hint = suggestion ? ` Did you mean '${suggestion}'?` : "";
  return attributeError(`<${element.localName}> has no property or attribute '${name}'.${hint}`);
}

export function attributeError(message: string): Error {
  return Object.assign(new Error(message), { name: "AttributeError" });
}
