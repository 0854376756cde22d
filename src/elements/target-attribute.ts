/** The `target` attribute of scripts; an empty one counts as none. */
import { findTarget } from "../runtime/page/targets.js";

/** The document or shadow root that a script's names are looked for in. */
export function rootOf(script: Element): Document | ShadowRoot {
  const root = script.getRootNode();
  return root instanceof ShadowRoot ? root : script.ownerDocument;
}

export function hasTarget(script: Element): boolean {
  return Boolean(script.getAttribute("target"));
}

/**
 * @returns the element that the attribute names; undefined where there is no attribute
 * @throws Error when it names none
 */
export function targetOf(script: Element): HTMLElement | undefined {
  return hasTarget(script) ? findTarget(rootOf(script), script.getAttribute("target") ?? "") : undefined;
}
