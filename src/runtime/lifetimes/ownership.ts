/** The objects and functions that a run leaves behind in the page; they end together when the run goes. */
import { Disposables } from "./disposables.js";

const lists = new WeakMap<AbortSignal, Disposables>();

/** The list of what goes when `signal` aborts. Runs of one element share a signal, and so the list. */
export function ownedBy(signal: AbortSignal): Disposables {
  let owned = lists.get(signal);
  if (!owned) {
    const list = (owned = new Disposables());
    lists.set(signal, list);
    if (signal.aborted) list.dispose();
    else signal.addEventListener("abort", () => list.dispose(), { once: true });
  }
  return owned;
}
