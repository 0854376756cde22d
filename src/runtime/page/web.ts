/** The page's half of `pyscript.web`: makes, finds and changes elements. */
import type { HostFailure } from "../errors.js";
import type { PythonFunction } from "../interpreters/interpreter.js";
import { EACH, ITSELF, Mark, type WebHost } from "../host/web-host.js";
import { listen } from "./listeners.js";
import { checkEvent } from "./web-events.js";
import { checkName, readName, writeName } from "./web-names.js";
import { unknownName } from "./web-standards.js";
import { Children } from "./web-children.js";
import { setStyles, styleName, words, type Styles } from "./web-styles.js";
import { insideOf, makeLeaf, makeTree, type TreeContext } from "./web-trees.js";

/** The functions that Python's elements need of their environment. */
export interface WebContext {
  ownerOf(run: number): AbortSignal;
  retain(callback: unknown): PythonFunction;
  report(error: unknown, run: number): void;
  /** Does something that may fail for the author's reasons. */
  attempt(action: () => void): HostFailure;
}

interface Handler {
  readonly original: unknown;
  readonly ended: AbortController;
}

const HTML = "http://www.w3.org/1999/xhtml";

export function createWebHost({ ownerOf, retain, report, attempt }: WebContext): WebHost {
  const lent = new Map<number, unknown>();
  const handlers = new WeakMap<Element, Map<string, Handler>>();
  const numbers = new WeakMap<Element, number>();
  let lastNumber = 0;
  const children = new Children();

  const lend = (values: unknown[]) => {
    for (let at = 0; at < values.length; at += 2) lent.set(values[at] as number, values[at + 1]);
  };

  const setHandler = (run: number, element: Element, type: string, callback: unknown, original: unknown) => {
    let handlersOf = handlers.get(element);
    handlersOf?.get(type)?.ended.abort();
    handlersOf?.delete(type);
    if (callback === null || callback === undefined) return;
    if (!handlersOf) handlers.set(element, (handlersOf = new Map<string, Handler>()));
    const ended = new AbortController();
    // Pyodide destroys arguments when the call has ended, and copies are let go of with the listener.
    const kept = copyOf(original);
    ended.signal.addEventListener("abort", () => kept?.destroy());
    handlersOf.set(type, { original: kept ?? original, ended });
    const options = {
      owner: ownerOf(run),
      signal: ended.signal,
      report: (error: unknown) => report(error, run),
    };
    listen([element], type, retain(callback), { flags: 0, ...options });
  };

  const trees: TreeContext = { lent: (number) => lent.get(number), setHandler };
  let leaves: unknown[] = [];

  return {
    web_lend: (...values) => lend(values),
    web_make(run, ref, at, description, ...values) {
      lend(values);
      let elements: Element[] = [];
      const failure = attempt(() => {
        const parent = ref ? (elementsOf(ref, at)[0] ?? null) : null;
        elements = makeTree(trees, run, description, parent);
      });
      lent.clear();
      return failure || elements;
    },
    web_leaf(ref, at, head, text) {
      let index = 0;
      const failure = attempt(() => {
        const parent = elementOf(ref, at);
        const leaf = makeLeaf(head, text, parent);
        if (leaf) {
          // It has its place before the page's own code, which may call Python, runs.
          index = leaves.push(leaf) - 1;
          insideOf(parent).appendChild(leaf);
        } else index = leaves.push(makeTree(trees, 0, head + Mark.between + text, parent)[0]) - 1;
      });
      return failure || index;
    },
    web_leaves: () => (leaves = []),

    web_find(ref, at, selector) {
      try {
        const found = elementsOf(ref, at).map((element) => [...element.querySelectorAll(selector)]);
        return found.length === 1 ? (found[0] ?? []) : [...new Set(found.flat())];
      } catch {
        return `ValueError: ${JSON.stringify(selector)} is not a selector.`;
      }
    },
    web_by_id(ref, at, id) {
      const bare = id.replace(/^#/, "");
      if (ref instanceof Document) return ref.getElementById(bare) ?? ref.getElementById(id);
      const elements = elementsOf(ref, at);
      const member = at === EACH && elements.find((element) => element.id === bare);
      if (member) return member;
      const selector = `#${CSS.escape(bare)}`;
      for (const element of elements) {
        const inside = element.querySelector(selector);
        if (inside) return inside;
      }
      return undefined;
    },
    web_children(ref, at) {
      const found = elementsOf(ref, at).map((element) => children.of(element));
      return found.length === 1 ? (found[0] ?? []) : found.flat();
    },
    web_slice(ref, start, stop, step) {
      const part: unknown[] = [];
      for (let at = start; step > 0 ? at < stop : at > stop; at += step) part.push((ref as unknown[])[at]);
      return part;
    },
    web_names: (ref, at) =>
      (elementsOf(ref, at) as (Element | undefined)[])
        .map((element) => (element?.namespaceURI === HTML ? element.localName : element && "-"))
        .join(" "),

    web_can_set: (name, property) => attempt(() => checkName(sample(name), property)),
    web_can_listen: (name, type) => attempt(() => checkEvent(sample(name), type)),
    web_knows(ref, at, property) {
      const element = elementsOf(ref, at)[0] as Element;
      return readName(element, property) !== undefined
        ? 0
        : attempt(() => {
            throw unknownName(element, property);
          });
    },
    web_get(ref, at, property) {
      const element = elementsOf(ref, at)[0] as Element;
      const value = readName(element, property);
      return typeof value === "function" ? (value.bind(element) as unknown) : value;
    },
    web_get_all(ref, property) {
      const values = elementsOf(ref, EACH).map((element) => readName(element, property) ?? null);
      const isData = values.every((value) => value === null || !/^(object|function)$/.test(typeof value));
      return isData ? JSON.stringify(values) : "";
    },
    web_set(ref, at, property, value) {
      if (property === "text" && typeof value === "string" && at !== EACH) {
        elementOf(ref, at).textContent = value;
        return 0;
      }
      return attempt(() => {
        for (const element of elementsOf(ref, at)) writeName(element, property, value);
      });
    },

    web_classes(ref, at, action, names) {
      const list = words(names);
      const elements = elementsOf(ref, at);
      const first = elements[0]?.classList;
      if (action === "list") return [...(first ?? [])].join(" ");
      if (action === "set") for (const element of elements) element.setAttribute("class", list.join(" "));
      else if (action !== "contains") {
        for (const { classList } of elements) {
          if (action === "toggle") for (const name of list) classList.toggle(name);
          else if (action === "replace") classList.replace(list[0] ?? "", list[1] ?? "");
          else classList[action as "add" | "remove"](...list);
        }
      }
      return first?.contains(list[0] ?? "") ?? false;
    },
    web_styles(ref, at) {
      const { style } = elementsOf(ref, at)[0] as HTMLElement;
      return JSON.stringify(
        Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)])),
      );
    },
    web_style: (ref, at, name) =>
      (elementsOf(ref, at)[0] as HTMLElement).style.getPropertyValue(styleName(name)),
    web_set_styles(ref, at, styles, replaces) {
      for (const element of elementsOf(ref, at) as HTMLElement[]) {
        if (replaces) element.style.cssText = "";
        setStyles(element, JSON.parse(styles) as Styles);
      }
    },

    web_handler(ref, at, type) {
      const original = handlers.get(elementsOf(ref, at)[0] as Element)?.get(type)?.original;
      // Pyodide destroys a proxy that a function has returned to it.
      return copyOf(original) ?? original;
    },
    web_set_handler: (run, ref, at, type, callback, original) =>
      attempt(() => {
        for (const element of elementsOf(ref, at)) {
          checkEvent(element, type);
          setHandler(run, element, type, callback, original);
        }
      }),

    web_number(ref, at) {
      const element = elementsOf(ref, at)[0] as Element;
      let number = numbers.get(element);
      if (number === undefined) numbers.set(element, (number = ++lastNumber));
      return number;
    },
  };
}

/** A copy of a proxy of Pyodide's. */
function copyOf(value: unknown): { destroy(): void } | undefined {
  return (value as { copy?: () => { destroy(): void } } | undefined)?.copy?.();
}

function elementOf(ref: unknown, at: number): Element {
  return at === ITSELF ? (ref as Element) : ((ref as Element[])[at] as Element);
}

function elementsOf(ref: unknown, at: number): readonly Element[] {
  if (at === ITSELF) return [ref as Element];
  return at === EACH ? (ref as Element[]) : [(ref as Element[])[at] as Element];
}

const samples = new Map<string, Element>();

/** An element to ask what elements of its name have. */
function sample(name: string): Element {
  let element = samples.get(name);
  if (!element) samples.set(name, (element = document.createElement(name)));
  return element;
}
