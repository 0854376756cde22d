/** The page's table of what it has given to the worker. See `protocol.ts`. */
import { FIRST_OWN_HANDLE, ROOT } from "../shared/protocol.js";

/** Values with an identity. */
export type Held = object | symbol;

interface Entry {
  readonly held: Held;
  /** How often the worker has been given it and has not let go of it. */
  count: number;
}

export class Handles {
  readonly #entries = new Map<number, Entry>();
  readonly #numbers = new Map<Held, number>();
  readonly #free: number[] = [];
  #next = ROOT;

  constructor(root: object) {
    this.give(root);
  }

  /** How many objects are held. */
  get size(): number {
    return this.#entries.size;
  }

  /** The handle of an object that is about to be sent. */
  give(held: Held): number {
    let handle = this.#numbers.get(held);
    if (handle === undefined) {
      handle = this.#free.pop() ?? this.#next++;
      this.#numbers.set(held, handle);
      this.#entries.set(handle, { held, count: 1 });
      return handle;
    }
    const entry = this.#entries.get(handle);
    if (entry) entry.count++;
    return handle;
  }

  /**
   * Keeps an object under a handle that the worker has allotted.
   *
   * @throws RangeError when the handle is not one of the worker's, or is another object's
   * @throws TypeError when it is no object
   */
  adopt(handle: number, held: Held): void {
    if (handle < FIRST_OWN_HANDLE || this.#entries.has(handle))
      throw new RangeError(`The link's handle ${handle} is not the worker's to give.`);
    if (Object(held) !== held && typeof held !== "symbol")
      throw new TypeError(`${String(held)} is no object, so it has no handle.`);
    this.#entries.set(handle, { held, count: 1 });
    if (!this.#numbers.has(held)) this.#numbers.set(held, handle);
  }

  /** @throws ReferenceError when there is no such handle: the two sides disagree, or the making of the object
   *   failed */
  get(handle: number): Held {
    const entry = this.#entries.get(handle);
    if (!entry) throw new ReferenceError("This object of the page is not held any more.");
    return entry.held;
  }

  /**
   * @returns the object that is no longer held then
   * @throws RangeError when the worker has not been given it so often: its number may be another's soon
   */
  release(handle: number, count: number): Held | undefined {
    const entry = this.#entries.get(handle);
    if (!entry || handle === ROOT) return undefined;
    if (count < 1 || count > entry.count)
      throw new RangeError(`The link's handle ${handle} was not given ${count} times.`);
    entry.count -= count;
    if (entry.count > 0) return undefined;
    this.#entries.delete(handle);
    if (this.#numbers.get(entry.held) === handle) this.#numbers.delete(entry.held);
    if (handle < FIRST_OWN_HANDLE) this.#free.push(handle);
    return entry.held;
  }

  clear(): void {
    this.#entries.clear();
    this.#numbers.clear();
  }
}
