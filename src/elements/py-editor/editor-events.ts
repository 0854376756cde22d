/**
 * The events of editors, besides those of scripts. Each bubbles and crosses shadow roots, and each is sent
 * twice, since templates of frameworks reject colons: `py-editor:run` and `py-editor-run`. MicroPython's are
 * `mpy-editor…`.
 */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";

/**
 * `py-editor:run`, sent from the editor before its code runs as a visitor wants it; `preventDefault()` keeps
 * it from running. `handleEvent` of the editor is called with it, too.
 */
export class EditorRunEvent extends Event {
  /** The code that is to run. */
  readonly code: string;

  constructor(type: InterpreterType, code: string, mark: ":" | "-" = ":") {
    super(`${type}-editor${mark}run`, { bubbles: true, composed: true, cancelable: true });
    this.code = code;
  }
}

/** `py-editor:done`: the code has run, to its end or to an exception. */
export class EditorDoneEvent extends Event {
  constructor(type: InterpreterType, mark: ":" | "-") {
    super(`${type}-editor${mark}done`, { bubbles: true, composed: true });
  }
}
