/**
 * Makes what a configuration may hold of what a TOML parser or JavaScript gives: maps become tables, dates
 * text, whole numbers numbers. Python tells 1.0 from 1, and knows infinity and NaN, which JSON does not:
 * where a configuration has such numbers, Python reads a text of its own.
 */

import { ConfigError } from "../errors.js";

/** How deep tables may lie in one another; what is deeper contains itself. */
const MAX_DEPTH = 100;

export interface PlainValues {
  readonly values: unknown;
  /** JSON, with numbers as Python reads them; undefined where `JSON.stringify(values)` says the same. */
  readonly python?: string;
}

/** Of a TOML parser that gives whole numbers as `bigint`, and fractions as `number`. */
export function fromToml(value: unknown): PlainValues {
  return { values: plain(value, dateText), ...special(value, (number) => Number.isInteger(number)) };
}

/** Of JavaScript: an object, or what Python's `to_js` made of a dictionary. Values that cannot be converted
 * are left as they are. */
export function fromJs(value: unknown): PlainValues {
  const values = plain(value, (date) => date);
  return { values, ...special(values, () => false) };
}

const dateText = (date: Date) => date.toISOString();

function plain(value: unknown, ofDate: (date: Date) => unknown, depth = 0): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) {
    throw new ConfigError(
      "PY1000",
      `the configuration is more than ${MAX_DEPTH} tables deep, or contains itself.`,
    );
  }
  const next = (one: unknown) => plain(one, ofDate, depth + 1);
  if (Array.isArray(value)) return value.map(next);
  if (value instanceof Date) return ofDate(value);
  if (isMap(value)) return tableOf(value, next);
  if (isPythonProxy(value)) return next(value.toJs({ dict_converter: Object.fromEntries }));
  if (!isPlainObject(value)) return value;
  return tableOf(Object.entries(value), next);
}

/** Undefined members are left out, as in JSON. */
function tableOf(entries: Iterable<readonly [unknown, unknown]>, next: (one: unknown) => unknown): object {
  const table: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    if (typeof key === "object" && key !== null)
      throw new ConfigError("PY1000", "a key of the configuration is an object, but text was expected.");
    // An assignment of `__proto__` would not make a member.
    Object.defineProperty(table, String(key), {
      value: next(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return table;
}

/** Of another realm, too. */
const isMap = (value: object): value is ReadonlyMap<unknown, unknown> =>
  Object.prototype.toString.call(value) === "[object Map]";

const isPlainObject = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** A dictionary that Pyodide passed without converting it. */
const isPythonProxy = (value: object): value is { toJs(options: object): unknown } =>
  typeof (value as { toJs?: unknown }).toJs === "function";

/** @param isFraction whether a whole number is written with a fraction */
function special(value: unknown, isFraction: (number: number) => boolean): { python?: string } {
  let found = false;
  const write = (one: unknown): string => {
    if (typeof one === "number") {
      if (!Number.isFinite(one)) {
        found = true;
        return `{"$float":"${Number.isNaN(one) ? "nan" : one > 0 ? "inf" : "-inf"}"}`;
      }
      if (!isFraction(one) || Math.abs(one) >= 1e21) return JSON.stringify(one);
      found = true;
      return Object.is(one, -0) ? "-0.0" : `${one}.0`;
    }
    if (typeof one === "bigint") {
      found ||= BigInt(Number(one)) !== one || !Number.isSafeInteger(Number(one));
      return String(one);
    }
    if (Array.isArray(one)) return `[${one.map(write).join()}]`;
    if (one instanceof Date) return JSON.stringify(Number.isNaN(one.valueOf()) ? null : dateText(one));
    if (typeof one !== "object" || one === null) return JSON.stringify(one) ?? "null";
    const members = Object.entries(one).map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`);
    return `{${members.join()}}`;
  };
  const text = write(value);
  return found ? { python: text } : {};
}
