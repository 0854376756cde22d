/**
 * Reads an element's Python: from `code`, a property or attribute, the `src` attribute, an inert `<script
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

/** The script that the source is of. */
export interface SourceOwner {
  /** True if the code is taken out of the page; the code of a `<script>` stays, for nobody sees it. */
  readonly takesText: boolean;
}

export class SourceController {
  readonly #element: HTMLElement;
  readonly #takesText: boolean;
  readonly #onChange: () => void;
  #assigned: string | undefined;
  /** The code that was taken out of the page. */
  #taken: string | undefined;
  #wake: (() => void) | undefined;
  /** True once the element's content may be output instead of code. */
  #tookText = false;
  /** The nodes whose text has been taken, which frameworks write again, and the text. */
  readonly #texts = new Map<Text, string>();
  /** Identifies the source that was read last; undefined while there is none. */
  #latest: string | undefined;
  #watched: AbortSignal | undefined;
  /** True if a framework may have written the text, and may write it again. */
  templated = false;

  /** @param onChange called when the source may be another than the one that was read last */
  constructor(element: HTMLElement, { takesText }: SourceOwner, onChange: () => void) {
    this.#element = element;
    this.#takesText = takesText;
    this.#onChange = onChange;
  }

  /** The inline code, dedented; `""` when there is none (yet). */
  get code(): string {
    return dedent(this.#given ?? this.#taken ?? this.#readText());
  }

  set code(value: string) {
    this.#assigned = String(value);
    if (this.#wake) this.#wake();
    else this.#onChange();
  }

  /** True if there is another source than the one that was read last. */
  get changed(): boolean {
    return this.#latest !== undefined && !this.#wake && this.#identity !== this.#latest;
  }

  /** Code that is not the element's text. Servers write the property as an attribute. */
  get #given(): string | null {
    return this.#assigned ?? this.#element.getAttribute("code");
  }

  get #identity(): string {
    return this.#src ? `src ${this.#src}` : this.code;
  }

  /**
   * @param waiting handles an element that has no code yet
   * @throws LoadError when `src` cannot be fetched, an `AbortError` when `signal` aborts
   */
  async read(signal: AbortSignal, waiting: Waiting): Promise<Source> {
    this.#latest = undefined;
    if (this.#src) return this.#readFile(this.#src, signal);
    await documentParsed();
    if (!this.#hasCode) {
      const arrival = this.#arrival(signal);
      if (waiting.late) {
        arrival.then(waiting.late, () => {});
        this.#take();
        return { code: "", url: undefined };
      }
      waiting.idle();
      await arrival;
    }
    const taken = this.#take();
    const template = taken && this.templated ? await templateCode().catch(() => undefined) : undefined;
    if (taken && template) this.#taken = template.unfolded(this.#element, taken);
    // It may have come meanwhile.
    if (this.#src) return this.#readFile(this.#src, signal);
    this.#latest = this.#identity;
    return { code: this.code, url: undefined };
  }

  /** Returns code that is not the element's own as a source; the element shows its output from then on. */
  async other(code: string): Promise<Source> {
    await documentParsed();
    this.#take();
    return { code: dedent(code), url: undefined };
  }

  /** Sees what a framework makes of the text that has been taken, until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    if (!this.templated || this.#watched === signal || (this.#takesText && this.#taken === undefined)) return;
    this.#watched = signal;
    const script = this.#takesText ? this.#inertScript() : this.#element;
    (await templateCode()).watchCode(this.#element, { script, texts: this.#texts }, signal, (code) => {
      if (this.#takesText) this.#taken = code;
      this.#onChange();
    });
  }

  /** Returns the error, with its reason where a template's compiler may have folded the code. */
  async explain(error: unknown): Promise<unknown> {
    const text = this.#src || this.#given !== null ? undefined : this.#taken;
    return (await templateCode().catch(() => undefined))?.explainFolded(error, text) ?? error;
  }

  /** Takes away what was displayed in the element, since the script runs anew. */
  async clear(): Promise<void> {
    if (this.#takesText) (await templateCode()).clear(this.#element, this.#inertScript(), this.#texts);
  }

  async #readFile(src: string, signal: AbortSignal): Promise<Source> {
    this.#latest = this.#identity;
    const base = this.#element.baseURI;
    const source = import("../../runtime/loading/fetch-source.js").then((module) =>
      module.fetchSource(src, base, signal),
    );
    source.catch(() => {}); // Awaited below.
    await documentParsed();
    // Text beside `src` is code all the same, before anything has been displayed.
    this.#take();
    return source;
  }

  /** The URL of the source: `worker`'s value or `src`, where it counts: an empty one does not, nor one beside
   * code that was assigned. Some templates write an attribute without a value as `worker="true"`, or as
   * `worker="worker"`. */
  get #src(): string | undefined {
    if (this.#given !== null) return undefined;
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
        this.#latest = undefined; // It is read soon.
        stop();
        resolve();
      };
      observer.observe(this.#element, {
        childList: true,
        characterData: true,
        subtree: true,
        attributeFilter: ["code", "src", "worker"],
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

  /** Takes the text out of the page, once. @returns it, where it is the code */
  #take(): string | undefined {
    if (!this.#takesText || this.#tookText) return undefined;
    if (!this.#src && this.#given === null) {
      this.#warnOfEaten();
      this.#taken = this.#readText();
    }
    this.#takeText();
    return this.#taken;
  }

  /** Frameworks write into their nodes again, so these stay, empty. */
  #takeText(): void {
    this.#tookText = true;
    this.#element.setAttribute(TAKEN, "");
    const script = this.#inertScript();
    for (const node of textNodes(this.#element)) {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node as Text;
        this.#texts.set(text, text.data);
        text.data = "";
      } else if (node !== script && node.nodeType !== Node.COMMENT_NODE) node.remove();
    }
  }

  /** Markup inside code is code that the parser took for markup: `a <b` became an element. */
  #warnOfEaten(): void {
    if (this.#inertScript()) return;
    const eaten = textNodes(this.#element).find((node) => node instanceof Element);
    if (eaten) void import("../eaten-code.js").then(({ warnOfEaten }) => warnOfEaten(this.#element, eaten));
  }
}

/** Loads the code that only elements need that a framework has made. */
const templateCode = () => import("../template-code.js");
