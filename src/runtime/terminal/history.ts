/** The entries, oldest first, and a walk through them that keeps the text that was being written. */
export class History {
  readonly #entries: string[];
  readonly #limit: number;
  /** The place of the walk; the number of entries when it has not begun. */
  #index: number;
  #draft = "";

  /** @param limit how many entries are kept */
  constructor(entries: readonly string[] = [], limit = 1000) {
    this.#entries = [...entries];
    this.#limit = limit;
    this.#index = this.#entries.length;
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds an entry, unless it is empty or the same as the one before; a walk ends. */
  add(entry: string): void {
    if (entry.trim() && entry !== this.#entries.at(-1)) this.#entries.push(entry);
    if (this.#entries.length > this.#limit) this.#entries.shift();
    this.end();
  }

  /** The entry that a walk stands at; undefined when there is none. */
  get current(): string | undefined {
    return this.#entries[this.#index];
  }

  /** Ends a walk. */
  end(): void {
    this.#index = this.#entries.length;
    this.#draft = "";
  }

  /**
   * Goes on.
   *
   * @param step -1 to what is older, 1 to what is newer
   * @param current the text that is written now; kept while older entries are shown
   * @returns undefined where there is nothing further
   */
  go(step: number, current: string): string | undefined {
    const index = this.#index + step;
    if (index < 0 || index > this.#entries.length) return undefined;
    if (this.#index === this.#entries.length) this.#draft = current;
    this.#index = index;
    return this.#entries[index] ?? this.#draft;
  }

  /**
   * Looks for an entry that holds `text`.
   *
   * @param from the entry to begin with; that one is looked at too
   * @param step -1 for older ones, 1 for newer ones
   * @returns its number, -1 when there is none
   */
  find(text: string, from: number, step: number): number {
    for (
      let index = Math.min(from, this.#entries.length - 1);
      index >= 0 && index < this.#entries.length;
      index += step
    ) {
      if (this.#entries[index]?.includes(text)) return index;
    }
    return -1;
  }
}
