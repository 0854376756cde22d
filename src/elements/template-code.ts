/**
 * Python in the text of a template: compilers fold its lines, and frameworks write it again when it changes.
 * Loaded with the first element that was not in the page as its author wrote it.
 */
import { PythonError } from "../runtime/errors.js";
import { markupText, textNodes } from "./markup-text.js";

const REMEDY =
  "Compilers of templates (JSX, Angular, Vue) make one line of several. These ways keep them: the property code " +
  '(code={…}, :code="…", [code]="…"), a file that src names, or text that is a value ({`…`} in JSX, {{ … }}).';

/**
 * Returns code as it was before a compiler trimmed it, where that can be told: Svelte leaves the lines, but
 * takes the first one's indentation.
 */
export function unfolded(element: Element, text: string): string {
  const code = text.trimEnd();
  if (/^\s*#[^\n]*$/.test(code)) {
    const { localName, id } = element;
    console.warn(`<${localName}${id && ` id="${id}"`}>: the Python code is one line, a comment. ${REMEDY}`);
  }
  const [first = "", ...rest] = code.split("\n");
  const lines = rest.filter((line) => line.trim() !== "");
  if (/^\s/.test(first) || lines.length === 0) return text;
  const indents = lines.map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  // The first line's own block, or a bracket that is open: this is the code as it was written.
  const opens = /[:,([{\\]\s*(#.*)?$|"""|'''/.test(first);
  if (least === 0 || (opens && indents[0] === least)) return text;
  return [
    first,
    ...rest.map((line) => line.slice(Math.min(least, line.length - line.trimStart().length))),
  ].join("\n");
}

/** Takes away what was displayed in an element. What fills a slot stays, and where frameworks write. */
export function clear(element: Element, script: Element | null, texts: ReadonlyMap<Node, string>): void {
  for (const node of textNodes(element))
    if (node !== script && node.nodeType !== Node.COMMENT_NODE && !texts.has(node)) node.remove();
}

/**
 * Returns the error of code that is one line, with the reason that it may have; else undefined.
 *
 * @param text the code, where it was the text of an element
 */
export function explainFolded(error: unknown, text: string | undefined): PythonError | undefined {
  if (!(error instanceof PythonError) || !/^(Syntax|Indentation)Error$/.test(error.name)) return undefined;
  if (!text || text.includes("\n")) return undefined;
  const { name: type, filename, lineno } = error;
  const advice = `The code is one line. ${REMEDY}`;
  const message = `${error.message}. ${advice}`;
  const traceback = `${error.traceback.trimEnd()}\n\n${advice}`;
  return new PythonError({ type, message, traceback, filename, lineno }, { cause: error });
}

/** The nodes that code was taken from. */
interface Taken {
  /** An inert script, which shows nothing: its text stays. */
  readonly script: HTMLElement | null;
  /** The nodes that have been emptied, and their text. */
  readonly texts: Map<Text, string>;
}

/**
 * Calls `changed` with the code when a framework has written it anew, until `signal` aborts. Text that
 * anybody else puts into the element is output, and never code.
 */
export function watchCode(
  element: Element,
  { script, texts }: Taken,
  signal: AbortSignal,
  changed: (code: string) => void,
): void {
  if (signal.aborted) return;
  const observer = new MutationObserver((records) =>
    look(records.flatMap(({ addedNodes }) => [...addedNodes])),
  );
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  if (script) {
    observer.observe(script, { childList: true, characterData: true, subtree: true });
    return;
  }
  observer.observe(element, { childList: true });
  const take = (text: Text) => {
    texts.set(text, text.data);
    text.data = "";
    observer.observe(text, { characterData: true });
  };
  for (const text of texts.keys()) observer.observe(text, { characterData: true });
  look([...element.childNodes]);

  function look(added: readonly Node[]): void {
    if (script) return changed(script.textContent ?? "");
    const written = [...texts.keys()].filter((text) => text.data !== "");
    for (const node of added)
      if (
        node.nodeType === Node.TEXT_NODE &&
        node.parentNode === element &&
        !texts.has(node as Text) &&
        isReacts(node)
      )
        written.push(node as Text);
    if (written.length === 0 && !replaces()) return;
    for (const text of written) take(text);
    observer.takeRecords(); // That was us.
    const inPlace = [...texts.keys()].filter((text) => text.parentNode === element);
    const order = inPlace.length > 0 ? inPlace.sort(byPosition) : [...texts.keys()];
    changed(unfolded(element, order.map((text) => texts.get(text)).join("")));
  }

  /** Takes text that its framework has put in place of all: React and Vue do, where it is the only child. */
  function replaces(): boolean {
    if ([...texts.keys()].some((text) => text.parentNode === element)) return false;
    const text = markupText(element);
    if (text === "" || text !== frameworksText(element)) return false;
    texts.clear();
    for (const node of [...element.childNodes]) if (node.nodeType === Node.TEXT_NODE) take(node as Text);
    return true;
  }
}

function byPosition(one: Node, other: Node): number {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function isReacts(node: Node): boolean {
  return property(node, "__reactFiber$") !== undefined;
}

/** The text that React or Vue says the element has. */
function frameworksText(element: Element): string | undefined {
  const props = property(element, "__reactProps$") as { readonly children?: unknown } | undefined;
  if (props) return typeof props.children === "string" ? props.children : undefined;
  for (let node: Element | null = element; node; node = node.parentElement) {
    const { _vnode: root } = node as { readonly _vnode?: VueNode };
    if (root) return vueText(root, element);
  }
  return undefined;
}

function property(node: Node, prefix: string): unknown {
  const name = Object.keys(node).find((key) => key.startsWith(prefix));
  return name === undefined ? undefined : (node as unknown as Record<string, unknown>)[name];
}

/** Vue's record of an element, a component or a text. */
interface VueNode {
  readonly el?: unknown;
  readonly children?: unknown;
  readonly component?: { readonly subTree?: VueNode } | null;
  readonly suspense?: { readonly activeBranch?: VueNode | null } | null;
}

function vueText(node: VueNode, element: Element): string | undefined {
  const { children, component, suspense } = node;
  if (node.el === element && typeof children === "string") return children;
  const inside = [
    component?.subTree,
    suspense?.activeBranch,
    ...(Array.isArray(children) ? (children as unknown[]) : []),
  ];
  for (const child of inside) {
    const found = child && typeof child === "object" ? vueText(child, element) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
