/**
 * The text that an element's markup reads: what HTML has made elements of is written out again, with
 * character references decoded, so tags in strings survive. Content of slots is no text, nor are comments,
 * except for one that stands in a line of text and is not a framework's marker.
 */
export function markupText(element: Element): string {
  let text = "";
  for (const node of textNodes(element)) {
    if (node instanceof Element) text += decode(node.outerHTML);
    else if (node.nodeType !== Node.COMMENT_NODE) text += node.nodeValue ?? "";
    else if (/\S.*$/.test(text) && /^\s+\S/.test(node.nodeValue ?? ""))
      text += `<!--${node.nodeValue ?? ""}-->`;
  }
  return text;
}

/** The child nodes that are text, or were before HTML was parsed. */
export function textNodes(element: Element): ChildNode[] {
  return [...element.childNodes].filter(
    (node) => !(node instanceof Element && /^(loading|error)$/.test(node.slot)),
  );
}

/** All that HTML writes as references. */
const references: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\xa0" };

function decode(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => references[name] ?? "");
}
