/**
 * What ends with an object of MicroPython's: its classes have no `__del__`, but objects of JavaScript's that it holds are
 * taken out of its table when it collects garbage. So each reference to the page holds one, and the table is watched.
 */
interface Token {
  readonly handle: number;
}

interface Realm {
  proxy_js_ref_map?: Map<unknown, number>;
}

export class Tokens {
  readonly #release: (handle: number) => void;
  readonly #tokens = new WeakSet<object>();
  #watched: Map<unknown, number> | undefined;

  constructor(release: (handle: number) => void) {
    this.#release = release;
  }

  create(handle: number): Token {
    const table = (globalThis as Realm).proxy_js_ref_map;
    if (table && table !== this.#watched) this.#watch(table);
    const token: Token = { handle };
    this.#tokens.add(token);
    return token;
  }

  #watch(table: Map<unknown, number>): void {
    this.#watched = table;
    const remove = table.delete.bind(table);
    table.delete = (key) => {
      if (typeof key === "object" && key !== null && this.#tokens.delete(key)) {
        this.#release((key as Token).handle);
      }
      return remove(key);
    };
  }
}
