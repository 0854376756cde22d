/**
 * How loading and errors look, and the line that shows loading: loaded with the first of either. An error is
 * shown without it, too, where the network is gone.
 */
import type { ReactiveElement } from "@lit/reactive-element";
import type { LoadProgress } from "../runtime/interpreters/interpreter.js";
import { createElement } from "./create-element.js";
import { css } from "./css.js";

const styles = css`
  :host {
    --_accent: var(--py-accent, light-dark(#1a6fb5, #6cb6ff));
    --_error-color: var(--py-error-color, light-dark(#7a1020, #ffc9cf));
    --_error-background: var(--py-error-background, light-dark(#fdf0f1, #33161a));
    --_error-border: var(--py-error-border, light-dark(#c8203a, #ff6b7f));
  }
  [part="loading"] {
    display: flex;
    align-items: center;
    gap: 0.75em;
    font: 0.875em var(--py-font, system-ui, sans-serif);
    opacity: 0;
    animation: appear 0.2s forwards;
  }
  progress {
    accent-color: var(--_accent);
    inline-size: min(16em, 50%);
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part="loading"] {
      animation-duration: 0s;
    }
  }
  [part="error"] {
    display: flex;
    align-items: flex-start;
    gap: 0.5em;
    margin-block: 0.5em;
    padding: 0.75em;
    color: var(--_error-color);
    background: var(--_error-background);
    border-inline-start: 0.25em solid var(--_error-border);
  }
  pre {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    overflow: auto;
    font: 0.875em/1.45 var(--py-font, ui-monospace, monospace);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid currentcolor;
    border-radius: 0.25em;
    padding: 0.125em 0.5em;
    min-block-size: 1.75rem;
    min-inline-size: 1.75rem;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 2px solid currentcolor;
    outline-offset: 2px;
  }
`;

const phases: Record<LoadProgress["phase"], string> = {
  interpreter: "Loading Python",
  files: "Loading files",
  packages: "Loading packages",
};

/** When nothing has arrived for so long, that is shown and told. It is no error: slow networks go on. */
const STALLED_MS = 30_000;

/** The look of one element. */
export class OutputLook {
  readonly #element: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #label: HTMLElement;
  #slot: HTMLSlotElement | undefined;
  #stalled: ReturnType<typeof setTimeout> | undefined;
  /** Ends when the element comes into another document. */
  #elsewhere = new AbortController();

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#bar = createElement(element, "progress", { part: "progress" });
    this.#label = createElement(element, "span");
    const root = element.shadowRoot;
    // First: the element's own styles say more.
    if (root) root.adoptedStyleSheets = [...this.#sheets([styles]), ...root.adoptedStyleSheets];
  }

  /** The element has come into another document, where its styles must be made anew. @param view the window
   * of that document when it came */
  adopt(view: Window | null): void {
    const element = this.#element;
    const root = element.shadowRoot;
    const { elementStyles } = element.constructor as typeof ReactiveElement;
    const sheets = elementStyles.map((style) => (style instanceof CSSStyleSheet ? style : style.styleSheet));
    const texts = sheets.flatMap((sheet) => Array.from(sheet?.cssRules ?? [], ({ cssText }) => cssText));
    if (root) root.adoptedStyleSheets = [...this.#sheets([styles, ...texts]), ...root.adoptedStyleSheets];
    const { ownerDocument } = element;
    // Elements are not told that their frame has been removed, or their window closed: they would run on.
    const hidden = ({ persisted }: PageTransitionEvent) => {
      if (!persisted && element.ownerDocument === ownerDocument) element.remove();
    };
    this.#elsewhere.abort();
    this.#elsewhere = new AbortController();
    if (view && !ownerDocument.defaultView)
      element.remove(); // Its frame went before this module had loaded.
    else if (ownerDocument !== document) view?.addEventListener("pagehide", hidden, this.#elsewhere);
  }

  #sheets(texts: readonly string[]): CSSStyleSheet[] {
    const Sheet = this.#element.ownerDocument.defaultView?.CSSStyleSheet;
    if (!Sheet) return [];
    return texts.map((text) => {
      const sheet = new Sheet();
      sheet.replaceSync(text);
      return sheet;
    });
  }

  /** @param next the node that the line is put before */
  showLoading(loading: boolean, progress: LoadProgress | undefined, next: Element): void {
    clearTimeout(this.#stalled);
    if (!loading) {
      this.#slot?.remove();
      return;
    }
    this.#stalled = setTimeout(() => this.#stall(progress), STALLED_MS);
    this.#slot ??= createElement(
      this.#element,
      "slot",
      { name: "loading" },
      createElement(this.#element, "div", { part: "loading" }, this.#bar, this.#label),
    );
    if (!this.#slot.parentNode) next.before(this.#slot);
    const { phase = "interpreter", loaded = 0, total } = progress ?? {};
    const text = `${phases[phase]}…`;
    this.#label.textContent = text;
    this.#bar.ariaLabel = text;
    if (total) this.#bar.value = Math.min(1, loaded / total);
    else this.#bar.removeAttribute("value");
  }
  #stall({ phase, item }: Partial<LoadProgress> = {}): void {
    const text = `${phases[phase ?? "interpreter"]}: nothing has arrived for ${STALLED_MS / 1000} seconds`;
    this.#label.textContent = text;
    const last = item ? ` The last was ${item}.` : "";
    console.warn(
      `${text}.${last} The network or the server does not answer; loading goes on as soon as it does. ` +
        "The requests are in the browser's developer tools.",
    );
  }
  /** Says what to do where a chunk of this library did not come: browsers name its address at most. */
  explain(error: Error): void {
    const { message } = error;
    const isDamaged = error instanceof SyntaxError && !/JSON/.test(message);
    if (!isDamaged && !/dynamically imported module|module script failed/i.test(message)) return;
    void import("../runtime/loading/load-problems.js").then(({ missingPart }) => console.warn(missingPart()));
  }
}
