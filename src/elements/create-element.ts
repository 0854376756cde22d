/**
 * Makes an element.
 *
 * @param owner an element of the document that it is to belong to
 */
export function createElement<K extends keyof HTMLElementTagNameMap>(
  owner: Element,
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = owner.ownerDocument.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}
