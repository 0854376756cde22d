/** The events that elements have, which Python sets functions for by name. */
import { nearest } from "./nearest.js";

/** Those that the standards know without a property such as `onclick`, or which a browser has only on some
 * devices. */
const OTHERS =
  "compositionend compositionstart compositionupdate focusin focusout DOMContentLoaded fullscreenchange fullscreenerror " +
  "gesturechange gestureend gesturestart pagehide pageshow touchcancel touchend touchmove touchstart";
const others = new Set(OTHERS.split(" "));

/** @throws Error the element has no event of that name. Custom elements may have any, and a name with a
 *   hyphen, a colon or a dot is one of the page's own. */
export function checkEvent(element: Element, type: string): void {
  if (element.localName.includes("-") || /[-.:]/.test(type)) return;
  if (`on${type}` in element || `on${type}` in document || `on${type}` in globalThis || others.has(type))
    return;
  const names: string[] = [];
  for (const property in element) if (property.startsWith("on")) names.push(property.slice(2));
  const suggestion = nearest(type, [...names, ...others]);
  throw new Error(
    `<${element.localName}> has no event '${type}'.` +
      (suggestion ? ` Did you mean '${suggestion}'?` : "") +
      ` For an event of your own, use when("${type}", element).`,
  );
}
