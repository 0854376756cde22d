/**
 * The document as xterm.js gets it. xterm.js writes rules into `<style>` elements and spans' `style`
 * attributes, which a strict content security policy forbids; here these end up in constructed stylesheets
 * of the terminal's shadow root and in style properties, which it allows.
 */

import type { Terminal } from "@xterm/xterm";
import { RootStyle } from "../root-styles.js";

/** Makes elements; `style` elements are stand-ins. */
type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

/** @param root the shadow root that the terminal is in */
export function documentView(root: ShadowRoot): Document {
  const document = root.ownerDocument;
  const createElement = elementMaker(root);
  return new Proxy(document, {
    get(target, key) {
      if (key === "createElement") return createElement;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

/**
 * Does something while the real document makes elements as its view does: xterm.js asks it for the style of
 * its scrollbar while it opens a terminal.
 */
export function throughView(root: ShadowRoot, action: () => void): void {
  const document = root.ownerDocument;
  Object.defineProperty(document, "createElement", { value: elementMaker(root), configurable: true });
  try {
    action();
  } finally {
    delete (document as Partial<Document>).createElement;
  }
}

function elementMaker(root: ShadowRoot): CreateElement {
  const document = root.ownerDocument;
  const create = (name: string, options?: ElementCreationOptions): HTMLElement =>
    Document.prototype.createElement.call(document, name, options);
  return (name, options) => {
    if (name === "style") return styleStandIn(root, create("template"));
    return create(name, options);
  };
}

/** The object that xterm.js draws rows with; not a part of its API. */
interface Internals {
  readonly _core: {
    readonly _renderService?: {
      readonly _renderDebouncer?: { dispose?: () => void };
      readonly _renderer?: {
        readonly value?: {
          readonly _rowFactory?: { _addStyle?: (element: HTMLElement, style: string) => void };
        };
      };
    };
  };
}

/** Has an open terminal draw in the window that it has come into: the frame that it waits for is another
 * window's, and may never come. */
export function drawHere(terminal: Terminal, box: HTMLElement): void {
  (terminal as object as Internals)._core._renderService?._renderDebouncer?.dispose?.();
  terminal.open(box);
  terminal.refresh(0, terminal.rows - 1);
}

/** Has an open terminal set the styles of its rows' spans as properties: it asks no document for them that
 * could. */
export function styleByProperty(terminal: object): void {
  const { value: renderer } = (terminal as Internals)._core._renderService?._renderer ?? {};
  if (renderer?._rowFactory?._addStyle) {
    renderer._rowFactory._addStyle = (element, style) => {
      element.style.cssText += `;${style}`;
    };
  }
}

/** An element whose text is a stylesheet of `root`, until it is removed. */
function styleStandIn(root: ShadowRoot, element: HTMLElement): HTMLElement {
  const style = new RootStyle(root);
  Object.defineProperties(element, {
    textContent: {
      get: () => style.text,
      set: (value: string) => {
        style.text = value;
      },
    },
    remove: {
      value: () => {
        style.remove();
        Element.prototype.remove.call(element);
      },
    },
  });
  return element;
}
