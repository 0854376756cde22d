/**
 * News of elements on their way to Python, in one list. Elements that change together mostly have the same
 * kind of news, with the same properties: those are a group, so Python looks at what is alike only once.
 */

/** The name and the value of a property. */
export type Value = readonly [name: string, value: unknown];

export class NewsList {
  /** In groups: a sum of `News`, how many properties, their names, how many elements; and of each element its
   * number and the values. */
  readonly list: unknown[] = [];
  #news = 0;
  #names: readonly string[] = [];
  /** The place where the last group has how many elements it is of. */
  #countAt = -1;

  add(number: number, news: number, values: ReadonlyMap<string, unknown>): void {
    const { list } = this;
    if (this.#countAt < 0 || news !== this.#news || !this.#hasNames(values)) {
      this.#news = news;
      this.#names = [...values.keys()];
      this.#countAt = list.push(news, values.size, ...this.#names, 0) - 1;
    }
    (list[this.#countAt] as number)++;
    list.push(number);
    for (const value of values.values()) list.push(value);
  }

  #hasNames(values: ReadonlyMap<string, unknown>): boolean {
    const names = this.#names;
    if (names.length !== values.size) return false;
    let at = 0;
    for (const name of values.keys()) if (name !== names[at++]) return false;
    return true;
  }

  /** The same without some values. @param stays called for the values of one element after the other */
  filter(stays: (index: number, value: Value) => boolean): NewsList {
    const { list } = this;
    const result = new NewsList();
    let index = 0;
    for (let at = 0; at < list.length;) {
      const news = list[at] as number;
      const begin = at + 2;
      at = begin + (list[at + 1] as number);
      const names = list.slice(begin, at) as string[];
      for (let left = list[at++] as number; left > 0; left--, index++) {
        const number = list[at++] as number;
        const values = names.map((name): Value => [name, list[at++]]);
        result.add(number, news, new Map(values.filter((value) => stays(index, value))));
      }
    }
    return result;
  }
}
