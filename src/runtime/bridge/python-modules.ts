/**
 * The Python files that a bridge has loaded, on the thread where their Python runs; Python's half is
 * `python/pyscript/_bridge.py`. One file is a `PythonModule`, see `loaded-file.ts`.
 */
import type { Environment } from "../environment/environment.js";
import { abortError, pythonError, type Description, type PythonError } from "../errors.js";
import type { Interpreter, ShortCalls } from "../interpreters/interpreter.js";
import { unwrap } from "../values/conversions.js";
import { PackedValue, type Packed } from "../values/packed.js";
import { unpack } from "../values/unpack.js";
import { markStream } from "./opened.js";
import { parseOffers, PythonModule, type Call, type ModuleCalls } from "./loaded-file.js";

/** A Python file to load. */
export interface ModuleSource {
  /** The name in tracebacks. */
  readonly url: string;
  /** The name in Python, as in `import name`. */
  readonly name: string;
  readonly source: string;
  /** Runs it in the main namespace, together with scripts; else in one of its own. */
  readonly shared: boolean;
  /** The number of the run that its code belongs to; 0 for none. */
  readonly run: number;
}

/** The functions of `_bridge.py`. */
interface PythonHalf {
  setup(hooks: object): void;
  load(number: number, url: string, name: string, source: string, shared: boolean, run: number): unknown;
  unload(number: number): void;
  caller(number: number, name: string, count: number): unknown;
  returned(value: unknown, number: number, name: string): unknown;
  failed?(): unknown;
  call(number: number, name: string, text: string, repairs: string, extras: readonly unknown[]): unknown;
  /** Offers what a worker's Python exports or has assigned to `sync`. */
  offer(number: number, kind: string, run: number): unknown;
  advance(stream: number): unknown;
  close(stream: number): unknown;
  /** True if proxies are destroyed by hand. */
  readonly destroys: boolean;
  /** True if JSON loses the order of keys. */
  readonly unordered: boolean;
}

/** The marks that Python returns instead of a value: for no value, for the end of a stream, and for one whose
 * module has been let go of. */
const NULL = Object.freeze({});
const END = Object.freeze({});
const GONE = Object.freeze({});

/** The mark that Python returns instead of a result when it raised. */
class Raised {
  readonly error: PythonError;

  constructor(description: Description) {
    this.error = pythonError(...description);
  }
}

/** The files that one interpreter has loaded. */
export class PythonModules implements ModuleCalls {
  readonly #python: PythonHalf;
  readonly #interpreter: Interpreter;
  readonly #shorten: ShortCalls | undefined;
  #count = 0;

  /**
   * @param shorten a shorter way to call, where there is one
   * @param packs whether results that are no scalars stay packed, for another thread
   */
  constructor(interpreter: Interpreter, shorten: ShortCalls | undefined, packs: boolean) {
    this.#interpreter = interpreter;
    this.#shorten = shorten;
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
      offer: module.offer,
      advance: module.advance,
      close: module.close,
      destroys: module.destroys,
      unordered: module.unordered,
    };
    this.#python.setup({
      raised: (...description: Description) => new Raised(description),
      deferred,
      stream: (number: number) =>
        markStream({ next: () => this.#advance(number), close: () => this.#close(number) }),
      packed: (text: string, extras: readonly unknown[]) => new PackedValue(text, extras),
      value: (text: string, extras: readonly unknown[]) =>
        packs ? new PackedValue(text, extras) : unpack({ text, extras }),
      null: NULL,
      end: END,
      gone: GONE,
    });
  }

  get unordered(): boolean {
    return this.#python.unordered;
  }

  get waits(): boolean {
    return this.#interpreter.enter !== undefined;
  }

  /**
   * Executes a file.
   *
   * @throws PythonError when it raises
   */
  async load({ url, name, source, shared, run }: ModuleSource): Promise<PythonModule> {
    const number = ++this.#count;
    const names = await this.#enter(this.#python.load, [number, url, name, source, shared, run]);
    return new PythonModule(this, number, parseOffers(String(names)));
  }

  /**
   * The functions that Python exports, or has assigned to `sync`.
   *
   * @param run the run that their calls belong to
   */
  offered(kind: string, run: number): PythonModule {
    const number = ++this.#count;
    const names = checked(this.#python.offer(number, kind, run));
    return new PythonModule(this, number, parseOffers(String(names)));
  }

  caller(number: number, name: string, count: number): Call | null {
    const caller = checked(this.#python.caller(number, name, count) ?? null) as Call | null;
    return (caller && this.#shorten?.(caller)) ?? caller;
  }

  finish(result: unknown, number: number, name: string): unknown {
    const converted = this.#python.returned(result, number, name);
    // JavaScript's own objects come back as themselves.
    if (converted !== result && this.#python.destroys) (result as { destroy?(): void }).destroy?.();
    return plain(checked(converted));
  }

  thrown(error: unknown): unknown {
    const isPython = (error as Partial<Error> | undefined)?.name === "PythonError";
    const raised = isPython ? this.#python.failed?.() : undefined;
    return raised instanceof Raised ? raised.error : error;
  }

  call(number: number, name: string, { text, repairs, extras }: Packed): unknown {
    const result = this.#enter(this.#python.call, [number, name, text, repairs, extras]);
    return result instanceof Promise ? result : plain(result);
  }

  unload(number: number): void {
    this.#python.unload(number);
  }

  async #advance(stream: number): Promise<IteratorResult<unknown, undefined>> {
    const value = await this.#enter(this.#python.advance, [stream]);
    if (value === END) return { done: true, value: undefined };
    if (value === GONE) throw ended();
    return { done: false, value: value === NULL ? null : unwrap(value) };
  }

  async #close(stream: number): Promise<void> {
    await this.#enter(this.#python.close, [stream]);
  }

  /** Calls Python; the result comes as a promise where it can stop to wait. */
  #enter(call: (...args: never[]) => unknown, args: unknown[]): unknown {
    const { enter } = this.#interpreter;
    if (!enter) return checked((call as Call)(...args));
    return enter(call as Call, args).then((result) => plain(checked(result)));
  }
}

const loaded = new WeakMap<Interpreter, PythonModules>();

/** Returns the modules that bridges have loaded in an environment, which has booted.
 * @param options whether results stay packed, for another thread: the first who asks decides */
export async function pythonModules(
  environment: Pick<Environment, "provide" | "interpreter">,
  { packs = false }: { packs?: boolean } = {},
): Promise<PythonModules> {
  const { interpreter } = environment;
  const [shorten] = await Promise.all([
    loaded.has(interpreter) ? undefined : interpreter.loadShortCalls?.(),
    environment.provide(["base", "more"]),
    interpreter.whole, // Files of a bridge may import any of it.
  ]);
  let modules = loaded.get(interpreter);
  if (!modules) loaded.set(interpreter, (modules = new PythonModules(interpreter, shorten, packs)));
  return modules;
}

/** @throws the exception that Python raised */
function checked(result: unknown): unknown {
  if (result instanceof Raised) throw result.error;
  return result;
}

/** A result as JavaScript says it: nothing is undefined. */
function plain(result: unknown): unknown {
  return result === null ? undefined : unwrap(result);
}

/** The error of what has begun when its module is let go of. */
function ended(): DOMException {
  return abortError("The bridge has ended, and with it what its functions had begun.");
}

/** A promise that Python settles; `reject()` without a description says that its run has gone. */
function deferred() {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  promise.catch(() => {}); // The caller awaits it.
  return {
    promise,
    resolve: (value: unknown) => resolve(plain(value)),
    reject: (...description: Description | []) =>
      reject(description.length > 0 ? pythonError(...(description as Description)) : ended()),
  };
}
