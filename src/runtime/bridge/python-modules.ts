/**
 * The Python files that a bridge has loaded, on the thread where their Python runs; Python's half is
 * `python/pyscript/_bridge.py`.
 *
 * Calls with plain arguments take the short way: nothing is between JavaScript and the function, neither JSON nor a
 * wrapper that would cost as much as the call.
 */
import type { Environment } from "../environment.js";
import { abortError, PythonError, type PythonErrorInfo } from "../errors.js";
import type { Interpreter } from "../interpreters/interpreter.js";
import type { Run } from "../run.js";
import { unwrap } from "../values.js";
import { encodeArguments, type EncodedArguments } from "./arguments.js";
import { markStream, type CallSite, type Offer } from "./opened.js";

/** A Python file to load. */
export interface ModuleSource {
  /** What tracebacks call it. */
  readonly url: string;
  /** What Python calls it, as in `import name`. */
  readonly name: string;
  readonly source: string;
  /** Whether it runs in the main namespace, together with scripts; else in one of its own. */
  readonly shared: boolean;
}

type Description = readonly [type: string, message: string, traceback: string, file: string, line: number];
type Call = (...args: unknown[]) => unknown;

/** The functions of `_bridge.py`. */
interface PythonHalf {
  setup(hooks: object): void;
  load(number: number, url: string, name: string, source: string, shared: boolean, run: number): unknown;
  unload(number: number): void;
  caller(number: number, name: string, count: number): unknown;
  returned(value: unknown, number: number, name: string): unknown;
  failed(): void;
  call(number: number, name: string, text: string, repairs: string, extras: readonly unknown[]): unknown;
  advance(stream: number): unknown;
  close(stream: number): unknown;
  /** Whether proxies are destroyed by hand. */
  readonly destroys: boolean;
  /** Whether JSON loses the order of keys. */
  readonly unordered: boolean;
}

/** What Python says instead of a value: that there is none, and that a stream has ended. */
const NULL = Object.freeze({});
const END = Object.freeze({});

/** What one interpreter has loaded. */
export class PythonModules {
  readonly #python: PythonHalf;
  readonly #shorten: Interpreter["shorten"];
  #failure: PythonError | undefined;
  #count = 0;

  constructor(interpreter: Interpreter) {
    this.#shorten = interpreter.shorten?.bind(interpreter);
    const module = interpreter.importModule("pyscript._bridge") as PythonHalf;
    // A proxy looks its attributes up each time, and makes a new proxy; these are looked up once.
    this.#python = {
      setup: module.setup,
      load: module.load,
      unload: module.unload,
      caller: module.caller,
      returned: module.returned,
      failed: module.failed,
      call: module.call,
      advance: module.advance,
      close: module.close,
      destroys: module.destroys,
      unordered: module.unordered,
    };
    this.#python.setup({
      raised: (...description: Description) => {
        this.#failure = pythonError(description);
      },
      deferred,
      stream: (number: number) =>
        markStream({ next: () => this.#advance(number), close: () => this.#close(number) }),
      null: NULL,
      end: END,
    });
  }

  /** What `encodeArguments` is told. */
  get unordered(): boolean {
    return this.#python.unordered;
  }

  /**
   * Executes a file.
   *
   * @throws PythonError when it raises
   */
  load({ url, name, source, shared }: ModuleSource, run: Run | undefined): PythonModule {
    const number = ++this.#count;
    const names = this.#python.load(number, url, name, source, shared, run?.id ?? 0);
    this.check();
    return new PythonModule(this, number, parseOffers(String(names)));
  }

  /** @throws what Python has handed over during the last call, if anything */
  check(): void {
    if (!this.#failure) return;
    const failure = this.#failure;
    this.#failure = undefined;
    throw failure;
  }

  /** A Python callable of a module, for so many plain arguments; null where there is no short way. */
  caller(number: number, name: string, count: number): Call | null {
    const caller = (this.#python.caller(number, name, count) ?? null) as Call | null;
    this.check();
    return (caller && this.#shorten?.(caller)) ?? caller;
  }

  /** What a call was answered with, for who called: plain data, a promise, or a stream. */
  finish(result: unknown, number: number, name: string): unknown {
    const converted = this.#python.returned(result, number, name);
    // What is JavaScript's own comes back as itself.
    if (converted !== result && this.#python.destroys) (result as { destroy?(): void }).destroy?.();
    this.check();
    return plain(converted);
  }

  /** Has Python hand over what it raised: of interpreters that throw. */
  failed(thrown: unknown): never {
    if ((thrown as Partial<Error> | undefined)?.name === "PythonError") {
      this.#python.failed();
      this.check();
    }
    throw thrown;
  }

  /** Calls a function with arguments of any kind. */
  call(number: number, name: string, { text, repairs, extras }: EncodedArguments): unknown {
    const result = this.#python.call(number, name, text, repairs, extras);
    this.check();
    return plain(result);
  }

  async #advance(stream: number): Promise<IteratorResult<unknown, undefined>> {
    const result = this.#python.advance(stream);
    this.check();
    const value = await unwrap(result);
    if (value === END) return { done: true, value: undefined };
    return { done: false, value: value === NULL ? null : value };
  }

  async #close(stream: number): Promise<void> {
    const result = this.#python.close(stream);
    this.check();
    await result;
  }

  unload(number: number): void {
    this.#python.unload(number);
  }
}

/** One file that has been executed. */
export class PythonModule implements CallSite {
  readonly offers: readonly Offer[];
  readonly #modules: PythonModules;
  readonly #number: number;
  /** By name and number of arguments. */
  readonly #callers = new Map<string, (Call | null)[]>();

  constructor(modules: PythonModules, number: number, offers: readonly Offer[]) {
    this.#modules = modules;
    this.#number = number;
    this.offers = offers;
    for (const { name } of offers) this.#callers.set(name, []);
  }

  /**
   * Calls a function.
   *
   * @param args data of any kind; the last may be keyword arguments
   * @returns plain data, a promise of it, or a {@link Stream}
   * @throws PythonError, or a TypeError when something cannot cross
   */
  call(name: string, args: readonly unknown[]): unknown {
    if (!args.every(isScalar) || args.length > 16) return this.#callWith(name, args);
    const modules = this.#modules;
    const callers = this.#callers.get(name);
    if (!callers) throw abortError(`The bridge has ended: ${name}() cannot be called any more.`);
    let call = callers[args.length];
    if (call === undefined) call = callers[args.length] = modules.caller(this.#number, name, args.length);
    if (!call) return this.#callWith(name, args);
    let result: unknown;
    try {
      result = call(...args);
    } catch (error) {
      return modules.failed(error);
    }
    modules.check();
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
    return this.callEncoded(name, encodeArguments(args, this.#modules.unordered));
  }

  /** The same, with arguments that have been encoded already. */
  callEncoded(name: string, encoded: EncodedArguments): unknown {
    if (!this.#callers.has(name))
      throw abortError(`The bridge has ended: ${name}() cannot be called any more.`);
    return this.#modules.call(this.#number, name, encoded);
  }

  /** Lets go of its functions. */
  unload(): void {
    this.#callers.clear();
    this.#modules.unload(this.#number);
  }
}

/** Names, those of what makes generators with a star: `"add count*"`. */
function parseOffers(names: string): Offer[] {
  return names
    .split(" ")
    .filter(Boolean)
    .map((name) => ({ name: name.replace("*", ""), streams: name.endsWith("*") }));
}

/** What crosses as it is, on every interpreter. */
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

const loaded = new WeakMap<Interpreter, PythonModules>();

/** What bridges have loaded in an environment, which has booted. */
export async function pythonModules(environment: Environment): Promise<PythonModules> {
  await environment.provide(["base", "more"]);
  const { interpreter } = environment;
  let modules = loaded.get(interpreter);
  if (!modules) loaded.set(interpreter, (modules = new PythonModules(interpreter)));
  return modules;
}

/** A result as JavaScript says it: nothing is undefined. */
function plain(result: unknown): unknown {
  return result === null ? undefined : unwrap(result);
}

/** A promise that Python settles. */
function deferred() {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  promise.catch(() => {}); // Whoever called awaits it.
  return {
    promise,
    resolve: (value: unknown) => resolve(plain(value)),
    reject: (...description: Description) => reject(pythonError(description)),
  };
}

function pythonError([type, message, traceback, filename, lineno]: Description): PythonError {
  const info: PythonErrorInfo = { type, message, traceback, filename, lineno };
  return new PythonError(info);
}
