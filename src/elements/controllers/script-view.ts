/** The view of a script in the page, and the runs that are made of it. */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import type { RunTerminal } from "../../runtime/terminal/run-terminal.js";
import type { OutputElement } from "../output-element.js";
import { rootOf, targetOf } from "../target-attribute.js";
import type { ScriptEnvironment, ScriptRun } from "../types.js";

/** The view of a script in the page. */
export interface ScriptView {
  /** The interpreter; another one than before where an attribute says it. */
  readonly type: InterpreterType;
  /** The script's element: its attributes are read, and its events are dispatched there. */
  readonly element: HTMLElement;
  /** Shows loading and errors; made on demand. */
  view(): OutputElement;
  /** Called when the script starts, in the order of the document: gives ids. @returns its name in
   * tracebacks */
  identify(): string;
  /** True if inline code is taken out of the page. */
  readonly takesText: boolean;
  /** Returns true if a script without code runs instead of waiting for some. */
  readonly mayBeEmpty?: () => boolean;
  /** Makes the terminal that the script prints to; undefined where it wants none. */
  readonly terminal?: () => Promise<RunTerminal> | undefined;
  /** Called when a source has run: `place` can run more for the same run. */
  readonly ran?: (environment: ScriptEnvironment, run: ScriptRun) => void;
  /** Called around the script's own run. @param inWorker whether that is where it is */
  readonly around?: (run: () => Promise<unknown>, inWorker: boolean) => Promise<unknown>;
  /** Called before the script starts, when its element may be changed. */
  readonly prepare?: () => void;
  /** Keeps the script's source from being shown, where it has to stay in the page for now. */
  readonly hold?: (held: boolean) => void;
  /** Called when the session has ended. */
  readonly released?: () => void;
}

/** A run of a script. */
export function createRun(
  script: ScriptView,
  { id, filename, signal, terminal }: Pick<ScriptRun, "id" | "filename" | "signal" | "terminal">,
): ScriptRun {
  const { element } = script;
  return {
    id,
    filename,
    signal,
    terminal,
    element,
    view: () => script.view(),
    get root() {
      return rootOf(element);
    },
    get output() {
      return targetOf(element) ?? script.view();
    },
  };
}
