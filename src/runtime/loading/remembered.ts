/** Loads once, for all that ask for it. A failure is forgotten: who asks next, when the network is there
 * again for instance, has it loaded anew. */

/** The promise that is known under a key; `load` begins it where there is none. */
export function rememberedAs<K, T>(known: Map<K, Promise<T>>, key: K, load: () => Promise<T>): Promise<T> {
  let loading = known.get(key);
  if (!loading) {
    known.set(key, (loading = load()));
    loading.catch(() => known.delete(key));
  }
  return loading;
}

/** Makes a function that loads one thing. */
export function remembered<T>(load: () => Promise<T>): () => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return () => rememberedAs(known, "", load);
}
