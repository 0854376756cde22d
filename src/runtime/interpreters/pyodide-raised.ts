/**
 * Decides what Pyodide raises for what JavaScript throws, or rejects a promise with.
 *
 * Pyodide (314) takes for an exception what has a name, a message and a stack. Errors of WebKit's `fetch`,
 * `import()` and `WebAssembly.compile` have none, some `DOMException`s of Chromium's neither, and JavaScript
 * can throw anything. A future refuses a value that is no exception: code that awaits it waits for ever.
 */
import { nameAndMessage } from "../errors.js";

const ERRORS = new Set(["[object Error]", "[object DOMException]"]);

/** Returns the thrown error, of whatever realm, or an error that describes another value. It has a stack. */
export function raised(thrown: unknown): object {
  if (hasStack(thrown)) return thrown;
  const { name, message } = nameAndMessage(thrown);
  try {
    if (ERRORS.has(Object.prototype.toString.call(thrown))) {
      const stack = { value: `${name}: ${message}`, configurable: true, writable: true };
      return Object.defineProperty(thrown as object, "stack", stack);
    }
  } catch {
    // It is frozen.
  }
  const error = new Error(message, { cause: thrown });
  if (name !== "Error") error.name = name;
  return error;
}

/** Returns true for objects that Pyodide throws to itself, and knows by their class. */
export function isOwn(thrown: unknown): boolean {
  if (thrown instanceof WebAssembly.Exception) return true;
  return typeof thrown === "object" && thrown !== null && "name" in thrown && thrown.name === "ExitStatus";
}

function hasStack(thrown: unknown): thrown is Error {
  return thrown instanceof Error && typeof thrown.stack === "string";
}
