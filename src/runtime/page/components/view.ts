/** The tree that a component shows: described by Python, patched by Snabbdom. */
import { htmlDomApi, init, vnode, type Key, type VNode, type VNodeData } from "snabbdom";
import { Mark, type Lent } from "../../host/web-host.js";
import { writeName } from "../web-names.js";
import { setStyles, type Styles } from "../web-styles.js";

/** Takes an event. @param slot the number of Python's function, or a function of JavaScript's */
export type Dispatch = (slot: unknown, event: Event) => void;

/** Properties, attributes, `style`, and numbers of functions for `on_<event>`. */
type Attributes = Readonly<Record<string, unknown>>;

interface ElementData {
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

const SVG = "http://www.w3.org/2000/svg";
const NODE = "node";

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

const patch = init([{ create: apply, update: apply }], {
  ...htmlDomApi,
  // Snabbdom hands over the data of what it makes.
  createElement: (name, data) =>
    ((data as unknown as ElementData | undefined)?.node as HTMLElement | undefined) ??
    document.createElement(name),
  createElementNS: (namespace, name) => document.createElementNS(namespace, name) as SVGElement,
});

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
const valueHook = {
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

/** The tree of one element. */
export class View {
  readonly #dispatch: Dispatch;
  readonly #nodes = new WeakMap<Node, number>();
  #lastNode = 0;
  #shown: VNode;

  constructor(root: Element | ShadowRoot, dispatch: Dispatch) {
    this.#dispatch = dispatch;
    this.#shown = vnode("root", {}, [], undefined, root as Element);
  }

  /** @param description see {@link Mark} @param lent the values it refers to */
  show(description: string, lent: ReadonlyMap<number, unknown> | undefined): void {
    const children = description ? this.#read(description.split(Mark.between), lent) : [];
    this.#shown = patch(this.#shown, vnode("root", {}, children, undefined, undefined));
  }

  #read(parts: readonly string[], lent: ReadonlyMap<number, unknown> | undefined): VNode[] {
    let at = 0;
    const fill = (inSvg: boolean): VNode[] => {
      const nodes: VNode[] = [];
      for (; at < parts.length; at++) {
        const part = parts[at] as string;
        switch (part[0]) {
          case Mark.end:
            return nodes;
          case Mark.begin: {
            const name = part.slice(1);
            const isSvg = inSvg || name === "svg";
            const classes = parts[at + 1] as string;
            const has = attributesOf(parts[at + 2] as string, lent);
            at += 3;
            nodes.push(this.#element(name, classes, has, isSvg, fill(isSvg && name !== "foreignObject")));
            break;
          }
          case Mark.lent:
            nodes.push(...this.#lent(lent?.get(Number(part.slice(1)))));
            break;
          default:
            nodes.push(text(part[0] === Mark.literal ? part.slice(1) : part));
        }
      }
      return nodes;
    };
    return fill(false);
  }

  #element(
    name: string,
    classes: string,
    has: Attributes | undefined,
    isSvg: boolean,
    inside: VNode[],
  ): VNode {
    const data: ElementData & Pick<VNodeData, "hook"> = { classes, has, dispatch: this.#dispatch };
    const key = has?.key;
    if (key !== undefined && key !== null) Object.assign(data, { key: String(key as string) });
    if (isSvg) Object.assign(data, { ns: SVG });
    if (has && "value" in has) data.hook = valueHook;
    const [only] = inside;
    return inside.length === 1 && only && only.sel === undefined
      ? vnode(name, data as unknown as VNodeData, undefined, only.text, undefined)
      : vnode(
          name,
          data as unknown as VNodeData,
          inside.length > 0 ? inside : undefined,
          undefined,
          undefined,
        );
  }

  /** Nodes that are there. */
  #lent(value: unknown): VNode[] {
    const nodes = value instanceof Node ? [value] : [...((value ?? []) as Iterable<Node>)];
    return nodes.map((node) => {
      let number = this.#nodes.get(node);
      if (number === undefined) this.#nodes.set(node, (number = ++this.#lastNode));
      const data = { key: `${NODE} ${number}`, node } as unknown as VNodeData;
      return vnode(NODE, data, undefined, undefined, undefined);
    });
  }
}

function text(content: string): VNode {
  return vnode(undefined, undefined, undefined, content, undefined);
}

const MAX_KNOWN = 500;
/** Attributes of descriptions, by their text, if nothing in them was lent but functions: the same is the same
 * object. */
const known = new Map<string, Attributes>();

function attributesOf(json: string, lent: ReadonlyMap<number, unknown> | undefined): Attributes | undefined {
  if (!json) return undefined;
  const found = lent ? undefined : known.get(json);
  if (found) return found;
  const has = JSON.parse(json) as Record<string, unknown>;
  for (const name in has) {
    const value = has[name] as Partial<Lent> | null;
    if (typeof value !== "object" || value?.$ === undefined) continue;
    has[name] = name.startsWith("on_") ? (lent?.get(value.$) ?? value.$) : lent?.get(value.$);
  }
  if (!lent && known.size < MAX_KNOWN) known.set(json, has);
  return has;
}
