/** The page's half of `pyscript.web`: makes, finds and changes elements. */
import type { Failure } from "../host.js";
import type { PythonFunction } from "../interpreters/interpreter.js";
import { EACH, ITSELF, Mark, type Lent, type WebHost } from "../web-host.js";
import { listen } from "./listeners.js";
import { canSet, readName, writeName } from "./web-names.js";

/** What the elements of Python need of their environment. */
export interface WebContext {
  ownerOf(run: number): AbortSignal;
  retain(callback: unknown): PythonFunction;
  report(error: unknown, run: number): void;
  /** Does something that may fail for the author's reasons. */
  attempt(action: () => void): Failure;
}

interface Handler {
  readonly original: unknown;
  readonly ended: AbortController;
}

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";

export function createWebHost({ ownerOf, retain, report, attempt }: WebContext): WebHost {
  const lent = new Map<number, unknown>();
  const handlers = new WeakMap<Element, Map<string, Handler>>();
  const numbers = new WeakMap<Element, number>();
  let lastNumber = 0;

  const lend = (values: unknown[]) => {
    for (let at = 0; at < values.length; at += 2) lent.set(values[at] as number, values[at + 1]);
  };
  const borrow = (value: unknown) => (isLent(value) ? lent.get(value.$) : value);

  const setHandler = (run: number, element: Element, type: string, callback: unknown, original: unknown) => {
    let own = handlers.get(element);
    own?.get(type)?.ended.abort();
    own?.delete(type);
    if (callback === null || callback === undefined) return;
    if (!own) handlers.set(element, (own = new Map<string, Handler>()));
    const ended = new AbortController();
    // Pyodide destroys arguments when the call has ended, and copies are let go of with the listener.
    const kept = (original as { copy?: () => { destroy(): void } }).copy?.();
    ended.signal.addEventListener("abort", () => kept?.destroy());
    own.set(type, { original: kept ?? original, ended });
    const options = {
      owner: ownerOf(run),
      signal: ended.signal,
      report: (error: unknown) => report(error, run),
    };
    listen([element], type, retain(callback), { flags: 0, ...options });
  };

  const give = (run: number, element: Element, has: Record<string, unknown>) => {
    for (const name in has) {
      const value = has[name];
      if (name === "value") continue;
      if (name === "style") setStyles(element, value as Styles);
      else if (name.startsWith("on_")) {
        const { $ } = value as Lent;
        setHandler(run, element, name.slice(3), lent.get($), lent.get($ + 1));
      } else writeName(element, name, borrow(value));
    }
  };

  /** Makes what a description says. */
  const make = (run: number, parts: readonly string[], parent: Element | null): Element[] => {
    const made: Element[] = [];
    let at = 0;
    /** Reads up to the end of an element. */
    const fill = (parent: Element | null, place: ParentNode) => {
      for (; at < parts.length; at++) {
        const part = parts[at] as string;
        switch (part[0]) {
          case Mark.end:
            return;
          case Mark.begin: {
            const element = create(part.slice(1), parent);
            made[at] = element;
            const classes = parts[at + 1];
            const json = parts[at + 2];
            const has = json ? (JSON.parse(json) as Record<string, unknown>) : undefined;
            at += 3;
            if (has) give(run, element, has);
            if (classes) addClasses(element, classes);
            if (at < parts.length) fill(element, insideOf(element));
            if (has && "value" in has) writeName(element, "value", borrow(has.value));
            place.append(element);
            break;
          }
          case Mark.lent: {
            const value = lent.get(Number(part.slice(1))) as Node | Iterable<Node>;
            place.append(...(value instanceof Node ? [value] : value));
            break;
          }
          default:
            place.append(part[0] === Mark.literal ? part.slice(1) : part);
        }
      }
    };
    const all = document.createDocumentFragment();
    fill(parent, all);
    if (parent) insideOf(parent).append(all);
    else all.replaceChildren();
    return made;
  };

  return {
    web_lend: (...values) => lend(values),
    web_make(run, ref, at, description, ...values) {
      lend(values);
      let made: Element[] = [];
      const failure = attempt(() => {
        const parent = ref ? (elementsOf(ref, at)[0] ?? null) : null;
        made = make(run, description.split(Mark.between), parent);
      });
      lent.clear();
      return failure || made;
    },

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
      if (at === EACH) return elementsOf(ref, at).find((element) => element.id === bare);
      return elementsOf(ref, at)[0]?.querySelector(`#${CSS.escape(bare)}`);
    },
    web_children: (ref, at) => elementsOf(ref, at).flatMap((element) => [...insideOf(element).children]),
    web_slice(ref, start, stop, step) {
      const part: unknown[] = [];
      for (let at = start; step > 0 ? at < stop : at > stop; at += step) part.push((ref as unknown[])[at]);
      return part;
    },
    web_names: (ref, at) =>
      elementsOf(ref, at)
        .map(({ localName, namespaceURI }) => (namespaceURI === HTML ? localName : "-"))
        .join(" "),

    web_can_set: (name, property) => canSet(sample(name), property),
    web_knows: (ref, at, property) => readName(elementsOf(ref, at)[0] as Element, property) !== undefined,
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
    web_set: (ref, at, property, value) =>
      attempt(() => {
        for (const element of elementsOf(ref, at)) writeName(element, property, value);
      }),

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

    web_handler: (ref, at, type) => handlers.get(elementsOf(ref, at)[0] as Element)?.get(type)?.original,
    web_set_handler: (run, ref, at, type, callback, original) =>
      attempt(() => {
        for (const element of elementsOf(ref, at)) setHandler(run, element, type, callback, original);
      }),

    web_number(ref, at) {
      const element = elementsOf(ref, at)[0] as Element;
      let number = numbers.get(element);
      if (number === undefined) numbers.set(element, (number = ++lastNumber));
      return number;
    },
  };
}

function elementsOf(ref: unknown, at: number): readonly Element[] {
  if (at === ITSELF) return [ref as Element];
  return at === EACH ? (ref as Element[]) : [(ref as Element[])[at] as Element];
}

function isLent(value: unknown): value is Lent {
  return typeof value === "object" && value !== null && "$" in value;
}

/** Makes an element; what is made for an `<svg>` is SVG's. */
function create(name: string, parent: Element | null): Element {
  const isSvg = name === "svg" || (parent?.namespaceURI === SVG && parent.localName !== "foreignObject");
  return isSvg ? document.createElementNS(SVG, name) : document.createElement(name);
}

const samples = new Map<string, Element>();

/** An element to ask what elements of its name have. */
function sample(name: string): Element {
  let element = samples.get(name);
  if (!element) samples.set(name, (element = document.createElement(name)));
  return element;
}

/** Where the content of an element is. */
function insideOf(element: Element): Element | DocumentFragment {
  return element instanceof HTMLTemplateElement ? element.content : element;
}

function addClasses(element: Element, names: string): void {
  if (element.hasAttribute("class")) element.classList.add(...words(names));
  else element.setAttribute("class", names);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** Styles by name, or as CSS. */
type Styles = string | Readonly<Record<string, string | number | null>>;

function setStyles(element: Element, styles: Styles): void {
  const { style } = element as HTMLElement;
  if (typeof styles === "string") style.cssText += `;${styles}`;
  else {
    for (const [name, value] of Object.entries(styles)) {
      const [, text, important] = /^(.*?)\s*(!important)?$/s.exec(String(value ?? "")) ?? [];
      style.setProperty(styleName(name), text ?? "", important?.slice(1));
    }
  }
}

/** CSS's name of a style, which may be written `background-color`, `backgroundColor` or `background_color`. */
function styleName(name: string): string {
  if (name.startsWith("--")) return name;
  const css = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll("_", "-");
  return css === "css-float" ? "float" : css.replace(/^(webkit|moz|ms)-/, "-$1-");
}
