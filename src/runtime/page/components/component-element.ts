/**
 * Custom elements that Python defines. Attributes and properties are the page's, so they are there at once;
 * what an element shows, Python says: on the main thread in the same task, from a worker a moment later.
 */
import { ReactiveElement, type PropertyDeclaration, type PropertyValues } from "@lit/reactive-element";
import { Call, FAILED, News, NOTHING, RAW } from "../../host/component-host.js";
import type { Definition } from "./definition.js";
import { LateAttributes } from "./late-attributes.js";
import { LightChildren } from "./light-children.js";
import type { NewsList } from "./news.js";
import type { Component } from "./parts.js";
import { coerced, formValue, fromAttribute, initial, toAttribute, type Property } from "./properties.js";
import { View } from "./view.js";

/** Values are compared here, and attributes are not Lit's. */
const DECLARATION: PropertyDeclaration = {};

export abstract class ComponentElement extends ReactiveElement implements Component {
  number = 0;
  readonly #values: Record<string, unknown> = {};
  /** Properties that Python has to hear of: the text of an attribute where Python converts that. */
  readonly #news = new Map<string, unknown>();
  /** The call by which Python was told of a property last. */
  readonly #told = new Map<string, number>();
  /** Names that were set before the element was upgraded: they count more than attributes. */
  #preset: Set<string> | undefined;
  #connection: object | undefined;
  /** As Python knows it. */
  #isConnected = false;
  #wasAdopted = false;
  #wantsRender = true;
  #reflecting = false;
  #receiving = false;
  #view: View | undefined;
  /** The nodes it was given, where it has no shadow root. */
  #children: LightChildren | undefined;
  /** The nodes that its shadow root shows until the first rendering. */
  #loading: readonly ChildNode[] = [];
  #tree: string | undefined;
  #treeNumber = 0;
  #lent: Map<number, unknown> | undefined;
  #internals: ElementInternals | undefined;
  /** The text of the attribute of `value` as others have set it: a reset goes back to it. */
  #valueText: string | null = null;
  /** The value that its form submits. */
  #submitted: unknown;
  /** True if Python has not heard that it came disabled. */
  #comesDisabled = false;
  #lateAttributes: LateAttributes | undefined;

  constructor() {
    super();
    const { definition } = this;
    definition.add(this);
    for (const name of definition.properties.keys()) {
      if (Object.hasOwn(this, name)) (this.#preset ??= new Set()).add(name);
    }
    const { spec } = definition;
    if (spec.formAssociated) this.#submit();
    if (!this.#preset) return;
    const own = this as unknown as Record<string, unknown>;
    for (const name of this.#preset) {
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    // Its attributes come before this task ends.
    queueMicrotask(() => (this.#preset = undefined));
  }

  /** The meaning of its tag. */
  get definition(): Definition {
    return (this.constructor as unknown as { readonly definition: Definition }).definition;
  }

  get internals(): ElementInternals {
    return (this.#internals ??= this.attachInternals());
  }

  // Properties and attributes.

  read(property: Property): unknown {
    const values = this.#values;
    const { name } = property;
    if (!(name in values)) values[name] = initial(property);
    return values[name];
  }

  write(property: Property, given: unknown): void {
    const { name } = property;
    if (!this.#receiving && property.converts && property.type !== "str" && typeof given === "string") {
      this.#convert(property, given);
      return;
    }
    const value = this.#receiving ? given : coerced(this, property, given);
    const before = this.read(property);
    if (Object.is(before, value)) return;
    this.#values[name] = value;
    if (!this.#receiving) this.#news.set(name, value);
    if (name === "value" && this.definition.spec.formAssociated) this.#submit();
    this.requestUpdate(name, before, DECLARATION, true, value);
  }

  override attributeChangedCallback(attribute: string, before: string | null, text: string | null): void {
    if (attribute === "name" && Array.isArray(this.#submitted)) this.submitValue(this.#submitted);
    const property = this.definition.attributes.get(attribute);
    if (!property || this.#reflecting || before === text) return;
    if (property.name === "value") this.#valueText = text;
    if (!this.#preset?.has(property.property)) this.#take(property, text);
  }

  /** Takes the text of an attribute. */
  #take(property: Property, text: string | null): void {
    if (property.converts) this.#convert(property, text);
    else this.write(property, fromAttribute(this, property, text));
  }

  /** Has Python make a value of text. */
  #convert(property: Property, text: string | null): void {
    this.#news.delete(property.name);
    this.#news.set(RAW + property.name, text);
    this.requestUpdate();
  }

  // Life.

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const { shadow, delegatesFocus } = this.definition.spec;
    if (!shadow) return this;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open", delegatesFocus });
    if (!root.hasChildNodes()) {
      const slot = document.createElement("slot");
      slot.setAttribute("name", "loading");
      root.append(slot);
    }
    this.#loading = [...root.childNodes];
    return root;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { definition, renderRoot } = this;
    const root = (definition.spec.shadow ? renderRoot : this.getRootNode()) as Document | ShadowRoot;
    const sheet = definition.sheetOf(this.ownerDocument);
    if (sheet && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    this.#observeLate();
    void definition.connection?.update(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.definition.connection?.update(this);
  }

  adoptedCallback(): void {
    this.#wasAdopted = true;
  }

  #observeLate(): void {
    const { unobserved } = this.definition;
    if (unobserved.length === 0 && !this.#lateAttributes) return;
    this.#lateAttributes ??= new LateAttributes(this, (...change) =>
      this.attributeChangedCallback(...change),
    );
    this.#lateAttributes.observe(unobserved);
  }

  // Frameworks insert and remove children by the element that they have given them to.

  override insertBefore<T extends Node>(node: T, before: Node | null): T {
    const place = this.#children?.placeOf(before);
    return place ? place.insertBefore(node, before) : super.insertBefore(node, before);
  }

  override removeChild<T extends Node>(child: T): T {
    if (this.#children?.hasRemoved(child)) return child;
    const place = this.#children?.placeOf(child);
    return place ? place.removeChild(child) : super.removeChild(child);
  }

  override replaceChild<T extends Node>(node: Node, child: T): T {
    const place = this.#children?.placeOf(child);
    return place ? place.replaceChild(node, child) : super.replaceChild(node, child);
  }

  formResetCallback(): void {
    const property = this.definition.byName.get("value");
    if (property) this.#take(property, this.#valueText);
    const { connection } = this.definition;
    if (!connection || !this.definition.has("form_reset")) return;
    // Python hears of the value first.
    void connection.update(this).then(() => connection.tell(Call.reset, [this]));
  }

  formDisabledCallback(disabled: boolean): void {
    if (this.definition.has("form_disabled"))
      this.definition.connection?.tell(Call.disabled, [this], disabled);
  }

  formStateRestoreCallback(state: unknown): void {
    const property = this.definition.byName.get("value");
    if (property && typeof state === "string") this.write(property, state);
  }

  #submit(): void {
    const property = this.definition.byName.get("value");
    if (property) this.submitValue(this.read(property));
  }

  /** Has its form submit a value. */
  submitValue(value: unknown): void {
    this.#submitted = value;
    this.internals.setFormValue(formValue(this.getAttribute("name") ?? "", value));
  }

  comesDisabled(): boolean {
    const comes = this.#comesDisabled && this.matches(":disabled");
    this.#comesDisabled = false;
    return comes;
  }

  // Updates.

  renew(): void {
    this.number = 0;
    this.#isConnected = false;
    this.#wantsRender = true;
    this.#treeNumber = 0;
    this.#observeLate();
    void this.definition.connection?.update(this);
  }

  protected override scheduleUpdate(): void | Promise<unknown> {
    // It may have been updated by Python's own accord meanwhile.
    if (!this.isUpdatePending) return;
    const { connection } = this.definition;
    if (!connection) {
      this.performUpdate();
      return;
    }
    this.#wantsRender = true;
    return connection.update(this);
  }

  addNews(list: NewsList, connection: object, call: number): boolean {
    const { isConnected } = this;
    const { connection: present } = this.definition;
    // Its class was defined again since: the connection of the new one tells it.
    if (present && present !== connection) return false;
    let news = 0;
    if (this.number === 0 || this.#connection !== connection) {
      if (!isConnected) return false;
      this.number = this.definition.enumerate(this);
      this.#connection = connection;
      this.#isConnected = false;
      this.definition.connection?.watch(this, this.number);
      news |= News.new;
      this.#comesDisabled = this.definition.has("form_disabled");
      this.#tellAll();
    }
    if (isConnected !== this.#isConnected) news |= isConnected ? News.connected : News.disconnected;
    this.#isConnected = isConnected;
    if (this.#wasAdopted && this.definition.has("adopted")) news |= News.adopted;
    this.#wasAdopted = false;
    const values = this.#news;
    // Values may go with news of a move, before the update that they have asked for.
    if (isConnected && (this.#wantsRender || values.size > 0 || news & News.connected)) {
      news |= News.render;
      this.#wantsRender = false;
    }
    if (news === 0 && values.size === 0) return false;
    list.add(this.number, news, values);
    if (values.size > 0) {
      for (const name of values.keys()) this.#told.set(name, call);
      values.clear();
    }
    return true;
  }

  /** Has a new instance hear all that is not as the class has it. */
  #tellAll(): void {
    const { byName, spec } = this.definition;
    for (const { name, default: value } of spec.props) {
      const property = byName.get(name);
      if (property?.converts && !(RAW + name in this.#values) && this.hasAttribute(property.attribute)) {
        if (!this.#news.has(name) && !this.#news.has(RAW + name))
          this.#news.set(RAW + name, this.getAttribute(property.attribute));
      } else if (name in this.#values && !Object.is(this.#values[name], value)) {
        this.#news.set(name, this.#values[name]);
      }
    }
  }

  /** Takes values for what the next rendering refers to. */
  lend(values: readonly unknown[]): void {
    this.#lent ??= new Map();
    for (let at = 0; at < values.length; at += 2) this.#lent.set(values[at] as number, values[at + 1]);
  }

  /** Takes what Python has changed. @param heard the last call of which it knew */
  receive(names: readonly unknown[], heard: number): void {
    this.#receiving = true;
    try {
      for (let at = 0; at < names.length; at += 2) {
        const name = names[at] as string;
        const property = this.definition.byName.get(name);
        // A value that the page has set since is newer, and on its way.
        if (!property || this.#news.has(name) || (this.#told.get(name) ?? 0) > heard) continue;
        this.write(property, names[at + 1]);
      }
    } finally {
      this.#receiving = false;
    }
  }

  rendered(tree: string, number: number): void {
    if (tree === FAILED) {
      // With its next news it begins anew, and tells all.
      this.number = 0;
      tree = "";
    }
    if (tree && number > this.#treeNumber) {
      this.#treeNumber = number;
      this.#tree = tree === NOTHING ? "" : tree;
    }
    if (this.#news.size > 0 && tree === "") return;
    if (this.isUpdatePending) this.performUpdate();
    else this.#show();
  }

  goOn(): Promise<void> | undefined {
    if (this.#news.size === 0) return undefined;
    const { connection } = this.definition;
    if (connection) {
      this.#wantsRender = true;
      return connection.update(this);
    }
    // Python has ended meanwhile: an update that is pending would keep all others from being made.
    if (this.isUpdatePending) this.performUpdate();
    return undefined;
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    this.#reflecting = true;
    for (const name of changed.keys()) {
      const property = this.definition.byName.get(name as string);
      if (!property?.reflect || !property.attribute) continue;
      const text = toAttribute(property, this.#values[property.name]);
      this.#lateAttributes?.wrote(property.attribute, text);
      if (text === null) this.removeAttribute(property.attribute);
      else if (this.getAttribute(property.attribute) !== text) this.setAttribute(property.attribute, text);
    }
    this.#reflecting = false;
    this.#show();
  }

  #show(): void {
    const tree = this.#tree;
    if (tree === undefined) return;
    this.#tree = undefined;
    const lent = this.#lent;
    this.#lent = undefined;
    if (!this.#view) {
      for (const node of this.#loading) node.remove();
      this.#loading = [];
      this.#view = new View(
        this.renderRoot as HTMLElement | ShadowRoot,
        this.definition.templates,
        (slot, event) => this.#dispatch(slot, event),
      );
      if (this.renderRoot === this) {
        this.#children = new LightChildren(this, this.#view);
        this.#view.fillSlots(this.#children);
      }
    }
    try {
      this.#view.show(tree, lent);
    } catch (error) {
      const message = `<${this.localName}>: ${(error as Error).message}`;
      this.definition.connection?.report(new Error(message, { cause: error }));
    }
  }

  #dispatch(slot: unknown, event: Event): void {
    if (typeof slot === "function") (slot as (event: Event) => void)(event);
    else if (typeof slot === "number") this.definition.connection?.event(this, slot, event, this.#treeNumber);
  }
}

/** Makes the class of elements for a definition. */
export function elementClass(definition: Definition): typeof ComponentElement & CustomElementConstructor {
  const { formAssociated } = definition.spec;
  const attributes = [...new Set([...definition.attributes.keys(), ...(formAssociated ? ["name"] : [])])];
  class Defined extends ComponentElement {
    static readonly definition = definition;
    static readonly formAssociated = formAssociated;

    static override get observedAttributes(): string[] {
      return attributes;
    }
  }
  Object.defineProperty(Defined, "name", { value: definition.spec.name });
  defineProperties(Defined.prototype, definition);
  return Defined as unknown as typeof ComponentElement & CustomElementConstructor;
}

/** Gives a class of elements the properties that its definition has. */
export function defineProperties(prototype: ComponentElement, definition: Definition): void {
  for (const name of definition.properties.keys()) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: ComponentElement) {
        const property = this.definition.properties.get(name);
        return property && this.read(property);
      },
      set(this: ComponentElement, value: unknown) {
        const property = this.definition.properties.get(name);
        if (property) this.write(property, value);
      },
    });
  }
}
