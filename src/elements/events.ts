/**
 * The events of script-like elements. Each bubbles and crosses shadow roots, and each is sent twice: under
 * the name with a colon (`py:done`, as in PyScript), and under one with a dash (`py-done`), since templates
 * of frameworks reject colons. MicroPython's are `mpy:…` and `mpy-…`.
 *
 * @example
 * ```js
 * document.addEventListener("py:error", (event) => {
 *   event.preventDefault(); // no panel, no console error
 *   report(event.detail.error);
 * });
 * ```
 */
import type { PythonWorker } from "../runtime/workers/shared/python-worker.js";
import type { InterpreterType, LoadProgress } from "../runtime/interpreters/interpreter.js";

export type { EditorDoneEvent, EditorRunEvent } from "./py-editor/editor-events.js";

/** `detail` of `ready` and `done`. */
export interface ScriptEventDetail {
  /** The worker the script runs in; null on the main thread. */
  readonly worker: PythonWorker | null;
  /** In `done` after `stop()`: whether the worker was replaced for that, and what Python had in memory is
   * gone. */
  readonly replaced?: boolean;
}

/** `detail` of `done`. */
export interface ScriptDoneDetail extends ScriptEventDetail {
  /** The value of the last expression, as `done` of the element gives it; undefined after an error. */
  readonly value: unknown;
}

/** `detail` of `error`. */
export interface ScriptErrorDetail extends ScriptEventDetail {
  /** The error that was raised: mostly a `PythonError`, `ConfigError` or `LoadError`. */
  readonly error: Error;
}

/** `detail` of `progress` while a donkey applies a function to items. */
export interface MapProgressDetail {
  readonly phase: "map";
  /** Items with a result. */
  readonly loaded: number;
  /** Items in all; undefined where their end has not come. */
  readonly total: number | undefined;
  /** The function, as it was given. */
  readonly item: string;
}

/** `py:ready`: the interpreter can run this script. */
export type ScriptReadyEvent = CustomEvent<ScriptEventDetail>;
/** `py:done`: the script has run, to its end or to an exception. */
export type ScriptDoneEvent = CustomEvent<ScriptDoneDetail>;
/** `py:error`: something failed. Cancelable: `preventDefault()` keeps the panel and the console quiet. */
export type ScriptErrorEvent = CustomEvent<ScriptErrorDetail>;
/** `py:progress`: what is loading, or what a donkey does with many items, and how far it is. As a text the
 * detail is "Loading Pyodide" or the like. */
export type ScriptProgressEvent = CustomEvent<LoadProgress | MapProgressDetail>;
/** `py:all-done`, on `document`: every script that was present at load has run, of both interpreters; it
 * comes last. */
export type AllDoneEvent = CustomEvent<null>;

interface ScriptEvents {
  ready: ScriptReadyEvent;
  done: ScriptDoneEvent;
  error: ScriptErrorEvent;
  progress: ScriptProgressEvent;
  "all-done": AllDoneEvent;
}

/**
 * Sends an event under both its names.
 *
 * @returns false when a listener of either called `preventDefault()`
 */
export function dispatchScriptEvent<N extends keyof ScriptEvents>(
  target: EventTarget,
  type: InterpreterType,
  name: N,
  detail: ScriptEvents[N]["detail"],
): boolean {
  const init = { bubbles: true, composed: true, cancelable: name === "error", detail };
  const colon = target.dispatchEvent(new CustomEvent(`${type}:${name}`, init));
  const dash = target.dispatchEvent(new CustomEvent(`${type}-${name}`, init));
  return colon && dash;
}

type EventMap<P extends string> = {
  [N in keyof ScriptEvents as `${P}${":" | "-"}${N}`]: ScriptEvents[N];
};

declare global {
  interface HTMLElementEventMap extends EventMap<"py">, EventMap<"mpy"> {}
  interface DocumentEventMap extends EventMap<"py">, EventMap<"mpy"> {}
}
