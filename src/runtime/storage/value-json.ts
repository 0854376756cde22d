/**
 * Values as a store keeps them: JSON that Python's and JavaScript's own parsers read, and that says what a
 * value was in Python. Bytes are kept as they are, beside it.
 *
 * | Python | text | JavaScript |
 * | --- | --- | --- |
 * | `None` | `null` | `null` |
 * | `True`, `"text"`, `[1, 2]`, `{"a": 1}` | the same in JSON | boolean, string, array, plain object |
 * | `1` | `1` | `1`, every whole number up to 2^53 - 1 in size |
 * | `1.0`, `-0.0`, `1e+300` | the same | `1`, `-0`, `1e300`; other numbers of JavaScript's become `float` |
 * | `2**53 + 1` | `{"\u0000": "int 9007199254740993"}` | `9007199254740993n` |
 * | `nan`, `inf`, `-inf` | `{"\u0000": "nan"}` … | `NaN`, `Infinity`, `-Infinity` |
 * | `datetime` | `{"\u0000": "datetime 2026-01-02T03:04:05+00:00"}` | `Date` |
 * | a `dict` with the key `"\0"` | `{"\u0000": {"\u0000": …}}` | an object with that key |
 * | `tuple`, `set`; JavaScript's `Set` | as a list | array |
 * | `bytes`, `bytearray`, `memoryview` | {@link Binary} | `Uint8Array`; other typed arrays stay what they were |
 *
 * So a text without `\u0000` is plain JSON. Python's half is `python/pyscript/_storage_values.py`; both read
 * the fixtures in `test/runtime/storage/values.json`.
 */

/** Bytes: a value of their own, never part of another. */
export interface Binary {
  /** The original type: `bytes`, `bytearray`, `memoryview`, or the name of a class of typed arrays. */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** The stored form of a value: text as above, or bytes. */
export type Content = string | Binary;

/** The name of the one member of an object that stands for something else. */
const TAG = "\0";
const MARK = "\\u0000";
/** JavaScript recurses so far with ease, and Python too. */
const MAX_DEPTH = 200;

const TypedArray = Object.getPrototypeOf(Uint8Array) as abstract new () => Uint8Array;

/**
 * Makes of a value what a store keeps.
 *
 * @param path the name of the value in messages
 * @throws TypeError when a part of it cannot be stored, and says which
 */
export function encode(value: unknown, path: string): Content {
  return asBinary(value) ?? textOf(value, path, []);
}

/** Makes a value of what a store keeps: a new one for each call. */
export function decode(content: Content): unknown {
  if (typeof content !== "string") return fromBinary(content);
  const value: unknown = JSON.parse(content);
  return content.includes(MARK) ? revive(value) : value;
}

/** A tag as text, for what is no value of its own: see `python-host.ts`. */
export function tag(what: string): string {
  return `{"${MARK}":${JSON.stringify(what)}}`;
}

function textOf(value: unknown, path: string, above: readonly object[]): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      return numberText(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? String(value) : tag(`int ${value}`);
    case "undefined":
      return "null";
    case "object":
      return value === null ? "null" : objectText(value, path, above);
    default:
      throw new TypeError(`${path} is a ${typeof value}, which cannot be stored.`);
  }
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return tag("nan");
  if (!Number.isFinite(value)) return tag(value > 0 ? "inf" : "-inf");
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  // Whole numbers so large are no integers in JavaScript: the next one is the same number.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

function objectText(value: object, path: string, above: readonly object[]): string {
  if (above.includes(value) || above.length > MAX_DEPTH) {
    throw new TypeError(`${path} contains itself, or is nested too deeply, and cannot be stored.`);
  }
  const inside = [...above, value];
  if (Array.isArray(value) || value instanceof Set) {
    return `[${Array.from(value, (item, index) => textOf(item, `${path}[${index}]`, inside)).join()}]`;
  }
  if (value instanceof Date) return dateText(value, path);
  if (asBinary(value)) {
    throw new TypeError(
      `${path} is binary data, which is stored under a key of its own only, not inside other data.`,
    );
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Checks where the prototypes end, since objects of frames have another `Object.prototype`.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError(`${path} is ${describe(value)}, which cannot be stored: only plain data can.`);
  }
  const entries = Object.entries(value);
  const text = `{${entries
    .map(([key, item]) => `${JSON.stringify(key)}:${textOf(item, `${path}[${JSON.stringify(key)}]`, inside)}`)
    .join()}}`;
  return entries.some(([key]) => key === TAG) ? `{"${MARK}":${text}}` : text;
}

function dateText(value: Date, path: string): string {
  if (Number.isNaN(value.getTime()))
    throw new TypeError(`${path} is an invalid Date, which cannot be stored.`);
  return tag(`datetime ${value.toISOString().replace("Z", "+00:00")}`);
}

function describe(value: object): string {
  return `a ${(value.constructor as { name?: string } | undefined)?.name || Object.prototype.toString.call(value)}`;
}

function asBinary(value: unknown): Binary | undefined {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
    const kind = value instanceof DataView ? "bytearray" : value.constructor.name;
    return { kind: kind === "Uint8Array" ? "bytearray" : kind, bytes };
  }
  // Checks the name, not `instanceof`: buffers of frames are instances of the frame's own classes.
  return /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))
    ? { kind: "bytearray", bytes: new Uint8Array(value as ArrayBuffer).slice() }
    : undefined;
}

function fromBinary({ kind, bytes }: Binary): unknown {
  const copy = bytes.slice();
  const found = (globalThis as Record<string, unknown>)[kind];
  const isTyped = typeof found === "function" && Object.getPrototypeOf(found) === TypedArray;
  return isTyped ? new (found as new (buffer: ArrayBufferLike) => unknown)(copy.buffer) : copy;
}

/** Replaces what stands for something else. */
function revive(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const entries = Object.entries(value);
  const tagged = Object.hasOwn(value, TAG) ? (value as Record<string, unknown>)[TAG] : undefined;
  if (typeof tagged === "string") return special(tagged);
  if (typeof tagged === "object" && tagged !== null) return fromEntries(Object.entries(tagged));
  return fromEntries(entries);
}

const fromEntries = (entries: readonly [string, unknown][]) =>
  Object.fromEntries(entries.map(([key, item]) => [key, revive(item)]));

function special(text: string): unknown {
  const [kind, ...rest] = text.split(" ");
  const what = rest.join(" ");
  switch (kind) {
    case "nan":
      return NaN;
    case "inf":
      return Infinity;
    case "-inf":
      return -Infinity;
    case "int":
      return BigInt(what);
    case "datetime":
      return new Date(what);
    default:
      return null; // of a later version
  }
}
