/** Asks the Python that an editor's code runs in, while it is there and has nothing else to do. */
import { literal } from "../../runtime/terminal/repl.js";
import type { ScriptRun } from "../types.js";
import type { CodeTools } from "./code-tools.js";
import type { EditorEnvironment } from "./editor-places.js";

/** How long an answer may take before there is none, in milliseconds. */
const PATIENCE_MS = 400;
const MODULE = '__import__("pyscript._editor_tools", None, None, ["check"])';

/** An editor's place, for questions. */
export interface Asked {
  readonly environment: EditorEnvironment;
  /** The run that questions belong to. */
  readonly run: ScriptRun;
}

/** @param idle the editor's place, undefined while nothing can be asked there */
export function pythonTools(idle: () => Asked | undefined): CodeTools {
  const ask = async (call: string, text: string): Promise<unknown> => {
    const place = idle();
    if (!place) return undefined;
    const { environment, run } = place;
    const source = `${MODULE}.${call}(${literal(text)})`;
    const answer = environment
      .run({ run, source, async: true, element: null, bare: true }, run.signal)
      .then((json) => JSON.parse(String(json)) as unknown)
      .catch(() => undefined); // It is no more than a help.
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
    return Promise.race([answer, late]);
  };
  return {
    complete: (before) => ask("complete", before) as ReturnType<CodeTools["complete"]>,
    check: (source) => ask("check", source) as ReturnType<CodeTools["check"]>,
    describe: (path) => ask("describe", path) as ReturnType<CodeTools["describe"]>,
  };
}
