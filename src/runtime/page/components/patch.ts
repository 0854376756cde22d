/** Patches elements by Snabbdom: what they have is written by the code of `pyscript.web`. */
import { htmlDomApi, init, type Key, type VNode } from "snabbdom";
import { writeName } from "../web-names.js";
import { setStyles, type Styles } from "../web-styles.js";

/** Takes an event. @param slot the number of Python's function, or a function of JavaScript's */
export type Dispatch = (slot: unknown, event: Event) => void;

/** Properties, attributes, `style`, and numbers of functions for `on_<event>`. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface ElementData {
  readonly key?: Key;
  readonly ns?: string;
  readonly classes: string;
  readonly has: Attributes | undefined;
  /** Absent where there is nothing to give: at the root, and for text. */
  readonly dispatch?: Dispatch;
  listeners?: Listeners;
  /** A node that is there, and is put into its place. */
  readonly node?: Node;
}

/** The name of a vnode for a node that is there. */
export const NODE = "node";

/** Functions for events of one element, with one listener for each type of event. */
class Listeners implements EventListenerObject {
  readonly #slots = new Map<string, unknown>();
  readonly #dispatch: Dispatch;

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  set(element: Element, type: string, slot: unknown): void {
    if (slot === undefined) {
      element.removeEventListener(type, this);
      this.#slots.delete(type);
      return;
    }
    if (!this.#slots.has(type)) element.addEventListener(type, this);
    this.#slots.set(type, slot);
  }

  handleEvent(event: Event): void {
    this.#dispatch(this.#slots.get(event.type), event);
  }
}

export const patch = init([{ create: apply, update: apply }], {
  ...htmlDomApi,
  // Snabbdom hands over the data of what it makes.
  createElement: (name, data) =>
    ((data as unknown as ElementData | undefined)?.node as HTMLElement | undefined) ??
    document.createElement(name),
  setTextContent: setText,
  insertBefore: (parent, node, before) => {
    // An element that is moved so keeps its focus and its animations, and a frame its document.
    if (node.parentNode === parent && parent.isConnected && "moveBefore" in parent)
      (parent as Element).moveBefore(node, before);
    else parent.insertBefore(node, before);
  },
  createElementNS: (namespace, name) => document.createElementNS(namespace, name) as SVGElement,
});

/** Sets the text of an element that has nothing else, or of a text. A text that is there stays: what is
 * selected in it as well, and it is faster. */
function setText(node: Node, text: string | null): void {
  const { firstChild } = node;
  if (text && firstChild?.nodeType === Node.TEXT_NODE && !firstChild.nextSibling) firstChild.nodeValue = text;
  else node.textContent = text;
}

/** Gives a text, or an element that has nothing else, another text. */
export function changeText(shown: VNode, text: string): void {
  if (shown.text === text) return;
  shown.text = text;
  setText(shown.elm as Node, text);
}

/** Gives an element what its description says, as far as that differs from the one before. */
function apply(before: VNode, { sel, elm, data }: VNode): void {
  const now = data as unknown as ElementData | undefined;
  if (!sel || !now?.dispatch || now.node) return;
  const element = elm as Element;
  const was = before.data as unknown as Partial<ElementData> | undefined;
  const classes = was?.classes ?? "";
  if (was?.listeners) now.listeners = was.listeners;
  if (now.has !== was?.has) change(element, was?.has ?? {}, now.has ?? {}, now);
  if (now.classes === classes) return;
  if (now.classes) element.setAttribute("class", now.classes);
  else element.removeAttribute("class");
}

function change(element: Element, was: Attributes, has: Attributes, data: ElementData): void {
  for (const name in was) {
    if (name in has || name === "key") continue;
    if (name.startsWith("on_")) data.listeners?.set(element, name.slice(3), undefined);
    else if (name === "style") element.removeAttribute("style");
    else if (name !== "value") writeName(element, name, null);
  }
  for (const name in has) {
    const value = has[name];
    if (value === was[name] || name === "key" || name === "value") continue;
    if (name.startsWith("on_"))
      (data.listeners ??= new Listeners(data.dispatch ?? (() => {}))).set(element, name.slice(3), value);
    else if (name === "style") changeStyles(element as HTMLElement, was[name], value as Styles);
    else writeName(element, name, value);
  }
}

function changeStyles(element: HTMLElement, was: unknown, styles: Styles): void {
  if (JSON.stringify(was) === JSON.stringify(styles)) return;
  if (was !== undefined) element.removeAttribute("style");
  setStyles(element, styles);
}

/** Sets values after what is in the element: a `<select>` has its options then. What people have typed stays
 * unless the description says something new. */
export const valueHook = {
  create: (_: VNode, now: VNode) => setValue(undefined, now),
  postpatch: (before: VNode, now: VNode) => setValue(before, now),
};

function setValue(before: VNode | undefined, { elm, data }: VNode): void {
  const value = (data as unknown as ElementData).has?.value;
  const was = (before?.data as unknown as ElementData | undefined)?.has;
  if (was && "value" in was && was.value === value) return;
  const element = elm as HTMLInputElement;
  if (element.value !== value) writeName(element, "value", value);
}
