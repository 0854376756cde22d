/** Properties of components: their values, and those of their attributes. */
import type { PropertySpec, PropertyType } from "../../host/component-host.js";

/** A property as the page has it. */
export interface Property extends PropertySpec {
  /** Its name in JavaScript: `maxValue` for `max_value`. */
  readonly property: string;
}

export function propertyOf(spec: PropertySpec): Property {
  return { ...spec, property: spelled(spec.name) };
}

/** A name of Python's, as JavaScript spells it: `maxValue` for `max_value`, and `for` for `for_`. */
export function spelled(name: string): string {
  return name.replace(/_+$/, "").replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The value of a property that was not set: of lists and dictionaries one for each element. */
export function initial({ default: value }: Property): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

/** The element of a property, for messages: to read its name takes longer than to convert most values. */
type Named = Pick<Element, "localName">;

/**
 * Reads an attribute.
 *
 * @param text null where the element does not have it: the property has its default again
 */
export function fromAttribute(element: Named, property: Property, text: string | null): unknown {
  const { type, attribute } = property;
  if (type === "bool") return text !== null && text !== "false";
  if (text === null) return initial(property);
  const value = converted(type, text);
  if (value !== undefined) return value;
  console.warn(
    `<${element.localName} ${attribute}=${JSON.stringify(text)}>: that is no ${words[type] ?? type}, so ` +
      `${property.property} has its default.`,
  );
  return initial(property);
}

const words: Partial<Record<PropertyType, string>> = {
  int: "whole number",
  float: "number",
  number: "number",
  list: "list in JSON",
  dict: "object in JSON",
};

/** @returns undefined where the text is none of that type */
function converted(type: PropertyType, text: string): unknown {
  switch (type) {
    case "int":
    case "float":
    case "number": {
      const number = text.trim() === "" ? NaN : Number(text);
      return Number.isNaN(number) || (type === "int" && !Number.isInteger(number)) ? undefined : number;
    }
    case "list":
    case "dict":
      try {
        const value: unknown = JSON.parse(text);
        const fits =
          typeof value === "object" && value !== null && Array.isArray(value) === (type === "list");
        return fits ? value : undefined;
      } catch {
        return undefined;
      }
    default:
      return text;
  }
}

/** The value of a property that JavaScript or markup has set: frameworks set text where attributes are
 * meant. */
export function coerced(element: Named, property: Property, value: unknown): unknown {
  const { type } = property;
  if (value === undefined) return initial(property);
  if (typeof value === "string" && type !== "str" && type !== "any")
    return fromAttribute(element, property, value);
  if (type === "int" && typeof value === "number" && Number.isFinite(value)) return Math.trunc(value);
  if (type === "str" && typeof value === "number") return String(value);
  return value;
}

/** The text for an attribute; null for none. */
export function toAttribute({ type }: Property, value: unknown): string | null {
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return "";
  if (typeof value !== "object") return String(value as string);
  return type === "list" || type === "dict" || type === "any" ? JSON.stringify(value) : null;
}

/** The part of a value that a form submits. @param name the control's */
export function formValue(name: string, value: unknown): File | string | FormData | null {
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return "on";
  if (value instanceof File || value instanceof FormData) return value;
  if (typeof value !== "object") return String(value as string);
  const data = new FormData();
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => [name, item])
    : Object.entries(value);
  for (const [key, item] of entries) data.append(key, item instanceof Blob ? item : String(item as string));
  return data;
}
