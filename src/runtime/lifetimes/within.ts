/** Limits how long something is waited for. */

/**
 * `promise`, unless it takes longer: then what `late` returns or throws.
 *
 * @param promise goes on all the same
 */
export function within<T>(promise: PromiseLike<T>, milliseconds: number, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([promise, limit.then(late)]).finally(() => clearTimeout(timer));
}
