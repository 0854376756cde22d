/** The tree that a component shows: described by Python, patched by Snabbdom. */
import { vnode, type VNode, type VNodeData } from "snabbdom";
import { Mark, type Lent } from "../../host/web-host.js";
import {
  changeText,
  NODE,
  patch,
  valueHook,
  type Attributes,
  type Dispatch,
  type ElementData,
} from "./patch.js";
import { copy, type Template, type Templates } from "./templates.js";

/** Of the slot that keeps what there is no other slot for. */
const HIDDEN: Attributes = { hidden: true, key: "rest" };
const SVG = "http://www.w3.org/2000/svg";

/** The nodes that an element has been given, for the slots that its tree has. */
export interface Places {
  begin(): void;
  /** Those of a slot. */
  take(name: string): readonly Node[];
  /** Those of no slot. */
  rest(): readonly Node[];
  /** Puts all of them into the element itself. @returns them */
  takeBack(): readonly Node[];
  end(): void;
}

/** The tree of one element. */
export class View {
  readonly #root: Element | ShadowRoot;
  readonly #dispatch: Dispatch;
  /** Fills the slots of an element without a shadow root. */
  #places: Places | undefined;
  readonly #slots: (readonly [VNode, readonly Node[]])[] = [];
  #last: readonly [description: string, lent: ReadonlyMap<number, unknown> | undefined] | undefined;
  #nodes: WeakMap<Node, number> | undefined;
  #lastNode = 0;
  #shown: VNode;
  /** True if something could not be shown: what is there is a part of it. */
  #isBroken = false;
  #hasWarned = false;
  readonly #templates: Templates;
  /** That of what is shown; undefined where something was lent, or slots were filled. */
  #template: Template | undefined;
  /** The nodes that have the texts of the template, one after the other. */
  #texts: VNode[] = [];

  constructor(root: Element | ShadowRoot, templates: Templates, dispatch: Dispatch) {
    this.#root = root;
    this.#templates = templates;
    this.#dispatch = dispatch;
    this.#shown = vnode("root", {}, [], undefined, root as Element);
  }

  /** Has the slots of the tree filled with nodes of the element. */
  fillSlots(places: Places): void {
    this.#places = places;
  }

  /** The nodes at the top of the tree. */
  get roots(): readonly Node[] {
    return (this.#shown.children ?? []).flatMap((child) => (child as VNode).elm ?? []);
  }

  /** Begins anew: somebody has removed what was shown. */
  forget(): void {
    for (const node of this.roots) node.parentNode?.removeChild(node);
    this.#shown = vnode("root", {}, [], undefined, this.#root as Element);
    this.#template = undefined;
  }

  /** Shows the same once more, with the nodes that the element has now. */
  showAgain(): void {
    if (this.#last) this.show(...this.#last);
  }

  /** @param description see {@link Mark} @param lent the values it refers to */
  show(description: string, lent: ReadonlyMap<number, unknown> | undefined): void {
    if (this.#places || lent) {
      this.#template = undefined;
      if (this.#places) this.#last = [description, lent];
      this.#patch(partsOf(description), lent);
      return;
    }
    const found = this.#templates.find(this.#template, description);
    if (found && found.template === this.#template) {
      const { texts } = found;
      for (let at = 0; at < texts.length; at++)
        changeText(this.#texts[at] as VNode, textOf(texts[at] as string));
      return;
    }
    const parts = partsOf(description);
    this.#template = undefined;
    this.#patch(parts, undefined);
    this.#template = found?.template ?? this.#templates.add(parts);
  }

  #patch(parts: readonly string[], lent: ReadonlyMap<number, unknown> | undefined): void {
    const places = this.#places;
    if (this.#isBroken) this.#clear();
    this.#isBroken = true;
    places?.begin();
    const children = this.#read(parts, lent);
    const rest = places?.rest() ?? [];
    if (rest.length > 0) children.unshift(this.#slot(HIDDEN, rest, []));
    const tree = this.#root.getRootNode() as Document | ShadowRoot;
    const { activeElement } = tree;
    try {
      this.#shown = patch(this.#shown, vnode("root", {}, children, undefined, undefined));
      for (const [{ elm }, nodes] of this.#slots.splice(0)) putFirst(elm as Element, nodes);
      this.#isBroken = false;
      // Without `moveBefore` it lost the focus where it was moved.
      if (activeElement && activeElement !== tree.activeElement && this.#root.contains(activeElement))
        (activeElement as HTMLElement).focus({ preventScroll: true });
    } finally {
      this.#slots.length = 0;
      places?.end();
    }
  }

  /** Takes away what a rendering has left that could not be shown to its end. */
  #clear(): void {
    const stays = new Set(this.#places?.takeBack());
    for (const node of [...this.#root.childNodes]) if (!stays.has(node)) node.remove();
    this.#shown = vnode("root", {}, [], undefined, this.#root as Element);
  }

  #read(parts: readonly string[], lent: ReadonlyMap<number, unknown> | undefined): VNode[] {
    let at = 0;
    const texts: VNode[] = (this.#texts = []);
    const fill = (inSvg: boolean): VNode[] => {
      const nodes: VNode[] = [];
      let keys: Set<unknown> | undefined;
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
            const inside = fill(isSvg && name !== "foreignObject");
            const given =
              name === "slot" && this.#places?.take(typeof has?.name === "string" ? has.name : "");
            const made = given
              ? this.#slot(has, given, inside)
              : this.#element(name, classes, has, isSvg, inside);
            if (made.key !== undefined) this.#tellApart(made, (keys ??= new Set()));
            nodes.push(made);
            // It has its only text itself.
            if (made.text !== undefined) texts[texts.length - 1] = made;
            break;
          }
          case Mark.lent:
            nodes.push(...this.#lent(lent?.get(Number(part.slice(1)))));
            break;
          default: {
            const node = vnode(undefined, undefined, undefined, textOf(part), undefined);
            nodes.push(node);
            texts.push(node);
          }
        }
      }
      return nodes;
    };
    return fill(false);
  }

  /** A slot without a shadow root. Nodes of others may be moved at any time, so they are no part of the tree:
   * they are put into the slot when it is there. */
  #slot(has: Attributes | undefined, given: readonly Node[], inside: VNode[]): VNode {
    const isEmpty = given.every(({ nodeType }) => nodeType === Node.COMMENT_NODE);
    const slot = this.#element("slot", "", has, false, isEmpty ? inside : []);
    this.#slots.push([slot, given]);
    return slot;
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
    // With a mark, since Snabbdom looks keys up in an object, which has a `constructor`.
    if (key !== undefined && key !== null) Object.assign(data, { key: `=${String(key as string)}` });
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

  /** Gives an element a key of its own where a sibling has the same: one would be taken for the other. */
  #tellApart(made: VNode, keys: Set<unknown>): void {
    const given = String(made.key);
    for (let count = 2; keys.has(made.key); count++) made.key = `${count}${given}`;
    keys.add(made.key);
    if (made.key === given || this.#hasWarned) return;
    this.#hasWarned = true;
    const { localName } = this.#root instanceof ShadowRoot ? this.#root.host : this.#root;
    console.warn(
      `<${localName}>: several siblings have the key ${JSON.stringify(given.slice(1))}. Give each its own: ` +
        "elements that have the same cannot be told apart when they are moved.",
    );
  }

  /** Nodes that are there. */
  #lent(value: unknown): VNode[] {
    const nodes = value instanceof Node ? [value] : [...((value ?? []) as Iterable<Node>)];
    const known = (this.#nodes ??= new WeakMap());
    return nodes.map((node) => {
      let number = known.get(node);
      if (number === undefined) known.set(node, (number = ++this.#lastNode));
      const data = { key: `${NODE} ${number}`, node } as unknown as VNodeData;
      return vnode(NODE, data, undefined, undefined, undefined);
    });
  }
}

/** Makes nodes the first ones of an element. */
function putFirst(element: Element, nodes: readonly Node[]): void {
  let next: Node | null = element.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else element.insertBefore(node, next);
  }
}

function partsOf(description: string): string[] {
  return description ? description.split(Mark.between) : [];
}

function textOf(part: string): string {
  return part[0] === Mark.literal ? part.slice(1) : part;
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
  if (!lent && known.size < MAX_KNOWN) known.set(copy(json), has);
  return has;
}
