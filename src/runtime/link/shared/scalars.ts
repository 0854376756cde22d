/** Encodings that both sides of the link share. */
import type { Writer } from "./binary-codec.js";
import { Tag } from "./protocol.js";

export type Scalar = string | number | boolean | bigint | null | undefined;

/** Writes a value that is no object and no function. @returns whether it is one of those */
export function writeScalar(writer: Writer, value: unknown): value is Scalar {
  switch (typeof value) {
    case "string":
      writer.byte(Tag.text);
      writer.text(value);
      return true;
    case "number":
      if ((value | 0) === value && !Object.is(value, -0)) {
        writer.byte(Tag.int);
        writer.int(value);
      } else {
        writer.byte(Tag.double);
        writer.double(value);
      }
      return true;
    case "undefined":
      writer.byte(Tag.undefined);
      return true;
    case "boolean":
      writer.byte(value ? Tag.true : Tag.false);
      return true;
    case "bigint":
      writer.byte(Tag.bigint);
      writer.text(String(value));
      return true;
    case "object":
      if (value !== null) return false;
      writer.byte(Tag.null);
      return true;
    default:
      return false;
  }
}

/** Writes an object that {@link isPlain}. @param writeItem writes what is in it */
export function writeObject(
  writer: Writer,
  object: Readonly<Record<string, unknown>>,
  writeItem: (item: unknown) => void,
): void {
  const entries = Object.entries(object);
  writer.byte(Tag.object);
  writer.int(entries.length);
  for (const [name, item] of entries) {
    writer.text(name);
    writeItem(item);
  }
}

/** Returns true if an object is nothing but its names and their values. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
