/** Lazy chunk: the page's half of `pyscript.web.component`. */
import type { HostFailure } from "../../errors.js";
import { EmitFlag, type ComponentHost, type ComponentSpec } from "../../host/component-host.js";
import { ownedBy } from "../../lifetimes/ownership.js";
import { unpack } from "../../values/unpack.js";
import type { HostContext } from "../host.js";
import type { WebContext } from "../web.js";
import { ComponentElement, defineProperties, elementClass } from "./component-element.js";
import { Connection, showAll } from "./connection.js";
import { Definition } from "./definition.js";
import type { Component } from "./parts.js";
import { spelled } from "./properties.js";

/** The flags of JavaScript's `ValidityState`. */
const VALIDITY =
  /^(badInput|customError|patternMismatch|range(Overflow|Underflow)|stepMismatch|too(Long|Short)|typeMismatch|valueMissing)$/;
/** Names that make an element what it is: a property of that name would break it. */
const RESERVED =
  /^(children|childNodes|classList|style|innerHTML|outerHTML|textContent|innerText|attributes|dataset|shadowRoot|isConnected|slot|id|renderRoot|internals|definition|number|read|write|addNews|renew|lend|receive|rendered|on[a-z]+)$/;

export function createComponentHost(
  context: HostContext,
  { ownerOf, attempt }: Pick<WebContext, "ownerOf" | "attempt">,
): ComponentHost {
  const elements = new Map<number, WeakRef<ComponentElement>>();
  const calls = { value: 0 };
  let last = 0;

  const elementOf = (number: number): ComponentElement => {
    const element = elements.get(number)?.deref();
    if (!element) throw new Error("This component has no element any more.");
    return element;
  };

  /** The element, unless another instance has it by now: its class was defined again. */
  const shownBy = (number: number): ComponentElement | undefined => {
    const element = elements.get(number)?.deref();
    return element?.number === number ? element : undefined;
  };

  /** Gives an element a number, which is this environment's. */
  const enumerate = (element: Component): number => {
    elements.set(++last, new WeakRef(element as ComponentElement));
    return last;
  };

  const define = (run: number, spec: ComponentSpec, entry: unknown): void => {
    const { tag } = spec;
    checkNames(spec);
    const present = customElements.get(tag) as
      (CustomElementConstructor & { definition?: Definition }) | undefined;
    let definition = present?.definition;
    if (present && !(definition instanceof Definition)) {
      throw new Error(`<${tag}> is defined already, by JavaScript of the page: choose another name.`);
    }
    if (definition?.connection && !definition.connection.ended && definition.owner !== context) {
      throw new Error(
        `<${tag}> is defined already, by Python in another interpreter or worker of this page: choose another name.`,
      );
    }
    if (definition && definition.spec.formAssociated !== spec.formAssociated) {
      throw new Error(`<${tag}>: whether it is a form control cannot change; reload the page for that.`);
    }
    const kept = context.interpreter.retain(entry);
    const owner = ownerOf(run);
    const connection = new Connection(kept, calls, {
      type: context.type,
      signal: owner,
      report: (error) => context.report(error, run),
      tellsUpdated: () => definition?.has("updated") ?? false,
      forgotten: (number) => elements.delete(number),
    });
    ownedBy(owner).add(() => {
      if (definition?.connection === connection) definition.connection = undefined;
      kept.dispose();
    });
    if (definition) {
      definition.replace(spec);
      definition.connection = connection;
      definition.owner = context;
      definition.enumerate = enumerate;
      defineProperties((present as unknown as { prototype: ComponentElement }).prototype, definition);
      for (const element of definition.elements()) element.renew();
      return;
    }
    definition = new Definition(spec, context, enumerate);
    definition.connection = connection;
    try {
      customElements.define(tag, elementClass(definition));
    } catch (error) {
      definition.connection = undefined;
      kept.dispose();
      throw error instanceof DOMException && error.name === "SyntaxError"
        ? new Error(
            `${JSON.stringify(tag)} is no name for elements: it begins with a small letter, has a hyphen, and no capitals, as "click-counter".`,
          )
        : error;
    }
  };

  return {
    component_define: (run, spec, entry, ...extras): HostFailure =>
      attempt(() => define(run, unpack({ text: spec, extras }) as ComponentSpec, entry)),
    component_lend: (number, ...lent) => shownBy(number)?.lend(lent),
    component_rendered(values, trees, ...extras) {
      const [heard, ...records] = unpack({ text: values, extras }) as [number, ...unknown[][]];
      const rendered = records.map(([number, ...names]) => {
        const element = shownBy(number as number);
        element?.receive(names, heard);
        return element;
      });
      showAll(rendered, trees);
    },
    component_emit(number, name, detail, flags, ...extras) {
      const [value] = unpack({ text: detail, extras }) as [unknown];
      const event = new CustomEvent(name, {
        detail: value,
        bubbles: (flags & EmitFlag.bubbles) !== 0,
        composed: (flags & EmitFlag.composed) !== 0,
        cancelable: (flags & EmitFlag.cancelable) !== 0,
      });
      return !elementOf(number).dispatchEvent(event);
    },
    component_node: (number, part) => (part ? elementOf(number).internals : elementOf(number)),
    component_find(number, selector) {
      try {
        return [...(elementOf(number).renderRoot?.querySelectorAll(selector) ?? [])];
      } catch {
        return `ValueError: ${JSON.stringify(selector)} is not a selector.`;
      }
    },
    component_form_value(number, value, ...extras) {
      const element = elementOf(number);
      const [given] = unpack({ text: value, extras }) as [unknown];
      element.submitValue(given);
    },
    component_validity: (number, flags, message, anchor) =>
      attempt(() => {
        const element = elementOf(number);
        const { renderRoot } = element;
        const unknown = flags.split(" ").find((flag) => !VALIDITY.test(spelled(flag)));
        if (unknown) {
          throw new Error(
            `set_validity(): there is no flag ${unknown}; expected those of JavaScript's ValidityState, as value_missing.`,
          );
        }
        const at = anchor ? renderRoot.querySelector<HTMLElement>(anchor) : renderRoot.firstElementChild;
        if (anchor && !at)
          throw new Error(`${JSON.stringify(anchor)} finds nothing in <${element.localName}>.`);
        if (!message) element.internals.setValidity({});
        else {
          const state = Object.fromEntries(flags.split(" ").map((flag) => [spelled(flag), true]));
          if (at instanceof HTMLElement) element.internals.setValidity(state, message, at);
          else element.internals.setValidity(state, message);
        }
      }),
    component_state(number, action, name) {
      const { states } = elementOf(number).internals;
      if (action === "has") return states.has(name);
      if (action === "add") states.add(name);
      else states.delete(name);
      return true;
    },
  };
}

function checkNames({ tag, name, props }: ComponentSpec): void {
  for (const { name: property } of props) {
    const own = spelled(property);
    const member: unknown = Object.getOwnPropertyDescriptor(HTMLElement.prototype, own)?.value;
    if (RESERVED.test(own) || typeof member === "function" || typeof memberOf(own) === "function") {
      throw new Error(`${name} (<${tag}>): a property cannot be called '${property}': elements have that.`);
    }
  }
}

/** A method that elements have. */
function memberOf(name: string): unknown {
  for (const { prototype } of [Element, Node, EventTarget, ComponentElement]) {
    const member: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (member) return member;
  }
  return undefined;
}
