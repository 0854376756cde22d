/**
 * Symbols of the worker's on their way to the page, as text: `@iterator` is `Symbol.iterator`, which each
 * realm has its own of; `:key` is `Symbol.for("key")`; any other is a number and a description, and the page
 * makes one for it.
 */

type WellKnown = Readonly<Record<string, symbol>>;

/** Writes symbols. */
export class WorkerSymbols {
  readonly #numbers = new Map<symbol, number>();

  textOf(symbol: symbol): string {
    const key = Symbol.keyFor(symbol);
    if (key !== undefined) return `:${key}`;
    const known = Object.getOwnPropertyNames(Symbol).find(
      (name) => (Symbol as unknown as WellKnown)[name] === symbol,
    );
    if (known) return `@${known}`;
    let number = this.#numbers.get(symbol);
    if (number === undefined) this.#numbers.set(symbol, (number = this.#numbers.size));
    return `${number} ${symbol.description ?? ""}`;
  }
}

/** Reads them. */
export class PageSymbols {
  readonly #symbols = new Map<string, symbol>();

  of(text: string): symbol {
    if (text.startsWith(":")) return Symbol.for(text.slice(1));
    const known = text.startsWith("@") && (Symbol as unknown as WellKnown)[text.slice(1)];
    // Not `@toString`.
    if (typeof known === "symbol") return known;
    let symbol = this.#symbols.get(text);
    if (!symbol) this.#symbols.set(text, (symbol = Symbol(text.slice(text.indexOf(" ") + 1))));
    return symbol;
  }
}
