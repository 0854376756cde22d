/** Marks keyword arguments of one call; see `kwargs` in `src/bridge.ts`. */
export const KEYWORDS = Symbol.for("py-elements.kwargs");
