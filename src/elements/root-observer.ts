/**
 * Watches the document and its shadow roots for script tags and event attributes: those that are open when
 * this starts, and those that are attached from then on. A root is watched once and for as long as it lives:
 * an observer does not keep its root alive.
 */
import { EventAttributes } from "./event-attributes.js";
import type { OutputElement } from "./output-element.js";
import type { PageServices } from "./types.js";
import { ScriptTags } from "./script-tags.js";

export class RootObserver {
  readonly #roots = new WeakSet<Node>();
  readonly #runtime: PageServices;
  readonly #scripts: ScriptTags;
  readonly #attributes: EventAttributes;
  readonly #attachShadow = Element.prototype.attachShadow;
  readonly #observer = new MutationObserver((records) => {
    for (const record of records) this.#handle(record);
  });

  /** @param pageErrors shows errors that no script's element can show */
  constructor(runtime: PageServices, pageErrors: () => OutputElement) {
    this.#runtime = runtime;
    this.#scripts = new ScriptTags(runtime);
    this.#attributes = new EventAttributes(runtime, pageErrors);
    const attach = this.#attachShadow;
    const observe = (root: ShadowRoot) => this.observe(root);
    Element.prototype.attachShadow = function (options) {
      const root = attach.call(this, options);
      // In our own elements there is nothing for us.
      if (!/^(m?py-|script-py$)/.test(this.localName)) observe(root);
      return root;
    };
  }

  /** Watches `root`; again is no harm. */
  observe(root: Document | ShadowRoot): void {
    if (this.#roots.has(root)) return;
    this.#roots.add(root);
    this.#observer.observe(root, { subtree: true, childList: true, attributes: true });
    this.#scripts.added(root);
    if (root === document) this.#runtime.allDone.adopted = true;
    adoptOthers(root);
    // Looking for attributes takes time that the scripts' interpreters need first.
    setTimeout(() => {
      this.#attributes.added(root);
      for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) this.observe(shadowRoot);
    }, 0);
  }

  /**
   * Watches the roots that an element is in; the document once this library has been evaluated, since scripts
   * count for `py:all-done` that are there by then.
   */
  observeLater(element: Element): void {
    const root = element.getRootNode();
    if (root instanceof ShadowRoot) this.observe(root);
    if (!this.#roots.has(document)) queueMicrotask(() => this.observe(document));
  }

  /** Stops watching. */
  dispose(): void {
    this.#observer.disconnect();
    Element.prototype.attachShadow = this.#attachShadow;
  }

  #handle(record: MutationRecord): void {
    this.#runtime.scripts.get(record.target as Element)?.changed();
    if (record.type === "attributes") {
      const element = record.target as Element;
      if (record.attributeName) this.#attributes.changed(element, record.attributeName);
      if (record.attributeName === "type" && element.isConnected) this.#scripts.added(element);
      return;
    }
    for (const node of record.removedNodes) if (node instanceof Element) this.#scripts.removed(node);
    for (const node of record.addedNodes) if (node instanceof Element && node.isConnected) this.#added(node);
  }

  #added(node: Document | ShadowRoot | Element): void {
    this.#attributes.added(node);
    this.#scripts.added(node);
    adoptOthers(node);
  }
}

/** Scripts that few pages have: editors, and what this library does not have. @param node is or holds them */
function adoptOthers(node: ParentNode & Node): void {
  const selector = "script[type$=py-editor],script[type$=py-game]";
  if ((node as Partial<Element>).matches?.(selector) || node.querySelector(selector)) {
    // A chunk that does not load is an error of the deployment, which browsers report.
    void import("./other-scripts.js").then((others) => others.adoptOthers(node));
  }
}
