/**
 * Ownership. Every object has an owner that ends it: an owner keeps a {@link Disposables} list, adds to it
 * the objects that it creates, and disposes of the list when it ends itself.
 *
 * @example
 * ```ts
 * const owned = new Disposables();
 * owned.add(() => socket.close());
 * owned.dispose(); // closes the socket
 * ```
 */

/** Something that can be ended: an object with `dispose()`, or the function that ends it. */
export type Disposable = { dispose(): void } | (() => void);

/** A list of things to end together, in the reverse order of their adding. */
export class Disposables {
  #items = new Set<Disposable>();
  #disposed = false;

  /** True once {@link dispose} has been called. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** How many things are held; tests count them. */
  get size(): number {
    return this.#items.size;
  }

  /**
   * Takes over `item`. If this list has ended already, `item` is ended at once, so late results cannot leak.
   *
   * @returns a function that lets go of `item` without ending it.
   */
  add(item: Disposable): () => void {
    if (this.#disposed) {
      end(item);
      return () => {};
    }
    this.#items.add(item);
    return () => this.#items.delete(item);
  }

  /** Ends everything; an exception of one item does not keep the others alive. Later calls do nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        end(item);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} disposals failed`);
  }
}

function end(item: Disposable): void {
  if (typeof item === "function") item();
  else item.dispose();
}
