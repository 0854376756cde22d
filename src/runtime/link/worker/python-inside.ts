/**
 * Objects of the worker's JavaScript that Python has put its own into, such as
 * `pyodide.ffi.to_js([element])`. The link cannot ask Python while it writes, so before such an object is
 * passed, Python is shown what is its own there and says what stands for it.
 */
import { isPlainObject } from "../shared/scalars.js";

/** Python's own in an object. */
export interface Found {
  readonly parts: readonly object[];
  /** @param stand the form in which Python would be passed by itself */
  stand(index: number, stand: unknown): void;
}

export class PythonInside {
  readonly #stands = new WeakMap<object, unknown>();
  #any = false;

  /** The stand-in that is written instead of a value; undefined for the value itself. */
  standFor(value: unknown): unknown {
    return this.#any && isObject(value) ? this.#stands.get(value) : undefined;
  }

  /** @returns null where there is nothing of Python's */
  find(value: unknown, isPython: (value: unknown) => boolean): Found | null {
    const parts = new Set<object>();
    const seen = new Set<object>();
    const look = (item: unknown) => {
      if (!isObject(item) || seen.has(item)) return;
      seen.add(item);
      if (isPython(item)) parts.add(item);
      else if (Array.isArray(item) || item instanceof Set) item.forEach(look);
      else if (item instanceof Map) item.forEach((each, key) => (look(key), look(each)));
      else if (isPlainObject(item)) Object.values(item).forEach(look);
    };
    look(value);
    if (parts.size === 0) return null;
    const found = [...parts];
    return {
      parts: found,
      stand: (index, stand) => {
        this.#any = true;
        this.#stands.set(found[index] as object, stand);
      },
    };
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
