/**
 * Reads an element's Python: from the `code` property, the `src` attribute, an inert `<script type="text/python">`
 * child, or the element's own text. Text is taken out of the page once it has been read: it is not content.
 *
 * An element may be connected before its text is there (frameworks, streaming parsers, `append` before `textContent`),
 * so an empty element is watched until code arrives.
 */
import type { Source } from "../../runtime/fetch-source.js";
export type { Source };
import { documentParsed } from "../document-parsed.js";

/**
 * Marks an element whose text has been taken. What is in it from then on is output, in copies of it as well (`cloneNode`,
 * `innerHTML +=`, a framework's page cache): output may be anybody's text, and must never run.
 */
const TAKEN = "data-ran";

export class SourceController {
  readonly #element: HTMLElement;
  /** Whether the code is taken out of the page; that of a `<script>` stays, for nobody sees it. */
  readonly #takesText: boolean;
  #assigned: string | undefined;
  #wake: (() => void) | undefined;
  /** Whether what is in the element now may be output. */
  #tookText = false;

  constructor(element: HTMLElement, options: { takesText: boolean }) {
    this.#element = element;
    this.#takesText = options.takesText;
  }

  /** The inline code, dedented; `""` when there is none (yet). */
  get code(): string {
    return dedent(this.#assigned ?? this.#readText());
  }

  set code(value: string) {
    this.#assigned = String(value);
    this.#wake?.();
  }

  /**
   * @param idle called when there is no code yet, before waiting for some
   * @throws LoadError when `src` cannot be fetched, an `AbortError` when `signal` aborts
   */
  async read(signal: AbortSignal, idle?: () => void): Promise<Source> {
    if (this.#src) return this.#readFile(this.#src, signal);
    await documentParsed();
    if (!this.#hasCode) {
      idle?.();
      await this.#arrival(signal);
    }
    if (this.#src) return this.#readFile(this.#src, signal);
    const code = this.code;
    if (this.#takesText && this.#assigned === undefined) {
      this.#warnOfEatenCode();
      this.#assigned = this.#readText();
      this.#takeText();
    }
    return { code, url: undefined };
  }

  async #readFile(src: string, signal: AbortSignal): Promise<Source> {
    const base = this.#element.baseURI;
    const source = import("../../runtime/fetch-source.js").then((module) =>
      module.fetchSource(src, base, signal),
    );
    source.catch(() => {}); // Awaited below.
    await documentParsed();
    // Text beside `src` is code all the same, before anything has been displayed.
    if (this.#takesText && !this.#tookText) this.#takeText();
    return source;
  }

  /** The URL of the source: `worker`'s value or `src`, where it counts: an empty one does not, nor one beside code that
   * was assigned. */
  get #src(): string | undefined {
    if (this.#assigned !== undefined) return undefined;
    const { attributes } = this.#element;
    return (attributes.getNamedItem("worker")?.value || attributes.getNamedItem("src")?.value)?.trim();
  }

  get #hasCode(): boolean {
    return Boolean(this.#src) || this.code.trim() !== "";
  }

  /** Resolves when there is code, or an `src`. */
  #arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const observer = new MutationObserver(() => this.#wake?.());
      const stop = () => {
        observer.disconnect();
        this.#wake = undefined;
      };
      this.#wake = () => {
        if (!this.#hasCode) return;
        stop();
        resolve();
      };
      observer.observe(this.#element, {
        childList: true,
        characterData: true,
        subtree: true,
        attributeFilter: ["src", "worker"],
      });
      signal.addEventListener("abort", () => (stop(), reject(signal.reason as Error)), { once: true });
    });
  }

  #readText(): string {
    if (this.#takesText && this.#element.hasAttribute(TAKEN)) return "";
    const inert = this.#inertScript();
    if (inert) return inert.textContent;
    return codeNodes(this.#element)
      .map((node) => node.textContent ?? "")
      .join("");
  }

  #inertScript(): HTMLScriptElement | null {
    return this.#element.querySelector<HTMLScriptElement>(':scope > script[type="text/python"]');
  }

  #takeText(): void {
    this.#tookText = true;
    this.#element.setAttribute(TAKEN, "");
    for (const node of codeNodes(this.#element)) node.remove();
  }

  /** Markup inside code is code that the parser took for markup: `a <b` became an element. */
  #warnOfEatenCode(): void {
    if (this.#inertScript()) return;
    const eaten = codeNodes(this.#element).find((node) => node instanceof Element);
    if (!eaten) return;
    const tag = this.#element.localName;
    console.warn(
      `<${tag}${this.#element.id && ` id="${this.#element.id}"`}>: HTML parsing took a part of the Python code for ` +
        `markup (<${eaten.nodeName.toLowerCase()}>). Put the code into a <script type="text/python"> child, or use ` +
        `<script type="${tag === "mpy-script" ? "mpy" : "py"}"> instead of <${tag}>: both keep it exactly as written.`,
    );
  }
}

/** The child nodes that are code: everything but comments and what fills a slot. */
function codeNodes(element: HTMLElement): ChildNode[] {
  return [...element.childNodes].filter(
    (node) => node.nodeType === Node.TEXT_NODE || (node instanceof Element && !node.hasAttribute("slot")),
  );
}

/**
 * Takes the indentation of the first statement off every line, or as much of it as a line has: a module's statements
 * begin at the margin, and only lines inside strings and comments may stand further out. Lines keep their numbers.
 */
export function dedent(code: string): string {
  const margin = /^([ \t]*)[^\s#]/m.exec(code)?.[1] ?? "";
  if (margin === "") return code;
  return code
    .split("\n")
    .map((line) => line.slice(commonPrefix(margin, line)))
    .join("\n");
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
