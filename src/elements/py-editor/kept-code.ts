/** Code that a visitor has written, kept in the browser: for each editor with `persist`, until it is
 * reset. */

/** How long writing waits for more changes, in milliseconds. */
const DELAY_MS = 300;

export class KeptCode {
  readonly #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: string | undefined;

  /** @param name of the editor on its page; a value of `persist` is one for the whole site */
  constructor(name: string, forSite: boolean) {
    this.#key = `py-elements.editor:${forSite ? "" : location.pathname}#${name}`;
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

  /** Writes now what waits to be. */
  flush(): void {
    if (this.#waiting !== undefined) this.#store();
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
