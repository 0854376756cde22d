/**
 * A run: one execution of one source, from its start to the end of whatever it left behind.
 *
 * Its number travels with the code (through `await`, tasks and event handlers; see
 * `python/pyscript/_context.py`), so what the code displays, listens to or raises finds its way back here.
 * Its signal ends all of that: when an element is removed for good, its run's signal aborts, and listeners,
 * proxies and targets go.
 */
export interface Run {
  /** Names this run in Python; positive, never used twice on a page. */
  readonly id: number;
  /** The name of the source in tracebacks: the `src` URL or the element's id. */
  readonly filename: string;
  /** Aborts when everything that this run made should go. */
  readonly signal: AbortSignal;
}
