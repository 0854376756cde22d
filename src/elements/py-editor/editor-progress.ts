/** Shows and tells how loading goes, for an editor whose environment starts. */
import { interpreterLabel } from "../../runtime/interpreters/location.js";
import { dispatchScriptEvent } from "../events.js";
import type { OutputElement } from "../output-element.js";
import type { EditorEnvironment } from "./editor-places.js";

/** How long loading may take before it is shown. */
const LOADING_DELAY_MS = 200;

/** @param signal ends it, as what it returns does */
export function showProgress(
  environment: EditorEnvironment,
  owner: HTMLElement,
  view: OutputElement,
  signal: AbortSignal,
): () => void {
  if (environment.booted) return () => {};
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let shown = false;
  const delay = setTimeout(() => {
    shown = true;
    view.showLoading(true);
  }, LOADING_DELAY_MS);
  environment.onProgress((progress) => {
    if (shown) view.showLoading(true, progress);
    const what = progress.phase === "interpreter" ? interpreterLabel(environment.type) : progress.phase;
    const text = { value: () => `Loading ${what}` };
    const detail = Object.defineProperty({ ...progress }, "toString", text);
    dispatchScriptEvent(owner, environment.type, "progress", detail);
  }, either);
  const end = () => {
    clearTimeout(delay);
    if (shown) view.showLoading(false);
  };
  either.addEventListener("abort", end, { once: true });
  return () => ended.abort();
}
