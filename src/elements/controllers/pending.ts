/** Promises of elements: `ready`, `done`. */

/** A promise that can be settled from outside, knows whether it has been, and does not complain when nobody
 * listens. */
export function pending<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => {});
  const state = {
    promise,
    state: "pending" as "pending" | "resolved" | "rejected",
    /** True once a run has taken it and will settle it. */
    taken: false,
    resolve: (value: T) => {
      if (state.state === "pending") state.state = "resolved";
      resolve(value);
    },
    reject: (error: unknown) => {
      if (state.state === "pending") state.state = "rejected";
      reject(error as Error);
    },
  };
  return state;
}
