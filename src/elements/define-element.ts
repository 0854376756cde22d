/** Registers an element once: a second copy of this library on the page keeps the first one's. Does nothing
 * on a server. */
export function defineElement(tag: string, constructor: CustomElementConstructor): void {
  const registry = (globalThis as { customElements?: CustomElementRegistry }).customElements;
  if (registry && !registry.get(tag)) registry.define(tag, constructor);
}
