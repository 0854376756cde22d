/** When scripts may start. */
import { documentParsed } from "./document-parsed.js";
import { frameworkComments } from "./framework-marks.js";
import type { Hydration } from "./hydration.js";

/**
 * Gate that a script waits at before anything is loaded for it or changed in the page.
 *
 * @returns undefined where it waits for nothing
 */
export function pageStart(): Promise<void> | undefined {
  // The module that imports this one may say where `dist/` is: it runs in this very task.
  return __BUNDLED__ ? Promise.resolve() : undefined;
}

/** Properties of `window` by which frameworks hand over what they have rendered on a server. */
const globals = /^(__(next_f|sveltekit_|remixCon|reactRouterC|VP_HASH)|\$_TSR)/;
/** Elements that tell the same: of Next, Nuxt, Gatsby, Docusaurus, and those that Angular will take over. */
const roots = "#__next,#__nuxt,#___gatsby,#__docusaurus,[ngh]";

/** Knows which elements of the page a framework will take over, and compare with what it has rendered. */
export class PageStart {
  #marked: boolean | undefined;
  #hydration: Promise<Hydration> | undefined;

  /**
   * Gate for an element that was in the page when it was loaded.
   *
   * @returns resolves when it may be changed, with true if a framework may have made it; undefined where it
   *   waits for nothing, as on all pages without marks of such frameworks
   */
  of(element: Element, signal: AbortSignal): Promise<boolean> | undefined {
    if (document.readyState === "loading")
      return documentParsed().then(() => this.of(element, signal) ?? false);
    const root = element.getRootNode();
    const waits =
      root instanceof ShadowRoot ||
      (this.#marked ??= isMarked()) ||
      element.closest("[defer-hydration],astro-island[ssr]");
    if (!waits) return undefined;
    this.#hydration ??= import("./hydration.js").then(({ Hydration }) => new Hydration());
    const waited = this.#hydration.then((hydration) => hydration.taken(element, signal));
    // Scripts start all the same where it does not load, which browsers report.
    return waited.catch(() => {}).then(() => true);
  }
}

function isMarked(): boolean {
  if (Object.keys(window).some((key) => globals.test(key)) || document.querySelector(roots)) return true;
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) if (frameworkComments.test(walker.currentNode.nodeValue ?? "")) return true;
  return false;
}
