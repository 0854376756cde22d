/**
 * Values as text, for Python in another thread: JSON, and for what JSON has no form of an object with the one key `$py`,
 * a pair of a kind and its text. The other half is `python/pyscript/_values.py`. What crosses by value is in `values.ts`.
 *
 * | value | text |
 * | --- | --- |
 * | bytes | `{"$py": ["bytes", base64]}` |
 * | whole numbers beyond 2^53 - 1 | `{"$py": ["int", digits]}` |
 * | NaN and infinities | `{"$py": ["float", "nan"]}` |
 * | a date | `{"$py": ["date", milliseconds]}` |
 * | an object that has a key `$py` | `{"$py": ["dict", {…}]}` |
 */

const KEY = "$py";

/** @throws TypeError for what cannot cross by value, and says which part that is */
export function encodeValue(value: unknown): string {
  return JSON.stringify(prepare(value, "value", []));
}

export function decodeValue(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  return text.includes(KEY) ? restore(value) : value;
}

function prepare(value: unknown, path: string, above: readonly object[]): unknown {
  switch (typeof value) {
    case "undefined":
      return null;
    case "boolean":
    case "string":
      return value;
    case "number":
      return Number.isFinite(value)
        ? value
        : tagged("float", Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
    case "bigint":
      return tagged("int", String(value));
    case "object":
      return value === null ? null : prepareObject(value, path, above);
    default:
      throw new TypeError(`${path} is a ${typeof value}, which cannot be passed by value`);
  }
}

function prepareObject(value: object, path: string, above: readonly object[]): unknown {
  if (ArrayBuffer.isView(value)) {
    return tagged("bytes", toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)));
  }
  if (value instanceof ArrayBuffer) return tagged("bytes", toBase64(new Uint8Array(value)));
  if (value instanceof Date) return tagged("date", value.getTime());
  if (above.includes(value)) throw new TypeError(`${path} contains itself, which plain data cannot`);
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((item, index) => prepare(item, `${path}[${index}]`, inside));
  if (value instanceof Set) return prepareObject([...(value as Set<unknown>)], path, above);
  if (value instanceof Map)
    return prepareObject(Object.fromEntries(value as Map<string, unknown>), path, above);
  if (!isPlain(value)) {
    const { name } = (value as { constructor: { name: string } }).constructor;
    throw new TypeError(`${path} is a ${name}, which cannot be passed by value`);
  }
  const members = Object.entries(value).map(([key, item]) => [
    key,
    prepare(item, `${path}[${JSON.stringify(key)}]`, inside),
  ]);
  const object = Object.fromEntries(members) as object;
  return KEY in object ? tagged("dict", object) : object;
}

function tagged(kind: string, data: unknown): object {
  return { [KEY]: [kind, data] };
}

function restore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restore);
  if (typeof value !== "object" || value === null) return value;
  const tag = Object.hasOwn(value, KEY) ? (value as Record<string, unknown>)[KEY] : undefined;
  if (!tag) return restoreMembers(value);
  const [kind, data] = tag as [string, never];
  switch (kind) {
    case "bytes":
      return fromBase64(data);
    case "int":
      return exact(BigInt(data));
    case "float":
      return { nan: NaN, inf: Infinity, "-inf": -Infinity }[data];
    case "date":
      return new Date(data);
    default:
      return restoreMembers(data);
  }
}

function restoreMembers(object: object): object {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, restore(item)]));
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return btoa(pieces.join(""));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
