/**
 * Two traps of MicroPython's border to JavaScript, each taken away here and nowhere else.
 *
 * **Exceptions** of JavaScript in a call from Python pass through Python like through glass:
 * `except` does not see them, `finally` does not run, and some interpreter stack is lost. So the imported
 * functions that run the page's code are guarded: what they throw is raised in Python instead. To raise
 * there, the guard asks for `iter()` of a Python object whose `__iter__` raises. That exported function does
 * not catch exceptions, so the exception goes on, by MicroPython's own `longjmp`, to whatever Python code is
 * waiting below.
 *
 * **Integers.** Numbers cross as 32 bits. A whole number that needs more is made by Python from its digits
 * (by `iter()` of an object whose `__iter__` returns it) and crosses as a reference. In the other direction
 * the interpreter itself truncates; `scripts/` has the patch for that.
 */
import { nameAndMessage, PythonError } from "../errors.js";
import type { MicroPythonExports, MicroPythonGlobals } from "./micropython-module.js";

/** The imports that run code of the page. */
const GUARDED = [
  "call0",
  "call0_kwarg",
  "call1",
  "call2",
  "calln",
  "calln_kwarg",
  "create_promise",
  "has_attr",
  "js_get_error_info",
  "js_get_iter",
  "js_iter_next",
  "js_reflect_construct",
  "js_subscr_load",
  "js_subscr_store",
  "js_then_continue",
  "lookup_attr",
  "store_attr",
];

/** How numbers are marked where they cross. */
const KIND_INTEGER = 3;
const KIND_DOUBLE = 4;
const KIND_OBJECT_EXISTING = 6;
const KIND_OBJECT = 7;
const KIND_PYTHON = 8;

/** References to integers that Python may still be about to read. */
const MAX_UNREAD = 4096;

/** A thrown value, for `_Raiser` in `_runner_micropython.py`. */
interface Thrown {
  /** 0: by JavaScript; 1: by Python, to be raised as its class; 2: the exception that `_runner` handed over
   * last. */
  readonly kind: 0 | 1 | 2;
  readonly name: string;
  readonly message: string;
  readonly error: unknown;
}

type Import = (...args: unknown[]) => unknown;

export class Traps {
  #exports: MicroPythonExports | undefined;
  #thrown: Thrown | undefined;
  #digits = "";
  /** Python's helpers; the references are theirs. */
  #raiser: { readonly _ref: number } | undefined;
  #maker: { readonly _ref: number } | undefined;
  #last: PythonError | undefined;
  #unread: number[] = [];
  /** The value that MicroPython's `longjmp` throws: a number or, since 1.29, an object. The same for all. */
  #jump: unknown = Infinity;

  /** The functions that Python's helpers fetch. */
  readonly hooks = {
    thrown: (): Thrown | undefined => this.#thrown,
    digits: (): string => this.#digits,
    /** Puts a `BigInt` in the place of an object that Python holds. Not in the map, where one of the page's
     * would find it. */
    become(holder: object, digits: string): void {
      const { proxy_js_ref, proxy_js_ref_map } = globalThis as unknown as MicroPythonGlobals;
      proxy_js_ref[proxy_js_ref_map.get(holder) as number] = BigInt(digits);
      proxy_js_ref_map.delete(holder);
    },
  };

  /** Remembers which error stands for the exception that Python handed over last. */
  handedOver(error: PythonError): void {
    this.#last = error;
  }

  /** Guards the imports; called before the instance is made. */
  prepare(imports: WebAssembly.Imports): void {
    const { env } = imports;
    if (!env) return;
    try {
      (env["_emscripten_throw_longjmp"] as Import | undefined)?.();
    } catch (jump) {
      this.#jump = jump;
      env["_emscripten_throw_longjmp"] = () => {
        throw jump;
      };
    }
    for (const name of GUARDED) {
      const original = env[name] as Import | undefined;
      if (original) env[name] = this.#guard(original);
    }
  }

  /** Recognizes MicroPython's `longjmp`, which has to go on, among values that were caught. */
  readonly isJump = (error: unknown): boolean => error === this.#jump;

  /** @throws Error before there is an instance */
  get exports(): MicroPythonExports {
    if (!this.#exports) throw new Error("MicroPython is not loaded.");
    return this.#exports;
  }

  instantiated(instance: WebAssembly.Instance): void {
    this.#exports = instance.exports as unknown as MicroPythonExports;
  }

  /** @param raiser the Python object whose `__iter__` raises what was thrown
   * @param maker the Python object whose `__iter__` returns the integer */
  arm(raiser: unknown, maker: unknown): void {
    this.#raiser = raiser as { readonly _ref: number };
    this.#maker = maker as { readonly _ref: number };
    this.#widenIntegers();
  }

  /** Copies bytes out of Python's memory. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports?.memory.buffer ?? new ArrayBuffer(0), address, length).slice();
  }

  /** Copies a buffer, or what a view shows of it, into Python's memory. */
  fill(address: number, buffer: ArrayBuffer | ArrayBufferView): void {
    const bytes = ArrayBuffer.isView(buffer)
      ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
      : new Uint8Array(buffer);
    new Uint8Array(this.#exports?.memory.buffer ?? new ArrayBuffer(0)).set(bytes, address);
  }

  #guard(original: Import): Import {
    // No function that is guarded has more than eight parameters; spreading an array would cost on every
    // call.
    return (a, b, c, d, e, f, g, h) => {
      try {
        return original(a, b, c, d, e, f, g, h);
      } catch (error) {
        return this.#raise(error);
      }
    };
  }

  #raise(error: unknown): never {
    // A RuntimeError of WebAssembly means that the interpreter is broken.
    if (this.isJump(error) || error instanceof WebAssembly.RuntimeError || !this.#raiser) throw error;
    this.#thrown = describe(error, this.#last);
    this.#exports?.proxy_c_to_js_get_iter(this.#raiser._ref);
    throw error;
  }

  #widenIntegers(): void {
    const exports = this.#exports;
    if (!exports) return;
    const realm = globalThis as unknown as MicroPythonGlobals;
    const original = realm.Module.setValue;
    let words = new Int32Array(exports.memory.buffer);
    /** The last number that did not fit, and where it was to go. */
    let wide = 0;
    let wideAt = -1;
    realm.Module.setValue = (address, value, type) => {
      if (type !== "i32") return original(address, value, type);
      // Memory that has grown: the view is empty, or, of memory that is shared, too short.
      if (address >> 2 >= words.length) words = new Int32Array(exports.memory.buffer);
      if (typeof value === "number" && (value | 0) !== value) {
        wide = value;
        wideAt = address;
        return;
      }
      const at = address >> 2;
      words[at] = Number(value);
      if (value === KIND_INTEGER) {
        if (wideAt === address + 4) {
          wideAt = -1;
          if (Number.isSafeInteger(wide)) this.#writeInteger(address, String(wide), original);
          else writeDouble(address, wide, original);
        }
      } else if (value === KIND_OBJECT || value === KIND_OBJECT_EXISTING) {
        const id = words[at + 1] ?? 0;
        const object = realm.proxy_js_ref[id];
        if (typeof object === "bigint") {
          realm.proxy_js_ref_map.delete(object);
          realm.proxy_js_ref[id] = undefined;
          realm.proxy_js_ref_next = Math.min(realm.proxy_js_ref_next, id);
          this.#writeInteger(address, String(object), original);
        }
      }
    };
  }

  #writeInteger(address: number, digits: string, write: MicroPythonGlobals["Module"]["setValue"]): void {
    const exports = this.#exports;
    if (!exports || !this.#maker) return;
    this.#digits = digits;
    const reference = exports.proxy_c_to_js_get_iter(this.#maker._ref);
    write(address + 4, reference, "i32");
    write(address, KIND_PYTHON, "i32");
    // Python reads it before the call that it belongs to begins or ends; then the reference can go.
    if (this.#unread.length === 0) queueMicrotask(() => this.#free(0));
    this.#unread.push(reference);
    if (this.#unread.length > MAX_UNREAD) this.#free(MAX_UNREAD / 2);
  }

  #free(keep: number): void {
    for (const reference of this.#unread.splice(0, this.#unread.length - keep)) {
      this.#exports?.proxy_c_free_obj(reference);
    }
  }
}

const double = new DataView(new ArrayBuffer(8));

function writeDouble(address: number, value: number, write: MicroPythonGlobals["Module"]["setValue"]): void {
  double.setFloat64(0, value, true);
  write(address + 4, double.getInt32(0, true), "i32");
  write(address + 8, double.getInt32(4, true), "i32");
  write(address, KIND_DOUBLE, "i32");
}

function describe(error: unknown, last: PythonError | undefined): Thrown {
  if (error instanceof PythonError) {
    return { kind: error === last ? 2 : 1, name: error.name, message: error.message, error };
  }
  const { name, message } = nameAndMessage(error);
  const type = name === "PythonError" && (error as { type?: unknown }).type;
  if (typeof type === "string") {
    // MicroPython's own error. Of a callable that Python gave away, the message is the traceback.
    if (!message.startsWith("Traceback ")) return { kind: 1, name: type, message, error };
    const line = message.trimEnd().split("\n").at(-1) ?? "";
    return { kind: 1, name: type, message: line.slice(type.length + 2), error };
  }
  return { kind: 0, name, message, error };
}
