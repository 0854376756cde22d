/** Elements made as Python describes them; see {@link Mark}. */
import { Mark, type Lent } from "../host/web-host.js";
import { writeName } from "./web-names.js";
import { setStyles, words, type Styles } from "./web-styles.js";

/** The functions that descriptions need of others. */
export interface TreeContext {
  /** A value that was lent, by its number. */
  lent(number: number): unknown;
  setHandler(run: number, element: Element, type: string, callback: unknown, original: unknown): void;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes what a description says, and appends it to a parent. Elements that were somewhere else move there,
 * all of them or, where one cannot, none.
 *
 * @returns each element where its description begins
 */
export function makeTree(
  { lent, setHandler }: TreeContext,
  run: number,
  description: string,
  parent: Element | null,
): Element[] {
  const parts = description.split(Mark.between);
  const elements: Element[] = [];
  const moved: [Node, ParentNode | null, Node | null][] = [];
  let at = 0;
  const borrow = (value: unknown) => (isLent(value) ? lent(value.$) : value);

  const give = (element: Element, has: Record<string, unknown>) => {
    for (const name in has) {
      const value = has[name];
      // A key is for components, which the page has not put here.
      if (name === "value" || (name === "key" && !element.localName.includes("-"))) continue;
      if (name === "style") setStyles(element, value as Styles);
      else if (name.startsWith("on_")) {
        const { $ } = value as Lent;
        setHandler(run, element, name.slice(3), lent($), lent($ + 1));
      } else writeName(element, name, borrow(value));
    }
  };

  /** Reads up to the end of an element. */
  const fill = (parent: ParentNode & Node, inSvg: boolean) => {
    for (; at < parts.length; at++) {
      const part = parts[at] as string;
      switch (part[0]) {
        case Mark.end:
          return;
        case Mark.begin: {
          const isSvg = inSvg || part === SVG_BEGIN;
          const classes = parts[at + 1] as string;
          const json = parts[at + 2];
          const has = json ? (JSON.parse(json) as Record<string, unknown>) : undefined;
          const element = isSvg || has ? create(part, isSvg) : copy(part, classes);
          elements[at] = element;
          at += 3;
          if (has) give(element, has);
          if (classes && (isSvg || has)) addClasses(element, classes);
          if (at < parts.length) fill(insideOf(element), isSvg && part !== FOREIGN_BEGIN);
          if (has && "value" in has) writeName(element, "value", borrow(has.value));
          parent.appendChild(element);
          break;
        }
        case Mark.lent: {
          const value = lent(Number(part.slice(1))) as Node | Iterable<Node>;
          for (const node of value instanceof Node ? [value] : [...value]) {
            moved.push([node, node.parentNode, node.nextSibling]);
            parent.appendChild(node);
          }
          break;
        }
        default:
          parent.appendChild(textOf(part));
      }
    }
  };
  const all = document.createDocumentFragment();
  try {
    fill(all, parent !== null && isSvgInside(parent));
    if (parent) insideOf(parent).appendChild(all);
    else all.replaceChildren();
  } catch (error) {
    for (const [node, from, next] of moved.reverse()) {
      if (from) from.insertBefore(node, next);
      else node.parentNode?.removeChild(node);
    }
    throw error;
  }
  return elements;
}

/** Makes an element with one text and nothing else. @returns undefined where it takes more than a copy */
export function makeLeaf(head: string, text: string, parent: Element): Element | undefined {
  if (head !== newest?.head) {
    const [begin = "", classes = "", json] = head.split(Mark.between);
    if (json) return undefined;
    newest = { head, template: template(begin, classes) };
  }
  if (!newest.template || isSvgInside(parent)) return undefined;
  const element = newest.template.cloneNode() as Element;
  element.appendChild(textOf(text));
  return element;
}

const SVG_BEGIN = `${Mark.begin}svg`;
const FOREIGN_BEGIN = `${Mark.begin}foreignObject`;

/** Elements with their classes and nothing else: to copy one is faster than to make one. */
const templates = new Map<string, Element>();
const MAX_TEMPLATES = 500;
/** The one of the last leaf: mostly the next is of the same kind. */
let newest: { readonly head: string; readonly template: Element | undefined } | undefined;

/** The one to copy; undefined for those whose making may do something: SVG's, and elements that the page has
 * defined. */
function template(begin: string, classes: string): Element | undefined {
  if (begin === SVG_BEGIN || begin.includes("-")) return undefined;
  const key = begin + Mark.between + classes;
  let found = templates.get(key);
  if (!found) {
    found = document.createElement(begin.slice(1));
    if (classes) addClasses(found, classes);
    if (templates.size === MAX_TEMPLATES) templates.clear();
    templates.set(key, found);
  }
  return found;
}

function copy(begin: string, classes: string): Element {
  const found = template(begin, classes)?.cloneNode() as Element | undefined;
  if (found) return found;
  const element = create(begin, false);
  if (classes) addClasses(element, classes);
  return element;
}

function create(begin: string, isSvg: boolean): Element {
  const name = begin.slice(1);
  return isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
}

/** Returns true if new content of an element is SVG's. */
function isSvgInside(element: Element): boolean {
  return element instanceof SVGElement && element.localName !== "foreignObject";
}

function textOf(part: string): Text {
  return document.createTextNode(part[0] === Mark.literal ? part.slice(1) : part);
}

/** Returns the node that holds the content of an element. */
export function insideOf(element: Element): Element | DocumentFragment {
  return element instanceof HTMLTemplateElement ? element.content : element;
}

function addClasses(element: Element, names: string): void {
  if (element.hasAttribute("class")) element.classList.add(...words(names));
  else element.setAttribute("class", names);
}

function isLent(value: unknown): value is Lent {
  return typeof value === "object" && value !== null && "$" in value;
}
