/**
 * The nodes that were put into an element without a shadow root, as slots are for: each is in the `<slot>` of
 * its name among what is rendered. They are moved there, so whoever put them into the element and now inserts
 * beside them, or removes them, is led to where they are.
 */
import type { View } from "./view.js";

export class LightChildren {
  readonly #host: HTMLElement;
  readonly #view: View;
  #nodes: ChildNode[];
  /** The `loading` ones, which went with the first rendering. */
  readonly #loading: readonly Node[];
  /** The names of the slots of the present rendering. */
  readonly #names = new Set<string>();
  readonly #observer: MutationObserver;
  #observed: readonly Node[] = [];

  constructor(host: HTMLElement, view: View) {
    this.#host = host;
    this.#view = view;
    const given = [...host.childNodes];
    this.#loading = given.filter((node) => slotOf(node) === "loading");
    this.#nodes = given.filter((node) => !this.#loading.includes(node));
    for (const node of this.#loading) (node as ChildNode).remove();
    this.#observer = new MutationObserver((records) => {
      this.#heed(records);
      this.#view.showAgain();
    });
  }

  /** A rendering begins. */
  begin(): void {
    // It makes changes of its own, which are not looked at.
    const records = this.#observer.takeRecords();
    if (records.length > 0) this.#heed(records);
    this.#names.clear();
  }

  /** The nodes of a slot; none where there was one of the same name before. */
  take(name: string): readonly ChildNode[] {
    if (this.#names.has(name)) return [];
    this.#names.add(name);
    return this.#nodes.filter((node) => slotOf(node) === name);
  }

  /** Those that have no place among what is rendered. Without any slot, all stay where they are. */
  rest(): readonly ChildNode[] {
    return this.#names.size === 0 ? [] : this.#nodes.filter((node) => !this.#names.has(slotOf(node)));
  }

  takeBack(): readonly ChildNode[] {
    this.#host.prepend(...this.#nodes);
    return this.#nodes;
  }

  /** A rendering is shown. */
  end(): void {
    const host = this.#host;
    if (this.#names.size === 0) {
      const [first = null] = this.#view.roots;
      for (const node of this.#nodes) if (node.parentNode !== host) host.insertBefore(node, first);
    }
    this.#observe();
  }

  /** The place of a node that was put into the element, if that is not the element itself. */
  placeOf(node: Node | null): ParentNode | undefined {
    const place = node?.parentNode;
    return place && place !== this.#host && this.#nodes.includes(node as ChildNode) ? place : undefined;
  }

  /** True if a node went when the element showed something. */
  hasRemoved(node: Node): boolean {
    return node.parentNode === null && this.#loading.includes(node);
  }

  #observe(): void {
    this.#observer.takeRecords();
    const places = this.#nodes.flatMap((node) => node.parentNode ?? []);
    const observed = [...new Set<Node>([this.#host, ...places, ...this.#nodes.filter(isElement)])];
    if (
      observed.length === this.#observed.length &&
      observed.every((node, at) => node === this.#observed[at])
    )
      return;
    this.#observed = observed;
    this.#observer.disconnect();
    for (const node of observed) {
      if (node === this.#host || places.includes(node as ParentNode & Node))
        this.#observer.observe(node, { childList: true });
      if (isElement(node) && node !== this.#host)
        this.#observer.observe(node, { attributeFilter: ["slot"], childList: places.includes(node) });
    }
  }

  /** Others have changed what is in the element: the page's script, or a framework. */
  #heed(records: readonly MutationRecord[]): void {
    const host = this.#host;
    const { roots } = this.#view;
    const touched = new Set(
      records.flatMap(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes] as ChildNode[]),
    );
    this.#nodes = this.#nodes.filter((node) => host.contains(node) && !touched.has(node));
    for (const node of touched) {
      if (host.contains(node) && !roots.includes(node)) this.#insert(node, roots[0]);
    }
    // `textContent` and `innerHTML` take what was rendered with the rest.
    if (roots.some((node) => node.parentNode !== host)) this.#view.forget();
  }

  #insert(node: ChildNode, firstRoot: Node | undefined): void {
    const nodes = this.#nodes;
    for (let before = node.previousSibling; before; before = before.previousSibling) {
      const at = nodes.indexOf(before);
      if (at >= 0) return void nodes.splice(at + 1, 0, node);
    }
    for (let after = node.nextSibling; after; after = after.nextSibling) {
      const at = nodes.indexOf(after);
      if (at >= 0) return void nodes.splice(at, 0, node);
    }
    const isFirst =
      node.parentNode === this.#host &&
      firstRoot &&
      node.compareDocumentPosition(firstRoot) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isFirst) nodes.unshift(node);
    else nodes.push(node);
  }
}

/** Text and comments are for the slot without a name. */
function slotOf(node: Node): string {
  return isElement(node) ? node.slot : "";
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}
