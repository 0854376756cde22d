/** The arguments of a call on their way to Python, by value. */
import { pack, type OwnPacked, type PackOptions } from "../values/pack.js";
import type { Key } from "../values/packed.js";
import { KEYWORDS } from "./keywords.js";

/**
 * Packs a list of arguments and an object of keyword arguments, which the last argument may be.
 *
 * @param options see {@link PackOptions}
 * @throws TypeError when one contains itself, or cannot be passed by value, and says which
 */
export function packArguments(args: readonly unknown[], options: Omit<PackOptions, "nameOf">): OwnPacked {
  const last = args.at(-1);
  const keywords = isKeywords(last) ? last : undefined;
  const call = [keywords ? args.slice(0, -1) : args, keywords ? { ...keywords } : {}];
  return pack(call, { ...options, nameOf: argumentName });
}

function isKeywords(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.hasOwn(value, KEYWORDS);
}

/** Returns how messages name a place among the arguments: `argument 2['points'][0]`. */
function argumentName([list, first, ...rest]: readonly Key[]): string {
  const start = `argument ${list === 0 ? Number(first) + 1 : String(first)}`;
  return start + rest.map((key) => (typeof key === "number" ? `[${key}]` : `['${key}']`)).join("");
}
