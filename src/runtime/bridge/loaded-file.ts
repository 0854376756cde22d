/**
 * One Python file that a bridge has loaded, on the thread where its Python runs.
 *
 * Calls with plain arguments take the short way: nothing is between JavaScript and the function, neither
 * JSON nor a wrapper that would cost as much as the call. If Python can stop to wait for promises, calls
 * take the way that lets it.
 */
import { abortError } from "../errors.js";
import type { Packed } from "../values/packed.js";
import { packArguments } from "./arguments.js";
import type { CallSite, Offer } from "./opened.js";

export type Call = (...args: unknown[]) => unknown;

/** The calls of an interpreter's loaded files; `PythonModules` implements them. */
export interface ModuleCalls {
  /** The option of `packArguments`. */
  readonly unordered: boolean;
  /** True if calls must take the way that lets Python wait. */
  readonly waits: boolean;
  /** Returns a Python callable of a module, for so many plain arguments; null where there is no short way. */
  caller(number: number, name: string, count: number): Call | null;
  /** Returns a caller's result for JavaScript: plain data, a promise, or a stream. */
  finish(result: unknown, number: number, name: string): unknown;
  /** Returns a caller's exception, as a PythonError where Python raised it. */
  thrown(error: unknown): unknown;
  /** Calls a function with arguments of any kind. */
  call(number: number, name: string, packed: Packed): unknown;
  unload(number: number): void;
}

/** A file that has been executed. */
export class PythonModule implements CallSite {
  readonly offers: readonly Offer[];
  readonly settles = false;
  readonly #modules: ModuleCalls;
  readonly #number: number;
  /** By name and number of arguments. */
  readonly #callers = new Map<string, (Call | null)[]>();

  constructor(modules: ModuleCalls, number: number, offers: readonly Offer[]) {
    this.offers = offers;
    this.#modules = modules;
    this.#number = number;
    for (const { name } of offers) this.#callers.set(name, []);
  }

  call(name: string, args: readonly unknown[]): unknown {
    const modules = this.#modules;
    if (modules.waits || args.length > MAX_SHORT || !args.every(isScalar)) return this.#callWith(name, args);
    const callers = this.#callers.get(name);
    if (!callers) throw ended(name);
    let call = callers[args.length];
    if (call === undefined) call = callers[args.length] = modules.caller(this.#number, name, args.length);
    if (!call) return this.#callWith(name, args);
    let result: unknown;
    try {
      result = call(...args);
    } catch (error) {
      throw modules.thrown(error);
    }
    switch (typeof result) {
      case "string":
      case "boolean":
      case "undefined":
        return result;
      case "number":
        // A number that large may stand for an integer that it cannot hold.
        if (result < 0x20000000000000 && result > -0x20000000000000) return result;
    }
    return result === null ? undefined : modules.finish(result, this.#number, name);
  }

  #callWith(name: string, args: readonly unknown[]): unknown {
    return this.callPacked(name, packArguments(args, { unordered: this.#modules.unordered, posted: false }));
  }

  /** {@link call} with arguments that have been packed already. */
  callPacked(name: string, packed: Packed): unknown {
    if (!this.#callers.has(name)) throw ended(name);
    return this.#modules.call(this.#number, name, packed);
  }

  unload(): void {
    this.#callers.clear();
    this.#modules.unload(this.#number);
  }
}

function ended(name: string): DOMException {
  return abortError(`The bridge has ended: ${name}() cannot be called any more.`);
}

/** Names, those of what makes generators with a star: `"add count*"`. */
export function parseOffers(names: string): Offer[] {
  return names
    .split(" ")
    .filter(Boolean)
    .map((name) => ({ name: name.replace("*", ""), streams: name.endsWith("*") }));
}

/** How many arguments the short way takes; see `Interpreter.loadShortCalls`. */
const MAX_SHORT = 16;

/** Returns true for values that cross unchanged, on every interpreter. */
function isScalar(value: unknown): boolean {
  switch (typeof value) {
    case "number":
      return (value | 0) === value || !Number.isInteger(value);
    case "string":
    case "boolean":
      return true;
    default:
      return value === null;
  }
}
