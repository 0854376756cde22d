/** The events of editors, besides those of scripts. */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";

/**
 * `py-editor:run`, sent from the editor before its code runs as a visitor wants it; `preventDefault()` keeps
 * it from running. `handleEvent` of the editor is called with it, too.
 */
export class EditorRunEvent extends Event {
  /** The code that is to run. */
  readonly code: string;

  constructor(type: InterpreterType, code: string) {
    super(`${type}-editor:run`, { bubbles: true, composed: true, cancelable: true });
    this.code = code;
  }
}
