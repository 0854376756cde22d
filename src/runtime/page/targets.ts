/** Finds the target of display output: an element named by id, selector or reference. */

/**
 * Finds the element that `target` names: by id, with or without `#`, else as a selector. A name that is not
 * in a shadow root is looked for in the tree around it, up to the document.
 *
 * @throws Error `Cannot find element with id='…' in the page.`
 */
export function findTarget(root: Document | ShadowRoot, target: string): HTMLElement {
  const id = target.startsWith("#") ? target.slice(1) : target;
  for (let tree: Node = root; isTree(tree); tree = isShadow(tree) ? tree.host.getRootNode() : tree) {
    const found = tree.getElementById(id) ?? query(tree, target);
    if (found) return visible(found);
    if (!isShadow(tree)) break;
  }
  const kind = /^#?[\w-]*$/.test(target) ? "id" : "selector";
  throw new Error(`Cannot find element with ${kind}='${kind === "id" ? id : target}' in the page.`);
}

/** Returns the visible element: a script that runs Python has another element for its output. */
export function visible(element: Element): HTMLElement {
  const { target } = element as { target?: unknown };
  return (
    element instanceof HTMLScriptElement && target instanceof Element ? target : element
  ) as HTMLElement;
}

function isTree(node: Node): node is Document | ShadowRoot {
  return node.nodeType === Node.DOCUMENT_NODE || isShadow(node);
}

function isShadow(node: Node): node is ShadowRoot {
  return node.nodeType === Node.DOCUMENT_FRAGMENT_NODE && "host" in node;
}

function query(tree: ParentNode, selector: string): Element | null {
  try {
    return tree.querySelector(selector);
  } catch {
    return null; // It is not a selector.
  }
}
