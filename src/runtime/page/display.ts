/**
 * Shows what Python displays. Each value arrives as a part: a MIME type and text. Text stays text; what
 * becomes HTML or runs as JavaScript does so because the author said so.
 */

/** One value: its MIME type, its text (base64 for images), attributes for an image. */
export type Part = readonly [kind: string, content: string, attributes?: Readonly<Record<string, unknown>>];

/** Appends text in a `<div>` of its own; empty text and a lone newline show nothing. */
export function appendText(target: Element, text: string): void {
  if (text === "" || text === "\n") return;
  const box = document.createElement("div");
  box.textContent = text;
  target.appendChild(box);
}

/**
 * Shows parts in `target`.
 *
 * @param append true adds a `<div>` for each; false puts them in the place of what was there, one after the
 *   other
 * @param elements the elements that parts of the kind `element` refer to
 * @throws Error when a part cannot be shown, which the page's policy may be the reason of
 */
export function showParts(
  target: Element,
  parts: readonly Part[],
  append: boolean,
  elements: readonly unknown[] = [],
): void {
  if (!append) target.replaceChildren();
  parts.forEach((part, index) => {
    if (append) {
      const box = document.createElement("div");
      show(box, part, elements);
      target.append(box);
    } else {
      if (index > 0) target.append("\n");
      show(target, part, elements);
    }
  });
}

function show(parent: Element, [kind, content, attributes]: Part, elements: readonly unknown[]): void {
  switch (kind) {
    case "element":
      parent.append(...[elements[Number(content)] as Element | Element[]].flat());
      break;
    case "text/html":
      // Unlike innerHTML, a fragment of a range runs the scripts in it, which charts rely on.
      parent.append(rangeIn(parent).createContextualFragment(content));
      break;
    case "image/svg+xml":
      parent.append(svg(content));
      break;
    case "application/javascript":
      runScript(parent, content);
      break;
    default:
      parent.append(kind.startsWith("image/") ? image(kind, content, attributes) : content);
  }
}

function rangeIn(parent: Element): Range {
  const range = document.createRange();
  range.selectNodeContents(parent);
  return range;
}

function image(kind: string, base64: string, attributes: Part[2] = {}): HTMLImageElement {
  const element = document.createElement("img");
  element.alt = "";
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "style") element.style.cssText = String(value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && !isActive(name, ""))
      element.setAttribute(name, String(value));
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
