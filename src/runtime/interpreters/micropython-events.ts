/**
 * A short way to hand events to MicroPython's functions: past its JavaScript, which takes longer than the
 * call itself.
 *
 * See `micropython-calls.ts`, which is for plain arguments; here there is one, an object. The result is
 * `None` or an object of JavaScript's; Python's half sees to that.
 */
import type { MicroPythonExports, MicroPythonGlobals } from "./micropython-module.js";
import type { Callable } from "./retained-functions.js";

const TO_PYTHON = { existing: 6, object: 7 } as const;
const FROM_PYTHON = { exception: -1, none: 1, object: 9 } as const;
/** An argument, then the result, of three words each. */
const BYTES = 24;
const RESULT = 3;

/** Makes handlers short: `eventCalls(exports)(handler)` is called like `handler`. */
export function eventCalls(exports: MicroPythonExports): (handler: Callable) => Callable {
  const realm = globalThis as unknown as MicroPythonGlobals;
  const address = exports.malloc(BYTES);
  const at = address >> 2;
  let words = new Int32Array(0);

  return (handler) => {
    const reference = (handler as unknown as { readonly _ref: number })._ref;
    return (event) => {
      if (typeof event !== "object" || event === null) return handler(event);
      const known = realm.proxy_js_ref_map.get(event);
      const id = known ?? addReference(realm, event);
      // Memory that has grown is another buffer.
      if (words.buffer !== exports.memory.buffer) words = new Int32Array(exports.memory.buffer);
      words[at] = known === undefined ? TO_PYTHON.object : TO_PYTHON.existing;
      words[at + 1] = id;
      exports.proxy_c_to_js_call(reference, 1, address, address + RESULT * 4);
      if (words.buffer !== exports.memory.buffer) words = new Int32Array(exports.memory.buffer);
      const kind = words[at + RESULT];
      if (kind === FROM_PYTHON.none) return undefined;
      const [value = 0, text = 0] = words.subarray(at + RESULT + 1);
      if (kind === FROM_PYTHON.object) return realm.proxy_js_ref[value];
      if (kind === FROM_PYTHON.exception) throw exception(exports, text, value);
      throw new Error(`MicroPython's handler returned something unexpected, of kind ${kind}.`);
    };
  };
}

/** Does what MicroPython does for an object that it does not know yet. */
function addReference(realm: MicroPythonGlobals, object: unknown): number {
  const { proxy_js_ref: objects } = realm;
  let id = realm.proxy_js_ref_next;
  while (id < objects.length && objects[id] !== undefined) id += 1;
  objects[id] = object;
  realm.proxy_js_ref_next = id + 1;
  realm.proxy_js_ref_map.set(object, id);
  return id;
}

/** The error that MicroPython would throw: its class, and a traceback for a message. */
function exception(exports: MicroPythonExports, address: number, length: number): Error {
  const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, address, length).slice());
  exports.free(address);
  const [type, message] = text.split("\u0004");
  return Object.assign(new Error(message), { name: "PythonError", type });
}
