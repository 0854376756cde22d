/** Functions of the worker's JavaScript that the page holds. */
type Local = (...args: never) => unknown;

export class LocalFunctions {
  readonly #functions = new Map<number, { readonly local: Local; count: number }>();
  readonly #numbers = new Map<Local, number>();
  /** Those that are proxies of Python functions, with these functions' numbers. */
  readonly #python = new WeakMap<object, number>();
  readonly #ended: FinalizationRegistry<number>;
  #next = 1;

  /** @param letGo called when the proxy of a Python function has gone */
  constructor(letGo: (number: number) => void) {
    this.#ended = new FinalizationRegistry(letGo);
  }

  /** The function is a proxy of a Python function. */
  adopt(proxy: object, number: number): void {
    this.#python.set(proxy, number);
    this.#ended.register(proxy, number);
  }

  /** The number of the Python function that a function is a proxy of. */
  pythonFunction(number: number): number | undefined {
    const local = this.get(number);
    return local && this.#python.get(local);
  }

  call(number: number, args: readonly unknown[]): unknown {
    const local = this.get(number) as ((...args: unknown[]) => unknown) | undefined;
    return local?.(...args);
  }

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
