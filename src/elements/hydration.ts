/**
 * Waits until a framework has taken over what it had rendered on a server: loaded on pages with the marks of
 * one. Taking over (hydration) compares the page with what the framework renders, so an element stays as it
 * was sent until then.
 */
import { documentOrder } from "./document-order.js";
import { frameworks, isMarkedBySomeone } from "./hydrating-frameworks.js";

/** How long a framework may take after the page has loaded. */
const TAKEN_AFTER_LOAD_MS = 10_000;
/** How long after the page has loaded it may show itself, where only comments tell that there is one. */
const TAKEN_AFTER_COMMENTS_MS = 1000;
const LOOK_EVERY_MS = 10;

/** By these an element waits for as long as they are there: its author has said so, or Astro. */
const held = "[defer-hydration],astro-island[ssr]";

interface Waiting {
  readonly signal: AbortSignal;
  readonly resolve: () => void;
}

/** Lets elements go when their framework has taken them over: all that it takes at once, in their order. */
export class Hydration {
  readonly #waiting = new Map<Element, Waiting>();
  #loaded: number | undefined;

  /** Resolves when the element may be changed; also when `signal` has aborted. */
  async taken(element: Element, signal: AbortSignal): Promise<void> {
    for (;;) {
      const holder = signal.aborted ? undefined : closestOutside(element, held);
      if (!holder) break;
      await released(holder, signal);
    }
    await new Promise<void>((resolve) => {
      this.#waiting.set(element, { signal, resolve });
      // Those that have been let go in this task are looked at together.
      if (this.#waiting.size === 1) queueMicrotask(() => this.#look());
    });
  }

  #look(): void {
    if (document.readyState === "complete") this.#loaded ??= performance.now();
    const ready = [...this.#waiting].filter(
      ([element, { signal }]) => signal.aborted || this.#isReady(element),
    );
    for (const [element, { resolve }] of ready.sort(([one], [other]) => documentOrder(one, other))) {
      this.#waiting.delete(element);
      resolve();
    }
    if (this.#waiting.size > 0) setTimeout(() => this.#look(), LOOK_EVERY_MS);
  }

  #isReady(element: Element): boolean {
    const framework = frameworks.find(({ owns }) => owns(element));
    if (!framework && !isMarkedBySomeone(element)) return true;
    if (framework?.hasTaken(element)) {
      framework.complete?.(element);
      return true;
    }
    const waited = this.#loaded === undefined ? 0 : performance.now() - this.#loaded;
    if (!framework) return waited > TAKEN_AFTER_COMMENTS_MS;
    if (waited <= TAKEN_AFTER_LOAD_MS) return false;
    const { localName, id } = element;
    console.debug(
      `<${localName}${id && ` id="${id}"`}> starts now: ${framework.name} has not taken it over in ` +
        `${TAKEN_AFTER_LOAD_MS / 1000} seconds after the page had loaded. If it still will, give the element the attribute ` +
        "defer-hydration, and remove that when it has.",
    );
    return true;
  }
}

/** As `closest`, through shadow roots. */
function closestOutside(element: Element, selector: string): Element | undefined {
  for (let inner: Element | undefined = element; inner;) {
    const found = inner.closest(selector);
    if (found) return found;
    const root = inner.getRootNode();
    inner = root instanceof ShadowRoot ? root.host : undefined;
  }
  return undefined;
}

/** Resolves when one of the attributes of `holder` that hold elements has gone, or `signal` has aborted. */
function released(holder: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => holder.matches(held) || end());
    const end = () => (observer.disconnect(), resolve());
    observer.observe(holder, { attributeFilter: ["defer-hydration", "ssr"] });
    signal.addEventListener("abort", end, { once: true });
  });
}
