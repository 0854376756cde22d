/**
 * Reads an element's Python: from the `code` property, the `src` attribute, an inert `<script
 * type="text/python">` child, or the element's own text. Text is taken out of the page once it has been
 * read: it is not content.
 *
 * An element may be connected before its text is there (frameworks, streaming parsers, `append` before
 * `textContent`), so an empty element is watched until code arrives.
 */
import { dedent } from "../../runtime/runs/dedent.js";
import type { Source } from "../../runtime/loading/fetch-source.js";
export type { Source };
import { documentParsed } from "../document-parsed.js";
import { markupText, textNodes } from "../markup-text.js";

/**
 * Marks an element whose text has been taken. Its later content is output, in copies of it as well
 * (`cloneNode`, `innerHTML +=`, a framework's page cache): output may be anybody's text, and must never run.
 */
const TAKEN = "data-ran";

/** State of a script that has no code yet. */
export interface Waiting {
  /** Called before waiting for some. */
  idle(): void;
  /** An empty source is one, too; called when there is code after all. Text in the element is output from
   * then on. */
  readonly late: (() => void) | undefined;
}

export class SourceController {
  readonly #element: HTMLElement;
  /** True if the code is taken out of the page; the code of a `<script>` stays, for nobody sees it. */
  readonly #takesText: boolean;
  #assigned: string | undefined;
  #wake: (() => void) | undefined;
  /** True once the element's content may be output instead of code. */
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
   * @param waiting handles an element that has no code yet
   * @throws LoadError when `src` cannot be fetched, an `AbortError` when `signal` aborts
   */
  async read(signal: AbortSignal, waiting: Waiting): Promise<Source> {
    if (this.#src) return this.#readFile(this.#src, signal);
    await documentParsed();
    if (!this.#hasCode) {
      const arrival = this.#arrival(signal);
      if (waiting.late) {
        arrival.then(waiting.late, () => {});
        if (this.#takesText) this.#takeText();
        return { code: "", url: undefined };
      }
      waiting.idle();
      await arrival;
    }
    if (this.#src) return this.#readFile(this.#src, signal);
    const code = this.code;
    if (this.#takesText && this.#assigned === undefined) {
      this.#warnOfEaten();
      this.#assigned = this.#readText();
      this.#takeText();
    }
    return { code, url: undefined };
  }

  async #readFile(src: string, signal: AbortSignal): Promise<Source> {
    const base = this.#element.baseURI;
    const source = import("../../runtime/loading/fetch-source.js").then((module) =>
      module.fetchSource(src, base, signal),
    );
    source.catch(() => {}); // Awaited below.
    await documentParsed();
    // Text beside `src` is code all the same, before anything has been displayed.
    if (this.#takesText && !this.#tookText) this.#takeText();
    return source;
  }

  /** The URL of the source: `worker`'s value or `src`, where it counts: an empty one does not, nor one beside
   * code that was assigned. Some templates write an attribute without a value as `worker="true"`, or as
   * `worker="worker"`. */
  get #src(): string | undefined {
    if (this.#assigned !== undefined) return undefined;
    const [worker, src] = ["worker", "src"].map((name) => this.#element.getAttribute(name)?.trim());
    return worker && !/^(true|worker)$/i.test(worker) ? worker : src;
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
    return this.#inertScript()?.textContent ?? markupText(this.#element);
  }

  #inertScript(): HTMLScriptElement | null {
    return this.#element.querySelector<HTMLScriptElement>(':scope > script[type="text/python"]');
  }

  #takeText(): void {
    this.#tookText = true;
    this.#element.setAttribute(TAKEN, "");
    for (const node of textNodes(this.#element)) if (node.nodeType !== Node.COMMENT_NODE) node.remove();
  }

  /** Markup inside code is code that the parser took for markup: `a <b` became an element. */
  #warnOfEaten(): void {
    if (this.#inertScript()) return;
    const eaten = textNodes(this.#element).find((node) => node instanceof Element);
    if (eaten) void import("../eaten-code.js").then(({ warnOfEaten }) => warnOfEaten(this.#element, eaten));
  }
}
