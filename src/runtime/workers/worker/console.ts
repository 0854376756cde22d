/**
 * A worker's console, whose calls reach the page the way that printed lines do: on two ways, the lines of
 * `print` and those of JavaScript's `console.log` would come in any order.
 *
 * Text, data and values of Python, as text, are sent. An object that cannot be sent (one with functions)
 * stays with the browser's own console of the worker, and so do `trace`, whose stack is the worker's, the
 * functions that count and measure, and an interpreter's description of its own crash, which the page reports
 * once.
 */
import type { ConsoleMethod } from "../shared/protocol.js";

const METHODS = "log info warn debug table dir group groupCollapsed groupEnd".split(" ") as ConsoleMethod[];

/** How Pyodide begins to describe that it has crashed. */
const CRASH = "Pyodide has suffered a fatal error";

type Send = (method: ConsoleMethod, args: readonly unknown[]) => void;

/**
 * Has the console's calls sent.
 *
 * @param send throws where an argument cannot be cloned
 * @returns a function that has `error` sent as well, once the interpreter is loaded: it has taken what it
 *   describes a crash by
 */
export function sendConsole(send: Send): () => void {
  for (const method of METHODS) replace(method, send);
  return () => replace("error", send);
}

function replace(method: ConsoleMethod, send: Send): void {
  const show = console[method].bind(console) as (...args: unknown[]) => void;
  let crashes = false;
  console[method] = (...args: unknown[]) => {
    crashes ||= typeof args[0] === "string" && args[0].startsWith(CRASH);
    if (crashes) {
      show(...args);
      return;
    }
    try {
      send(method, args);
    } catch {
      try {
        send(method, args.map(cloneable));
      } catch {
        show(...args);
      }
    }
  };
}

/** A value as it can be sent: functions and what describes itself, as Python's values do, as text. */
function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    const text = String(value);
    if (text === "[object Object]") throw error;
    return text;
  }
}
