/**
 * Code that a visitor has written, kept in the browser: for each editor with `persist`, until it is reset.
 *
 * In `localStorage`, not in a store: what is written as the page goes is written, where a database may not
 * get to it any more.
 */

/** How long writing waits for more changes, in milliseconds. */
const DELAY_MS = 300;

export class KeptCode {
  readonly #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: string | undefined;

  /**
   * @param name of the editor on its page; a value of `persist` is one for the whole site
   * @param signal writes what waits to be, when it aborts
   */
  constructor(name: string, forSite: boolean, signal: AbortSignal) {
    // A `srcdoc` frame has no address, and is a part of the page around it.
    const { pathname } = location.protocol === "about:" ? new URL(document.baseURI) : location;
    this.#key = `py-elements.editor:${forSite ? "" : pathname}#${name}`;
    const flush = () => {
      if (this.#waiting !== undefined) this.#store();
    };
    signal.addEventListener("abort", flush, { once: true });
    addEventListener("pagehide", flush, { signal });
  }

  /** Returns the code that is kept; undefined where there is nothing, or the browser keeps nothing. */
  read(): string | undefined {
    try {
      return localStorage.getItem(this.#key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** @param code undefined forgets it */
  write(code: string | undefined): void {
    this.#waiting = code;
    clearTimeout(this.#timer);
    if (code === undefined) this.#store();
    else this.#timer = setTimeout(() => this.#store(), DELAY_MS);
  }

  #store(): void {
    clearTimeout(this.#timer);
    try {
      if (this.#waiting === undefined) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, this.#waiting);
    } catch {
      // It is full, or closed to this page: the code is still in the editor.
    }
    this.#waiting = undefined;
  }
}
