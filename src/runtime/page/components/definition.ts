/** Definitions of components: what a tag means, which Python may replace while its elements are there. */
import type { ComponentSpec } from "../../host/component-host.js";
import type { Connection } from "./connection.js";
import type { Component } from "./parts.js";
import { propertyOf, type Property } from "./properties.js";
import { Templates } from "./templates.js";

export class Definition {
  readonly tag: string;
  spec: ComponentSpec;
  /** By their names in JavaScript. */
  properties: ReadonlyMap<string, Property> = new Map();
  /** By their attributes. */
  attributes: ReadonlyMap<string, Property> = new Map();
  /** Those that the browser does not observe: they came after the tag was defined. */
  unobserved: readonly string[] = [];
  #observed: readonly string[] | undefined;
  /** By their names in Python. */
  byName: ReadonlyMap<string, Property> = new Map();
  /** The templates of its renderings. */
  readonly templates = new Templates();
  /** The stylesheets of its elements: documents take none that was made in another one. */
  readonly #sheets = new WeakMap<Document, CSSStyleSheet>();
  readonly #allSheets = new Set<WeakRef<CSSStyleSheet>>();
  /** Python's side; undefined once its script has gone. */
  connection: Connection | undefined;
  /** The environment of that. */
  owner: object;
  /** Gives an element a number, with which Python knows it. */
  enumerate: (element: Component) => number;
  readonly #elements = new Set<WeakRef<Component>>();
  readonly #gone = new FinalizationRegistry<WeakRef<Component>>((reference) => {
    this.#elements.delete(reference);
  });

  constructor(spec: ComponentSpec, owner: object, enumerate: (element: Component) => number) {
    this.tag = spec.tag;
    this.spec = spec;
    this.owner = owner;
    this.enumerate = enumerate;
    this.replace(spec);
  }

  /** Takes an element that has been made. */
  add(element: Component): void {
    const reference = new WeakRef(element);
    this.#elements.add(reference);
    this.#gone.register(element, reference);
  }

  /** Those that there are. */
  elements(): Component[] {
    return [...this.#elements].flatMap((reference) => reference.deref() ?? []);
  }

  /** The stylesheet of its elements in a document; undefined for one without a window. */
  sheetOf(document: Document): CSSStyleSheet | undefined {
    const found = this.#sheets.get(document);
    const { defaultView } = document;
    if (found || !defaultView) return found;
    const sheet = new defaultView.CSSStyleSheet();
    sheet.replaceSync(this.spec.styles);
    this.#sheets.set(document, sheet);
    this.#allSheets.add(new WeakRef(sheet));
    return sheet;
  }

  replace(spec: ComponentSpec): void {
    this.spec = spec;
    const properties = spec.props.map(propertyOf);
    this.properties = new Map(properties.map((each) => [each.property, each]));
    this.byName = new Map(properties.map((each) => [each.name, each]));
    this.attributes = new Map(
      properties.filter(({ attribute }) => attribute).map((each) => [each.attribute, each]),
    );
    const attributes = [...this.attributes.keys()];
    const observed = (this.#observed ??= attributes);
    this.unobserved = attributes.filter((name) => !observed.includes(name));
    for (const reference of this.#allSheets) reference.deref()?.replaceSync(spec.styles);
  }

  has(hook: string): boolean {
    return this.spec.hooks.includes(hook);
  }
}
