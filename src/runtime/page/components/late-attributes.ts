/** Attributes that a class has got after its tag was defined: browsers observe those of before alone. */

/** Hears of an attribute, as `attributeChangedCallback` does. */
type Changed = (name: string, before: string | null, text: string | null) => void;

export class LateAttributes {
  readonly #element: Element;
  readonly #changed: Changed;
  /** Their texts, as they were last. */
  readonly #texts = new Map<string, string | null>();
  #observer: MutationObserver | undefined;

  constructor(element: Element, changed: Changed) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Looks at attributes, now and whenever they change, and no more at those of before. */
  observe(names: readonly string[]): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    if (names.length === 0) return;
    this.#observer = new MutationObserver((records) => this.#look(names, records));
    this.#observer.observe(this.#element, { attributeFilter: [...names], attributeOldValue: true });
    this.#look(names, []);
  }

  /** The element itself has set an attribute. */
  wrote(name: string, text: string | null): void {
    this.#texts.set(name, text);
  }

  #look(names: readonly string[], records: readonly MutationRecord[]): void {
    for (const name of names) {
      const text = this.#element.getAttribute(name);
      const changes = records.filter(({ attributeName }) => attributeName === name);
      // It may be as it was after it was another one.
      const other = changes.slice(1).find(({ oldValue }) => oldValue !== text);
      const before = (other ? other.oldValue : this.#texts.get(name)) ?? null;
      this.#texts.set(name, text);
      this.#changed(name, before, text);
    }
  }
}
