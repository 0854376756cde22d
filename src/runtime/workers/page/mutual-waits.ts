/**
 * Notices that page and worker seem to wait for each other: the worker for a function of the page
 * (`sync.ask()`), and that for a function of the same worker which cannot go on meanwhile. Which call a
 * function of the page awaits nobody can know, so it is said and not ended.
 */

/** How long both may take before it is said, in milliseconds. */
const DEADLOCK_WARNING_MS = 5000;

export class MutualWaits {
  /** The functions of the page that the worker waits for. */
  readonly #asked = new Map<symbol, string>();
  /** The page's calls in the worker that have not returned. */
  readonly #called = new Map<symbol, string>();
  readonly #where: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #said = false;

  /** @param where the author's name for the worker */
  constructor(where: string) {
    this.#where = where;
  }

  /** The worker waits for what the page has assigned to `sync`. */
  asks<T>(name: string, result: Promise<T>): Promise<T> {
    return this.#watch(this.#asked, name, result);
  }

  /** The page waits for a function of the worker. */
  calls<T>(name: string, result: Promise<T>): Promise<T> {
    return this.#watch(this.#called, name, result);
  }

  #watch<T>(under: Map<symbol, string>, name: string, result: Promise<T>): Promise<T> {
    if (this.#said) return result;
    const key = Symbol(name);
    under.set(key, name);
    this.#look();
    const settled = () => {
      under.delete(key);
      this.#look();
    };
    result.then(settled, settled);
    return result;
  }

  #look(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#asked.size === 0 || this.#called.size === 0) return;
    this.#timer = setTimeout(() => this.#say(), DEADLOCK_WARNING_MS);
  }

  #say(): void {
    this.#said = true;
    const [asked] = this.#asked.values();
    const [called] = this.#called.values();
    console.warn(
      `Python in the worker "${this.#where}" waits for sync.${asked}() of the page, and the page for ${called}() of that worker. ` +
        `If ${asked}() awaits ${called}(), neither ever ends: a worker that waits can only run plain functions. Make ` +
        `${called} a "def" where it is an "async def", or call it when sync.${asked}() has returned. stop() of the script ends the wait.`,
    );
  }
}
