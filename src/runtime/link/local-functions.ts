/** Functions of the worker's JavaScript that the page holds. */
type Local = (...args: never) => unknown;

export class LocalFunctions {
  readonly #functions = new Map<number, { readonly local: Local; count: number }>();
  readonly #numbers = new Map<Local, number>();
  #next = 1;

  /** @returns its number; the page has been given it once more */
  give(local: Local): number {
    let number = this.#numbers.get(local);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(local, number);
      this.#functions.set(number, { local, count: 0 });
    }
    const entry = this.#functions.get(number);
    if (entry) entry.count++;
    return number;
  }

  get(number: number): Local | undefined {
    return this.#functions.get(number)?.local;
  }

  release(number: number, count: number): void {
    const entry = this.#functions.get(number);
    if (!entry) return;
    entry.count -= count;
    if (entry.count > 0) return;
    this.#functions.delete(number);
    this.#numbers.delete(entry.local);
  }
}
