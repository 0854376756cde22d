/**
 * How MicroPython spreads the keys of a large store over dictionaries: by its own hash of text, of which it
 * knows 16 bits. Spreading 100,000 keys in Python takes longer than reading them, so it is given them
 * spread.
 */

/** The number of the dictionary that has `key`: below `shards`, a power of 2 up to 65,536. */
export function shardOf(key: string, shards: number): number {
  let hash = 5381;
  // Its text is UTF-8, in which lone surrogates are written like any other character.
  for (let index = 0; index < key.length; index++) {
    const code = key.codePointAt(index) as number;
    if (code < 0x80) {
      hash = Math.imul(hash, 33) ^ code;
      continue;
    }
    if (code > 0xffff) index++;
    const length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    hash = Math.imul(hash, 33) ^ (((0xf00 >> length) & 0xff) | (code >> (6 * (length - 1))));
    for (let rest = length - 2; rest >= 0; rest--) {
      hash = Math.imul(hash, 33) ^ (0x80 | ((code >> (6 * rest)) & 0x3f));
    }
  }
  // Nothing has the hash 0.
  return (hash & 0xffff || 1) & (shards - 1);
}

/** Keys, by the number of their dictionary. */
export function spread(keys: Iterable<string>, shards: number): string[][] {
  const spread: string[][] = Array.from({ length: shards }, () => []);
  for (const key of keys) spread[shardOf(key, shards)]?.push(key);
  return spread;
}
