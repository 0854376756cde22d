/**
 * The ways in which frameworks show that they will take over a part of the page, and that they have. None of
 * them has an API for others: these are traces that their builds for production leave on nodes and on
 * `window`, seen in real applications.
 */

import { frameworkComments } from "./framework-marks.js";

interface Framework {
  readonly name: string;
  /** True for an element in the part that it takes over. */
  owns(element: Element): boolean;
  /** True once it has taken that part over. */
  hasTaken(element: Element): boolean;
  /** Does what the framework leaves undone. */
  complete?(element: Element): void;
}

export const frameworks: readonly Framework[] = [
  {
    name: "Nuxt",
    owns: (element) => isInside(element, "#__nuxt"),
    hasTaken: hasVueTaken,
  },
  {
    name: "Vue",
    owns: (element) => hasGlobal(/^__VP_HASH/) && isInside(element, "#app"),
    hasTaken: hasVueTaken,
  },
  {
    name: "SvelteKit",
    owns: () => hasGlobal(/^__sveltekit_/),
    // It is in what SvelteKit renders once the page's components have been mounted.
    hasTaken: () => document.querySelector("#svelte-announcer") !== null,
  },
  {
    name: "Angular",
    // Angular takes the attributes away when it takes their components over.
    owns: (element) => isInside(element, "[ngh],[ngb]"),
    hasTaken: () => false,
  },
  {
    name: "Lit",
    owns: (element) =>
      treeAncestors(element).some((node) =>
        [...node.childNodes].some((child) => child instanceof Comment && child.data.startsWith("lit-part ")),
      ),
    hasTaken: (element) => treeAncestors(element).some((node) => "_$litPart$" in node),
  },
  {
    name: "React",
    owns: (element) =>
      isInside(element, "#__next,#___gatsby,#__docusaurus") ||
      hasGlobal(/^(__(next_f|remixCon|reactRouterC)|\$_TSR)/) ||
      ancestors(element).some((node) => own(node, "__reactContainer$") ?? own(node, "__reactFiber$")),
    hasTaken: hasReactTaken,
    complete: addReactListeners,
  },
  {
    // Its runtime prepares the prototype when it starts, and takes everything over in that task.
    name: "Svelte",
    owns: (element) => "__e" in Element.prototype && hasComments(element, /^\[$/),
    hasTaken: () => true,
  },
];

/**
 * True if comments of frameworks are about the element. Those in an island of Astro are about its content.
 */
export function isMarkedBySomeone(element: Element): boolean {
  return hasComments(element, frameworkComments) && !ancestors(element).some((node) => "__vue_app__" in node);
}

function hasComments(element: Element, pattern: RegExp): boolean {
  const island = element.closest("astro-island");
  const walker = document.createTreeWalker(element.getRootNode(), NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    const comment = walker.currentNode;
    const around = comment.parentElement?.closest("astro-island") ?? null;
    if (around === island && pattern.test(comment.nodeValue ?? "")) return true;
  }
  return false;
}

function hasVueTaken(element: Element): boolean {
  const container = ancestors(element).find((node) => "__vue_app__" in node);
  const app = container && (container as { __vue_app__?: VueApp }).__vue_app__;
  return app !== undefined && app.$nuxt?.isHydrating !== true;
}

interface VueApp {
  /** Nuxt waits for asynchronous components. */
  readonly $nuxt?: { readonly isHydrating?: boolean };
}

interface Fiber {
  readonly flags?: number;
  readonly return: Fiber | null;
}

/** Flag of a fiber whose nodes have been found, but not taken over for good: rendering may begin again. */
const HYDRATING = 4096;

function hasReactTaken(element: Element): boolean {
  for (const node of ancestors(element)) {
    const fiber = own(node, "__reactFiber$") as Fiber | undefined;
    if (!fiber) continue;
    for (let at: Fiber | null = fiber; at; at = at.return) if ((at.flags ?? 0) & HYDRATING) return false;
    // Of what is in it as HTML React knows nothing.
    return node === element || "dangerouslySetInnerHTML" in (own(node, "__reactProps$") ?? {});
  }
  return false;
}

/**
 * React (19.3) adds the listeners of custom elements that it makes, but of those that it takes over only when
 * their props change. It removes the same functions then, and no listener is added twice.
 */
function addReactListeners(element: Element): void {
  for (const [name, value] of Object.entries(own(element, "__reactProps$") ?? {})) {
    const type = /^on(m?py[-:][a-z-]+)$/.exec(name)?.[1];
    if (type && typeof value === "function") element.addEventListener(type, value as EventListener);
  }
}

/** Returns the property of a node whose name begins so: React adds something random. */
function own(node: Node, prefix: string): object | undefined {
  const name = Object.keys(node).find((key) => key.startsWith(prefix));
  return name === undefined ? undefined : (node as unknown as Record<string, object>)[name];
}

/** The node and what it is in, through shadow roots. */
function ancestors(element: Element): Node[] {
  const nodes: Node[] = [];
  for (
    let node: Node | null = element;
    node;
    node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null
  )
    nodes.push(node);
  return nodes;
}

/** The node and what it is in, up to its root: Lit renders into each root by itself. */
function treeAncestors(element: Element): Node[] {
  const all = ancestors(element);
  return all.slice(0, all.indexOf(element.getRootNode()) + 1);
}

function isInside(element: Element, selector: string): boolean {
  return element.closest(selector) !== null;
}

function hasGlobal(pattern: RegExp): boolean {
  return Object.keys(window).some((key) => pattern.test(key));
}
