/**
 * Style sheets of shadow roots. They belong to a document: when an element comes into another one (a
 * frame's, a popup's), its root has none any more, and each is made anew there.
 */

import type { OutputElement } from "./output-element.js";

const renewals = new WeakMap<ShadowRoot, Set<() => void>>();

/**
 * Calls `renew` when the element of `root` has come into another document, after those that were given
 * before.
 *
 * @returns ends that
 */
export function whenAdopted(root: ShadowRoot, renew: () => void): () => void {
  let all = renewals.get(root);
  if (!all) {
    const added = (all = new Set<() => void>());
    renewals.set(root, added);
    (root.host as OutputElement).renew = () => {
      for (const each of added) each();
    };
  }
  all.add(renew);
  return () => all.delete(renew);
}

/** A style sheet in a shadow root, after those that are there, until it is removed. */
export class RootStyle {
  readonly #root: ShadowRoot;
  readonly #ended: () => void;
  #sheet: CSSStyleSheet | undefined;
  #text: string;

  constructor(root: ShadowRoot, text = "") {
    this.#root = root;
    this.#text = text;
    this.#ended = whenAdopted(root, () => this.#add());
    this.#add();
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#sheet?.replaceSync(text);
  }

  remove(): void {
    this.#ended();
    const root = this.#root;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== this.#sheet);
  }

  #add(): void {
    const root = this.#root;
    const Sheet = root.ownerDocument.defaultView?.CSSStyleSheet;
    if (!Sheet) return; // Nobody sees a document without a window.
    this.#sheet = new Sheet();
    this.#sheet.replaceSync(this.#text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
  }
}
