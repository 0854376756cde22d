/** An editor with `setup`: nobody sees it, and its code runs before that of the others of its `env`. */
import { CodedError } from "../../runtime/errors.js";
import type { SourceController } from "../controllers/source-controller.js";
import { elementsRuntime, pageErrors } from "../runtime.js";
import { envOf, typeOf, type EditorEnvironment, type EditorPlaces } from "./editor-places.js";
import { execute } from "./editor-run.js";

interface Setup {
  readonly owner: HTMLElement;
  /** Reads its code. */
  readonly source: SourceController;
  readonly places: EditorPlaces;
  /** Returns its name in tracebacks, where its code has no URL. */
  identify(): string;
}

/**
 * @param session ends it
 * @throws CodedError when it is the setup of nothing
 */
export function addSetup({ owner, source, places, identify }: Setup, session: AbortSignal): void {
  const env = envOf(owner);
  if (!env) {
    const hint = 'Give it the env that it is the setup of: env="lesson".';
    throw new CodedError("PY0000", `An editor with "setup", but without "env", would never run. ${hint}`);
  }
  const run = async (environment: EditorEnvironment, signal: AbortSignal): Promise<unknown> => {
    const { code, url } = await source.read(signal, { idle() {}, late: () => {} });
    const filename = url ?? identify();
    const job = { owner, filename, source: code, output: undefined, view: pageErrors, lifetime: session };
    return execute(environment, { ...job, id: elementsRuntime().nextRunId() }, signal);
  };
  places.addSetup({ element: owner, type: typeOf(owner), env, run }, session);
}
