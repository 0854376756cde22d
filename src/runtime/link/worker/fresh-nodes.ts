/**
 * Nodes that this worker has had made and nobody else can have got hold of: where they are inserted is
 * known, so it is known that inserting them cannot fail. See `members.ts`, "Fresh nodes".
 */
interface Fresh {
  /** The fresh node that it was inserted into; 0 for none. */
  parent: number;
  readonly children: number[];
}

export class FreshNodes {
  readonly #nodes = new Map<number, Fresh>();

  /** How many are known; tests count them. */
  get size(): number {
    return this.#nodes.size;
  }

  /** The node of that handle is being made. */
  made(handle: number): void {
    this.#nodes.set(handle, { parent: 0, children: [] });
  }

  /** Returns true if inserting the node into the receiver cannot fail. */
  isFresh(handle: number, receiver: number): boolean {
    const node = this.#nodes.get(handle);
    if (!node || node.parent !== 0) return false;
    for (let at = receiver; at !== 0; at = this.#nodes.get(at)?.parent ?? 0) {
      if (at === handle) return false;
    }
    return true;
  }

  /** A fresh node has been inserted: into another, or where everybody can get at it. */
  inserted(handle: number, receiver: number): void {
    const node = this.#nodes.get(handle);
    if (!node) return;
    const parent = this.#nodes.get(receiver);
    if (parent) {
      node.parent = receiver;
      parent.children.push(handle);
    } else {
      this.forget(handle);
    }
  }

  /** Somebody else may have got hold of it, and of what is in it and around it. */
  forget(handle: number): void {
    const node = this.#nodes.get(handle);
    if (!node) return;
    this.#nodes.delete(handle);
    for (const child of node.children) this.forget(child);
    this.forget(node.parent);
  }
}
