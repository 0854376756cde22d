/** Shows and tells how loading goes. */
import type { LoadProgress } from "../../runtime/interpreters/interpreter.js";
import { interpreterLabel } from "../../runtime/interpreters/location.js";
import type { PythonEnvironment } from "../../runtime/environment/python-environment.js";
import { dispatchScriptEvent } from "../events.js";
import type { OutputElement } from "../output-element.js";
import { hasTarget } from "../target-attribute.js";
import type { ScriptView } from "./script-view.js";

/** How long loading may take before it is shown. */
const LOADING_DELAY_MS = 300;

/** @param signal ends it, as what it returns does */
export function showLoading(
  environment: Pick<PythonEnvironment, "type" | "booted" | "onProgress">,
  script: ScriptView,
  signal: AbortSignal,
): () => void {
  if (environment.booted) return () => {};
  const { element } = script;
  let view: OutputElement | undefined;
  let latest: LoadProgress | undefined;
  // Most loading is over before there is anything to show: a view of it would only take time from it.
  const delay = setTimeout(() => {
    if (!hasTarget(element)) view = script.view();
    view?.showLoading(true, latest);
  }, LOADING_DELAY_MS);
  const ended = new AbortController();
  environment.onProgress(
    (progress) => {
      latest = progress;
      view?.showLoading(true, progress);
      const what = progress.phase === "interpreter" ? interpreterLabel(environment.type) : progress.phase;
      // Pages show it as it is.
      const text = { value: () => `Loading ${what}` };
      dispatchScriptEvent(
        element,
        environment.type,
        "progress",
        Object.defineProperty({ ...progress }, "toString", text),
      );
    },
    AbortSignal.any([signal, ended.signal]),
  );
  return () => {
    ended.abort();
    clearTimeout(delay);
    view?.showLoading(false);
  };
}
