/**
 * A worker's console, whose calls reach the page the way that printed lines do: on two ways, the lines of
 * `print` and those of JavaScript's `console.log` would come in any order.
 *
 * Text, data and values of Python, as text, are sent. An object that cannot be sent (one with functions)
 * stays with the browser's own console of the worker, and so do `trace`, whose stack is the worker's, the
 * functions that count and measure, and `error`: by that interpreters describe their crashes, which the page
 * reports once.
 */
import type { ConsoleMethod } from "../shared/protocol.js";

const METHODS = "log info warn debug table dir group groupCollapsed groupEnd".split(" ") as ConsoleMethod[];

/** Has the console's calls sent by `send`, which throws where an argument cannot be cloned. */
export function sendConsole(send: (method: ConsoleMethod, args: readonly unknown[]) => void): void {
  for (const method of METHODS) {
    const show = console[method].bind(console) as (...args: unknown[]) => void;
    console[method] = (...args: unknown[]) => {
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
