/** Promises of elements: `ready`, `done`. */

/** A promise that can be settled from outside, knows whether it has been, and does not complain when nobody
 * listens. */
export function pending<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => {});
  const state = {
    promise,
    /** Undefined until it is settled. */
    succeeded: undefined as boolean | undefined,
    /** True once a run has taken it and will settle it. */
    taken: false,
    resolve: (value: T) => {
      state.succeeded ??= true;
      resolve(value);
    },
    reject: (error: unknown) => {
      state.succeeded ??= false;
      reject(error as Error);
    },
  };
  return state;
}
