/**
 * Watches the document, and each shadow root that holds one of our elements, for script tags and event attributes. A
 * root is watched once and for as long as it lives: an observer does not keep its root alive.
 */
import type { AllDone } from "./all-done.js";
import type { EventAttributes } from "./event-attributes.js";
import { defineUsed } from "./lazy-elements.js";
import type { OutputElement } from "./output-element.js";
import type { ElementsRuntime } from "./runtime.js";
import { ScriptTags } from "./script-tags.js";

export class RootObserver {
  readonly #roots = new WeakSet<Node>();
  readonly #allDone: AllDone;
  readonly #scripts: ScriptTags;
  /** Loaded with the first event attribute. */
  #attributes: EventAttributes | undefined;
  #loading: Promise<EventAttributes> | undefined;
  readonly #load: () => Promise<EventAttributes>;
  readonly #observer = new MutationObserver((records) => {
    for (const record of records) this.#handle(record);
  });

  /** @param pageErrors shows errors that no script's element can show */
  constructor(runtime: ElementsRuntime, pageErrors: () => OutputElement) {
    this.#allDone = runtime.allDone;
    this.#scripts = new ScriptTags(runtime);
    this.#load = async () =>
      (this.#attributes = new (await import("./event-attributes.js")).EventAttributes(runtime, pageErrors));
  }

  /** Watches `root`; again is no harm. */
  observe(root: Document | ShadowRoot): void {
    if (this.#roots.has(root)) return;
    this.#roots.add(root);
    this.#observer.observe(root, { subtree: true, childList: true, attributes: true });
    this.#scripts.added(root);
    defineUsed(root, this.#allDone);
    // Looking for attributes takes time that the scripts' interpreters need first.
    setTimeout(() => this.#addedAttributes(root), 0);
  }

  /** Stops watching. */
  dispose(): void {
    this.#observer.disconnect();
  }

  #handle(record: MutationRecord): void {
    if (record.type === "attributes") {
      const element = record.target as Element;
      const name = record.attributeName ?? "";
      if (/^m?py-/.test(name)) this.#withAttributes((attributes) => attributes.changed(element, name));
      if (name === "type" && element.isConnected) this.#scripts.added(element);
      return;
    }
    for (const node of record.removedNodes) if (node instanceof Element) this.#scripts.removed(node);
    for (const node of record.addedNodes) if (node instanceof Element && node.isConnected) this.#added(node);
  }

  #added(node: Document | ShadowRoot | Element): void {
    this.#addedAttributes(node);
    this.#scripts.added(node);
    defineUsed(node, this.#allDone);
  }

  #addedAttributes(node: Document | ShadowRoot | Element): void {
    if (hasEventAttributes(node)) this.#withAttributes((attributes) => attributes.added(node));
  }

  #withAttributes(use: (attributes: EventAttributes) => void): void {
    if (this.#attributes) use(this.#attributes);
    // A chunk that does not load is an error of the deployment, which browsers report.
    else void (this.#loading ??= this.#load()).then(use);
  }
}

function hasEventAttributes(node: Node): boolean {
  // XPath starts at elements and documents; a shadow root is searched child by child.
  if (node instanceof ShadowRoot) return [...node.children].some(hasEventAttributes);
  const names = 'descendant-or-self::*/@*[starts-with(name(), "py-") or starts-with(name(), "mpy-")]';
  return document.evaluate(names, node, null, XPathResult.BOOLEAN_TYPE).booleanValue;
}
