/** Compares the positions of elements in the page, shadow roots included. */

/** Negative when `a` comes before `b`, or is `b`; what is in a shadow root stands where its host does. */
export function documentOrder(a: Element, b: Element): number {
  const [hostA, hostB] = [outermostHost(a), outermostHost(b)];
  const position = hostA === hostB ? a.compareDocumentPosition(b) : hostA.compareDocumentPosition(hostB);
  if (position & Node.DOCUMENT_POSITION_DISCONNECTED) return 0;
  return position & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
}

function outermostHost(element: Element): Element {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? outermostHost(root.host) : element;
}
