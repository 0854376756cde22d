/** MicroPython's loader and what it makes, as far as this library uses it. None of it is documented as an
 * interface, which is why the version is pinned. */
import type { FileSystem } from "./file-system.js";

/** The result of `loadMicroPython`. */
export interface MicroPython {
  readonly FS: FileSystem;
  readonly PyProxy: abstract new (...args: never) => object;
  readonly _module: {
    readonly _stdoutBuffer: number[];
    readonly _stderrBuffer: number[];
    readonly _textDecoder: TextDecoder;
  };
  registerJsModule(name: string, module: object): void;
  pyimport(name: string): unknown;
  runPython(code: string): unknown;
  runPythonAsync(code: string): unknown;
}

export interface MicroPythonScript {
  loadMicroPython(options: {
    url: string;
    heapsize?: number;
    pystack?: number;
    linebuffer?: boolean;
    stdin?: () => number | null;
    stdout?: (line: string) => void;
    stderr?: (line: string) => void;
  }): Promise<MicroPython>;
}

/** The functions that the WebAssembly exports and the traps use. */
export interface MicroPythonExports {
  readonly memory: WebAssembly.Memory;
  /** `iter(object)` of the referenced object, as a new reference. Unlike its kin it does not catch
   * exceptions. */
  proxy_c_to_js_get_iter(reference: number): number;
  proxy_c_free_obj(reference: number): void;
  /** Calls the referenced object with values that were put to an address, and puts what it returns to
   * another. */
  proxy_c_to_js_call(reference: number, count: number, args: number, out: number): void;
  /** Puts what stands for an object to an address: three words, of which the first is its kind. */
  proxy_convert_mp_to_js_obj_cside(object: number, out: number): void;
  /** Makes `KeyboardInterrupt` pending. */
  mp_sched_keyboard_interrupt(): void;
  malloc(size: number): number;
  free(address: number): void;
}

/** The tables that MicroPython keeps in `globalThis`, which is why there can be one in a realm. */
export interface MicroPythonGlobals {
  Module: {
    setValue(address: number, value: number | boolean | bigint, type?: string): void;
  };
  proxy_js_ref: unknown[];
  proxy_js_ref_map: Map<unknown, number>;
  proxy_js_ref_next: number;
}
