/**
 * Python by attribute: `py-click="name"` and `mpy-click="name"`, for any event name. The value is the name
 * of a function in that interpreter's main namespace (`app.on_click` works too). It is looked up when the
 * event fires, never evaluated.
 */
import { isAbort } from "../runtime/errors.js";
import {
  GONE,
  type Interpreter,
  type InterpreterType,
  type PythonFunction,
} from "../runtime/interpreters/interpreter.js";
import type { LateEvent } from "./late-events.js";
import type { OutputElement } from "./output-element.js";
import type { PageServices } from "./types.js";

type Found = PythonFunction | undefined;

const pattern = /^(m?py)-(.+)$/;

/** Wires the attributes of the elements it is shown, and keeps them in step with the page. */
export class EventAttributes {
  /** Listeners by attribute name; they live as long as their element does. */
  readonly #listeners = new WeakMap<Element, Map<string, EventListener>>();
  /** The functions that interpreters have found, by name; they live as long as their interpreter does. */
  readonly #found = new WeakMap<Interpreter, Map<string, PythonFunction>>();
  #expectsLate = false;
  readonly #runtime: PageServices;
  readonly #pageErrors: () => OutputElement;

  constructor(runtime: PageServices, pageErrors: () => OutputElement) {
    this.#runtime = runtime;
    this.#pageErrors = pageErrors;
  }

  /** Looks at nodes that were added to the page. */
  added(node: ParentNode & Node): void {
    // XPath starts at elements and documents; a shadow root is searched child by child.
    if (node instanceof ShadowRoot) for (const child of node.children) this.added(child);
    else if (node.firstElementChild) this.#addedTo(node);
    else if (node instanceof Element) this.#look(node);
  }

  #addedTo(node: Node): void {
    const found = document.evaluate(
      'descendant-or-self::*[@*[starts-with(name(), "py-") or starts-with(name(), "mpy-")]]',
      node,
      null,
      XPathResult.ORDERED_NODE_SNAPSHOT_TYPE,
    );
    for (let index = 0; index < found.snapshotLength; index++) {
      this.#look(found.snapshotItem(index) as Element);
    }
  }

  #look(element: Element): void {
    for (const name of element.getAttributeNames()) this.changed(element, name);
  }

  /** Looks at one attribute that may have come or gone. */
  changed(element: Element, name: string): void {
    const match = pattern.exec(name);
    if (!match) return;
    const listeners = this.#listeners.get(element);
    const present = listeners?.get(name);
    const event = match[2] as string;
    if (element.hasAttribute(name)) {
      if (present) return; // The value is read when the event fires.
      const type = match[1] as InterpreterType;
      const listener: EventListener = (fired) => {
        const value = element.getAttribute(name);
        // Out of the page, an element can lose the attribute unseen.
        if (value === null) this.changed(element, name);
        else this.#call(type, element, name, value.trim(), fired);
      };
      element.addEventListener(event, listener);
      this.#expectLate();
      if (listeners) listeners.set(name, listener);
      else this.#listeners.set(element, new Map([[name, listener]]));
    } else if (present) {
      element.removeEventListener(event, present);
      listeners?.delete(name);
    }
  }

  /** Prefetches the handling of missing functions a second later, while the network is idle, so that it works
   * offline. */
  #expectLate(): void {
    if (this.#expectsLate) return;
    this.#expectsLate = true;
    setTimeout(() => void import("./late-events.js").catch(() => {}), 1000);
  }

  /** Nothing is made here that most events don't need. */
  #call(type: InterpreterType, element: Element, attribute: string, name: string, event: Event): void {
    try {
      // Once Python is there an event is handled at once, so that preventDefault() works; before, it waits.
      const handler = this.#present(type, name);
      const result = handler ? handler.call(event) : GONE;
      if (result !== undefined)
        this.#goOn(result, { type, element, attribute, name, event, target: event.target });
    } catch (error) {
      this.#report(type, element, error);
    }
  }

  #goOn(result: unknown, event: LateEvent): void {
    const report = (error: unknown) => this.#report(event.type, event.element, error);
    const callLater = () =>
      void import("./late-events.js").then((late) => late.callLater(this.#runtime, event)).catch(report);
    if (result === GONE) callLater();
    else if (isPromise(result)) result.then((value) => value === GONE && callLater(), report);
  }

  /** The function of an interpreter that runs. */
  #present(type: InterpreterType, name: string): Found {
    const environment = this.#runtime.mainEnvironment(type);
    if (!environment?.booted) return undefined;
    const { interpreter } = environment;
    let found = this.#found.get(interpreter);
    if (!found) this.#found.set(interpreter, (found = new Map<string, PythonFunction>()));
    let handler = found.get(name);
    if (!handler && (handler = interpreter.handler(name))) found.set(name, handler);
    return handler;
  }

  #report(type: InterpreterType, element: Element, thrown: unknown): void {
    if (thrown instanceof DOMException && isAbort(thrown)) return; // Its script was removed meanwhile.
    import("./late-events.js")
      .then((late) => late.report(this.#runtime, this.#pageErrors, { type, element, thrown }))
      .catch(() => console.error(thrown));
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === "function";
}
