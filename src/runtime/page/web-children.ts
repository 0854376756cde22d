/**
 * The children of elements as Python gets them: in arrays, which stay as they were found.
 *
 * Code asks for all of them to have one (`element.children[index]` in a loop), so the array of many is given
 * again while nothing has changed, within a task.
 */
import { insideOf } from "./web-trees.js";

/** Fewer are copied faster than they are watched. */
const MIN_WATCHED = 32;

export class Children {
  readonly #observer = new MutationObserver(() => this.#forget());
  #parent: ParentNode | undefined;
  #found: Element[] = [];

  of(element: Element): Element[] {
    const parent = insideOf(element);
    if (parent === this.#parent && this.#observer.takeRecords().length === 0) return this.#found;
    const found = [...parent.children];
    if (found.length >= MIN_WATCHED) {
      if (!this.#parent) queueMicrotask(() => this.#forget());
      this.#observer.disconnect();
      this.#observer.observe(parent, { childList: true });
      this.#parent = parent;
      this.#found = found;
    }
    return found;
  }

  #forget(): void {
    this.#observer.disconnect();
    this.#parent = undefined;
    this.#found = [];
  }
}
