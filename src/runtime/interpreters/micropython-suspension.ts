/**
 * Lets MicroPython wait for promises inside synchronous calls, by JSPI.
 *
 * JSPI suspends WebAssembly only, and MicroPython's own code is interleaved with JavaScript: every `try` in
 * C goes through an imported `invoke_…` function, and calls of JavaScript are imported functions. So these
 * are replaced by a module that is written here, for the imports that this build has:
 *
 * - `invoke_…` call through the function table and catch, as the JavaScript does, the value that `longjmp`
 *   throws;
 * - `call2`, by which Python calls a function of JavaScript with two arguments, looks whether that was our
 *   `wait`, then suspends until its promise is settled, and calls `wait` once more, without arguments, for
 *   the result;
 * - `enter` is how JavaScript calls Python so that it can be suspended.
 *
 * MicroPython's stack of `try` statements and its C stack are one for all: what began last must end first.
 * So while one call is suspended, other calls queue. Reading a proxy's attribute and the like ends before it
 * goes on, and may happen meanwhile.
 */
import { stackSwitching, type StackSwitching } from "../capabilities.js";
import type { PythonError } from "../errors.js";
import type { MicroPythonExports } from "./micropython-module.js";
import type { Callable, Enter } from "./retained-functions.js";
import { CALL, OWN, SET_THREW, shimFor, STACK_RESTORE, STACK_SAVE } from "./micropython-shim.js";
import { CANNOT_WAIT } from "./python-half.js";
import { raisable, BlockingPromises } from "./blocking-promises.js";

type Import = (...args: number[]) => unknown;

/** The mark of None where values cross, and how many bytes a value takes there. */
const KIND_NONE = 1;
const VALUE_BYTES = 12;

/** The outcome of a promise that Python waited for. */
class Outcome {
  constructor(
    readonly failed: boolean,
    readonly value: unknown,
  ) {}
}

interface Call {
  readonly callable: Callable;
  readonly args: unknown[];
  readonly wanted: (() => boolean) | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** @returns undefined where the browser or the build cannot do it */
export function suspensionFor(module: WebAssembly.Module): Suspension | undefined {
  return Suspension.for(module, new BlockingPromises());
}

export class Suspension {
  readonly waits: BlockingPromises;
  readonly #switching: StackSwitching;
  readonly #module: WebAssembly.Module;
  readonly #table = new WebAssembly.Table({ initial: OWN, element: "anyfunc" });
  readonly #waiting = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
  readonly #functions: Record<string, Import> = {};
  #replaced: Record<string, unknown> = {};
  #promise: Promise<Outcome> | undefined;
  #outcome: Outcome | undefined;
  #queue: Call[] = [];
  #running: Call | undefined;
  /** The next call of Python by MicroPython's glue, if not a plain one. */
  #next: ((target: number, count: number, args: number, out: number) => void) | undefined;
  #finish: (out: number) => void = () => {};

  /** @returns undefined where the browser or the build cannot do it */
  static for(module: WebAssembly.Module, waits: BlockingPromises): Suspension | undefined {
    const switching = stackSwitching();
    if (!switching) return undefined;
    const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
    const needed = [
      "emscripten_stack_get_current",
      "_emscripten_stack_restore",
      "setThrew",
      "malloc",
      "free",
    ];
    if (![...needed, "proxy_c_to_js_call", "__indirect_function_table"].every((name) => exported.has(name))) {
      return undefined;
    }
    const imported = WebAssembly.Module.imports(module).map(({ name }) => name);
    if (!["call0", "call2", "_emscripten_throw_longjmp"].every((name) => imported.includes(name)))
      return undefined;
    return new Suspension(switching, module, waits);
  }

  private constructor(switching: StackSwitching, module: WebAssembly.Module, waits: BlockingPromises) {
    this.#switching = switching;
    this.#module = module;
    this.waits = waits;
  }

  /**
   * Replaces imports; call it when all else that replaces some has done so.
   *
   * @param isJump tells MicroPython's `longjmp` from other values that are thrown
   */
  prepare(imports: WebAssembly.Imports, isJump: (error: unknown) => boolean): void {
    const env = imports["env"] as Record<string, unknown>;
    const { Suspending, JSTag } = this.#switching;
    const invokes = WebAssembly.Module.imports(this.#module)
      .map(({ name }) => name)
      .filter((name) => /^invoke_[vi]i*$/.test(name));
    const shim = new WebAssembly.Instance(new WebAssembly.Module(shimFor(invokes)), {
      e: {
        js: JSTag as WebAssembly.ImportValue,
        table: this.#table,
        waiting: this.#waiting,
        isJump,
        wait: new Suspending(() => this.#promise ?? Promise.resolve()) as WebAssembly.ImportValue,
        settle: (outcome: unknown) => {
          this.#outcome = outcome instanceof Outcome ? outcome : new Outcome(true, notHere(outcome));
        },
        finished: (out: number) => this.#finish(out),
        call0: env["call0"] as WebAssembly.ImportValue,
        call2: env["call2"] as WebAssembly.ImportValue,
      },
    });
    Object.assign(this.#functions, shim.exports);
    for (const name of [...invokes, "call2"]) {
      this.#replaced[name] = env[name];
      env[name] = shim.exports[name];
    }
  }

  /** Puts the imports back, when they did not fit. */
  undo(imports: WebAssembly.Imports): void {
    Object.assign(imports["env"] as object, this.#replaced);
  }

  /** @returns the instance that MicroPython's glue is to have */
  instantiated(instance: WebAssembly.Instance): WebAssembly.Instance {
    const exports = instance.exports as unknown as MicroPythonExports &
      Record<string, WebAssembly.ExportValue>;
    const functions = exports["__indirect_function_table"] as WebAssembly.Table;
    const table = this.#table;
    table.grow(functions.length);
    table.set(STACK_SAVE, exports["emscripten_stack_get_current"]);
    table.set(STACK_RESTORE, exports["_emscripten_stack_restore"]);
    table.set(SET_THREW, exports["setThrew"]);
    table.set(CALL, exports.proxy_c_to_js_call);
    for (let index = 0; index < functions.length; index++) table.set(OWN + index, functions.get(index));

    const { proxy_c_to_js_call: call, memory } = exports;
    const enter = this.#switching.promising(this.#functions["enter"]);
    const words = () => new Int32Array(memory.buffer);
    this.#begin = (running) => {
      this.#next = (target, count, args, out) => {
        const result = exports.malloc(VALUE_BYTES);
        this.#finish = (from) => {
          // Fetched at once, before other calls of Python can collect what the result refers to.
          this.#next = (_target, _count, _args, to) => {
            words().copyWithin(to >> 2, from >> 2, (from + VALUE_BYTES) >> 2);
          };
          try {
            running.resolve(running.callable());
          } catch (error) {
            running.reject(error);
          }
        };
        const ended = () => {
          exports.free(result);
          this.#ended();
        };
        words()[out >> 2] = KIND_NONE;
        enter(target, count, args, result).then(ended, (error: unknown) => {
          running.reject(error);
          ended();
        });
      };
      running.callable(...running.args);
    };
    const glue = (target: number, count: number, args: number, out: number) => {
      const next = this.#next ?? call;
      this.#next = undefined;
      next(target, count, args, out);
    };
    return { exports: { ...instance.exports, proxy_c_to_js_call: glue } };
  }

  /** Python calls it with a promise and the run that waits; the shim calls it without arguments for the
   * outcome. */
  readonly wait = (...args: unknown[]): unknown => {
    if (args.length > 0) {
      this.#promise = this.waits.add(args[0], args[1] as number).then(
        (value) => new Outcome(false, value),
        (error: unknown) => new Outcome(true, error),
      );
      this.#waiting.value = 1;
      return undefined;
    }
    const outcome = this.#outcome;
    this.#outcome = undefined;
    if (outcome?.failed) throw outcome.value;
    return outcome?.value;
  };

  /** Calls Python, when nothing else runs there. */
  readonly enter: Enter = (callable, args, wanted) =>
    new Promise((resolve, reject) => {
      this.#queue.push({ callable, args, wanted, resolve, reject });
      if (!this.#running) this.#ended();
    });

  #begin: (running: Call) => void = () => {};

  /** Begins the next call. */
  #ended(): void {
    this.#running = undefined;
    for (let next; !this.#running && (next = this.#queue.shift());) {
      if (next.wanted?.() === false) {
        next.resolve(undefined);
        continue;
      }
      this.#running = next;
      try {
        this.#begin(next);
      } catch (error) {
        this.#next = this.#running = undefined;
        next.reject(error);
      }
    }
  }
}

function notHere(cause: unknown): PythonError {
  return raisable("RuntimeError", CANNOT_WAIT, { cause });
}
