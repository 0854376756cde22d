/**
 * Keys of a configuration that mean nothing to this library, and that the page's Python does not read
 * either: most are mistyped, or of another version. They are named in the console, for those who look there
 * for why nothing happens.
 */
import { keys } from "./validate.js";

/** How long it may take until the next source runs, in milliseconds. */
const PAUSE_MS = 500;

/** How many letters may differ between a key and the one that was meant. */
const MAX_DISTANCE = 2;

export class UnknownKeys {
  readonly #unread: Set<string>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(unknown: readonly string[]) {
    this.#unread = new Set(unknown);
  }

  /** Sees Python of the page. Keys that it mentions count as read. */
  see(python: string): void {
    for (const key of this.#unread) if (python.includes(key)) this.#unread.delete(key);
  }

  /** A source has run. When no other one follows, what is left is named, once. */
  ran(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const key of this.#unread) console.debug(describe(key));
      this.#unread.clear();
    }, PAUSE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

function describe(key: string): string {
  const similar = Object.keys(keys).find(
    (known) => distance(key.toLowerCase(), known.toLowerCase()) <= MAX_DISTANCE,
  );
  const hint = similar ? `Is "${similar}" meant?` : "It has no effect.";
  return `The configuration has the key "${key}", which is not known, and no Python of the page reads it. ${hint}`;
}

/** How many letters are to be put in, taken out or replaced, to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
