// Lets Pyodide make proxies of events and nodes faster.
//
// Before it makes a proxy, Pyodide looks what the object has, name by name up the chain of prototypes:
// `then`, `length`, `get`, an iterator … For an event that takes longer than handling it. The members of the
// browser's own objects are those of their prototypes, so they are looked for once for each prototype.
// Objects that were given properties of their own are looked at each time, as are all others.
//
// And lets it take for an exception what is an error without a stack, as WebKit makes some, and has
// `Module.raised` (of `pyodide-raised.ts`) make one of whatever else an asynchronous generator throws: who
// iterates would wait for ever.
import { replaceOnce } from "./replace.mjs";

const FLAGS = "function JsProxy_compute_typeflags(obj,is_py_json){";

/** Texts of the loader, and what replaces them. */
const REPLACED = [
  [
    '(hasProperty(obj,"stack")||constructorName==="DOMException")',
    '(typeTag==="[object Error]"||hasProperty(obj,"stack")||constructorName==="DOMException")',
  ],
  [
    "_agen_handle_result_js_c(set_result,set_exception,-1,err,closing)",
    "_agen_handle_result_js_c(set_result,set_exception,-1,Module.raised?Module.raised(err):err,closing)",
  ],
];

const REMEMBERED = `
const knownFlags = new WeakMap();
function isRememberable(obj) {
  try {
    // An event has one property of its own, isTrusted.
    const own = obj instanceof Event ? 1 : typeof Node === "function" && obj instanceof Node ? 0 : -1;
    return own >= 0 && Reflect.ownKeys(obj).length === own;
  } catch {
    return false; // A proxy, which may throw.
  }
}
function JsProxy_compute_typeflags(obj, is_py_json) {
  if (is_py_json || typeof obj !== "object" || !isRememberable(obj)) return computeTypeFlags(obj, is_py_json);
  const prototype = Object.getPrototypeOf(obj);
  let flags = knownFlags.get(prototype);
  if (flags === undefined) knownFlags.set(prototype, (flags = computeTypeFlags(obj, is_py_json)));
  return flags;
}
`;

/**
 * @param {string} script `pyodide.asm.mjs` as published
 * @returns {string} the patched script
 * @throws {Error} when it is another build
 */
export function patchPyodide(script) {
  const replaced = [...REPLACED, [FLAGS, `${REMEMBERED}function computeTypeFlags(obj,is_py_json){`]];
  return replaceOnce(script, "proxies", replaced);
}
