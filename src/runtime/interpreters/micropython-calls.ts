/**
 * A short way to call MicroPython's functions with plain arguments: past its JavaScript, which takes longer
 * than the call.
 *
 * Its own way allocates and frees memory for each call, makes a proxy of each object that comes back, and
 * starts generators by itself, taking them for coroutines. This one writes numbers, text and truth to memory
 * that is its own, and reads results of those kinds. Layout and kinds are those of the build that
 * `micropython-traps.ts` is for.
 */
import type { MicroPythonExports } from "./micropython-module.js";
import type { Callable } from "./retained-functions.js";

/** Stands for a result that is not plain. */
const OTHER = Object.freeze({});

const KIND = { none: 1, bool: 2, int: 3, float: 4, text: 5 } as const;
/** Results that are references: functions, generators, other objects. */
const REFERENCES = [6, 7, 8];
const KIND_EXCEPTION = -1;
/** Three words for each value. */
const BYTES = 12;
const MAX_ARGUMENTS = 16;

/** Makes functions short: `shorten(callable)` is called like `callable`, see {@link
 * Interpreter.loadShortCalls}. */
export function shortCalls(exports: MicroPythonExports): (callable: Callable) => Callable {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const args = exports.malloc(BYTES * (MAX_ARGUMENTS + 1));
  const result = args + BYTES * MAX_ARGUMENTS;
  let words = new Int32Array(0);
  let bytes = new Uint8Array(0);
  let view = new DataView(new ArrayBuffer(0));

  /** Memory that has grown is another buffer; shared memory cannot be decoded where it is. */
  const refresh = () => {
    const { buffer } = exports.memory;
    if (words.buffer === buffer) return;
    words = new Int32Array(buffer);
    bytes = new Uint8Array(buffer);
    view = new DataView(buffer);
  };

  const writeText = (address: number, text: string) => {
    const encoded = encoder.encode(text);
    // Python frees it.
    const at = exports.malloc(encoded.length + 1);
    refresh();
    bytes.set(encoded, at);
    bytes[at + encoded.length] = 0;
    words[address >> 2] = KIND.text;
    words[(address >> 2) + 1] = encoded.length;
    words[(address >> 2) + 2] = at;
  };

  const write = (address: number, value: unknown) => {
    const at = address >> 2;
    if (typeof value === "number") {
      if ((value | 0) === value) {
        words[at] = KIND.int;
        words[at + 1] = value;
      } else {
        words[at] = KIND.float;
        view.setFloat64(address + 4, value, true);
      }
    } else if (typeof value === "string") {
      writeText(address, value);
    } else if (value === null) {
      words[at] = KIND.none;
    } else {
      words[at] = KIND.bool;
      words[at + 1] = Number(value);
    }
  };

  const readText = (at: number) => {
    const length = words[at + 1] ?? 0;
    const address = words[at + 2] ?? 0;
    return decoder.decode(bytes.slice(address, address + length));
  };

  const read = () => {
    refresh();
    const at = result >> 2;
    const kind = words[at];
    switch (kind) {
      case KIND.none:
        return null;
      case KIND.bool:
        return words[at + 1] !== 0;
      case KIND.int:
        return words[at + 1];
      case KIND.float:
        return view.getFloat64(result + 4, true);
      case KIND.text:
        return readText(at);
      case KIND_EXCEPTION: {
        const message = readText(at);
        exports.free(words[at + 2] ?? 0);
        throw new Error(message.split("\u0004").at(-1));
      }
    }
    if (REFERENCES.includes(kind ?? 0)) exports.proxy_c_free_obj(words[at + 1] ?? 0);
    return OTHER;
  };

  return (callable) => {
    const reference = (callable as unknown as { readonly _ref: number })._ref;
    return (...values) => {
      if (values.length > MAX_ARGUMENTS) return callable(...values);
      refresh();
      for (let index = 0; index < values.length; index++) write(args + index * BYTES, values[index]);
      exports.proxy_c_to_js_call(reference, values.length, args, result);
      return read();
    };
  };
}
