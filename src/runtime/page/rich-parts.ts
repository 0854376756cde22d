/** Lazy chunk: shows the parts of Python's `display` that are images, or run as JavaScript. */
import type { Part } from "./display.js";

/** See `ShowRich` in `display.ts`.
 * @throws Error when it cannot be shown, which the page's policy may be the reason of */
export function showRich(parent: Element, [kind, content, attributes]: Part): boolean {
  if (kind === "image/svg+xml") parent.append(svg(content));
  else if (kind.startsWith("image/")) parent.append(image(kind, content, attributes));
  else if (kind === "application/javascript") runScript(parent, content);
  else return false;
  return true;
}

function image(kind: string, base64: string, attributes: Part[2] = {}): HTMLImageElement {
  const element = document.createElement("img");
  element.alt = "";
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "style") element.style.cssText = String(value);
    else if (value !== false && value !== null && !isActive(name, ""))
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.src = `data:${kind};base64,${base64}`;
  return element;
}

/** The attribute that holds an SVG's style attributes while it is parsed. */
const STYLE = "data-py-style";

/** The `<svg>` of a document, without what could run. */
function svg(text: string): Element {
  // A strict policy refuses style attributes that are parsed, but not styles that are set.
  const source = text.replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle(?=\s*=)/g, ` ${STYLE}`));
  const parser = new DOMParser();
  let root: Element | null = parser.parseFromString(source, "image/svg+xml").documentElement;
  // HTML is more lenient, and needs no xmlns.
  if (!(root instanceof SVGSVGElement))
    root = parser.parseFromString(source, "text/html").querySelector("svg");
  if (!root) throw new Error("The SVG image could not be read: it has no <svg> element.");
  for (const script of root.querySelectorAll("script, foreignObject, iframe, object, embed")) script.remove();
  const styles = [root, ...root.querySelectorAll("*")].map((element) => {
    const style = element.getAttribute(STYLE);
    for (const { name, value } of [...element.attributes]) {
      if (name === STYLE || isActive(name, value)) element.removeAttribute(name);
    }
    return style;
  });
  const copy = document.importNode(root, true);
  [copy, ...copy.querySelectorAll<SVGElement>("*")].forEach((element, index) => {
    const style = styles[index];
    if (style) (element as Element & ElementCSSInlineStyle).style.cssText = style;
  });
  return copy;
}

/** Returns true if an attribute runs code, or replaces the picture of an image. */
function isActive(name: string, value: string): boolean {
  // eslint-disable-next-line no-control-regex -- browsers ignore control characters in the scheme
  const scheme = value.replace(/[\x00-\x20]/g, "");
  return /^(on.*|src|srcset)$/i.test(name) || /^(javascript|data:(?!image\/(?!svg))|vbscript)/i.test(scheme);
}

/** Runs code as a classic script. */
function runScript(parent: Element, code: string): void {
  if (!scriptsRun()) {
    throw new Error(
      "The page's content security policy forbids inline scripts, so application/javascript cannot be displayed. " +
        "Put the code in a file and import it with js_import(), or allow 'unsafe-inline' for script-src.",
    );
  }
  const script = document.createElement("script");
  script.textContent = code;
  parent.append(script);
}

/** Returns true if the page lets a script run that is given as text: a blocked one fails in silence, so one
 * is tried. */
function scriptsRun(): boolean {
  const probe = document.createElement("script");
  probe.textContent = "document.currentScript.pyElementsRan=1";
  document.head.append(probe);
  probe.remove();
  return "pyElementsRan" in probe;
}
