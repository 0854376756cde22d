/**
 * What every place that shows Python's output has in common: display output in its light DOM, where the page's styles
 * reach it, and in its shadow root how loading goes and what went wrong.
 */
import { css, ReactiveElement, type PropertyValues } from "@lit/reactive-element";
import { PythonError } from "../runtime/errors.js";
import type { LoadProgress } from "../runtime/interpreters/interpreter.js";
import { createElement } from "./create-element.js";

/** What is shown while Python is loaded. */
interface LoadingView {
  readonly slot: HTMLSlotElement;
  readonly bar: HTMLProgressElement;
  readonly label: HTMLElement;
}

const phases: Record<LoadProgress["phase"], string> = {
  interpreter: "Loading Python",
  files: "Loading files",
  packages: "Loading packages",
};

/**
 * The base of elements that show output.
 *
 * @slot - what Python displays
 * @slot loading - shown while loading, instead of the progress bar
 * @slot error - shown when something failed, instead of the error panel
 * @csspart loading - the line shown while loading
 * @csspart progress - the progress bar in it
 * @csspart error - an error panel
 * @csspart traceback - the text in it
 * @csspart retry - its button to try again
 * @csspart dismiss - its button to close it
 * @cssproperty --py-accent - the colour of the progress bar
 * @cssproperty --py-error-color - the text colour of error panels
 * @cssproperty --py-error-background - the background of error panels
 * @cssproperty --py-error-border - the colour of the line beside error panels
 * @cssproperty --py-font - the font of error panels
 */
export class OutputElement extends ReactiveElement {
  static override styles = css`
    :host {
      display: block;
      --_accent: var(--py-accent, light-dark(#1a6fb5, #6cb6ff));
      --_error-color: var(--py-error-color, light-dark(#7a1020, #ffc9cf));
      --_error-background: var(--py-error-background, light-dark(#fdf0f1, #33161a));
      --_error-border: var(--py-error-border, light-dark(#c8203a, #ff6b7f));
    }
    :host([hidden]) {
      display: none;
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

  #progress: LoadProgress | undefined;
  #loading = false;
  #loadingView: LoadingView | undefined;
  /** Panels, in the order of their errors. */
  readonly #panels = new Set<HTMLElement>();
  #errorSlot: HTMLSlotElement | undefined;
  #output: HTMLSlotElement | undefined;

  /** Shows how loading goes; undefined when it has ended. */
  showLoading(loading: boolean, progress?: LoadProgress): void {
    this.#loading = loading;
    this.#progress = progress;
    this.requestUpdate();
  }

  /** Shows an error in another place than a panel. @returns whether it does */
  showElsewhere?: (error: Error) => boolean;

  /** Shows an error until it is dismissed, or tried again with `retry`. */
  showError(error: Error, retry?: () => void): void {
    if (this.showElsewhere?.(error)) return;
    this.#panels.add(this.#createPanel(error, retry));
    this.requestUpdate();
  }

  /** Takes all error panels away. */
  clearErrors(): void {
    for (const panel of this.#panels) this.#dismiss(panel);
  }

  #dismiss(panel: HTMLElement): void {
    this.#panels.delete(panel);
    panel.remove();
    this.requestUpdate();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    if (this.ownerDocument === document) return super.createRenderRoot();
    const root = this.shadowRoot ?? this.attachShadow(OutputElement.shadowRootOptions);
    this.adoptedCallback();
    return root;
  }

  /** Stylesheets belong to a document: in another one, a frame's, the element needs its own. */
  adoptedCallback(): void {
    const { shadowRoot, ownerDocument } = this;
    const Sheet = ownerDocument.defaultView?.CSSStyleSheet;
    if (!shadowRoot || !Sheet) return;
    const sheet = new Sheet();
    sheet.replaceSync(OutputElement.styles.cssText);
    shadowRoot.adoptedStyleSheets = [sheet];
  }

  // No templates: this is what every page loads, and little changes in it. See docs/decisions/0007-views-without-templates.md.
  protected override update(changed: PropertyValues): void {
    super.update(changed);
    this.#output ??= this.renderRoot.appendChild(createElement(this, "slot"));
    this.#updateErrors(this.#output);
    this.#updateLoading(this.#errorSlot ?? this.#output);
  }

  #updateLoading(next: Element): void {
    if (!this.#loading) {
      this.#loadingView?.slot.remove();
      this.#loadingView = undefined;
      return;
    }
    const { slot, bar, label } = (this.#loadingView ??= this.#createLoading());
    if (!slot.parentNode) next.before(slot);
    const { phase = "interpreter", loaded = 0, total } = this.#progress ?? {};
    const text = `${phases[phase]}…`;
    label.textContent = text;
    bar.ariaLabel = text;
    if (total) bar.value = Math.min(1, loaded / total);
    else bar.removeAttribute("value");
  }

  #createLoading(): LoadingView {
    const bar = createElement(this, "progress", { part: "progress" });
    const label = createElement(this, "span");
    const line = createElement(this, "div", { part: "loading" }, bar, label);
    return { slot: createElement(this, "slot", { name: "loading" }, line), bar, label };
  }

  #updateErrors(output: Element): void {
    if (this.#panels.size === 0) {
      this.#errorSlot?.remove();
      this.#errorSlot = undefined;
      return;
    }
    if (!this.#errorSlot) output.before((this.#errorSlot = createElement(this, "slot", { name: "error" })));
    for (const panel of this.#panels) if (!panel.parentNode) this.#errorSlot.append(panel);
  }

  #createPanel(error: Error, retry?: () => void): HTMLElement {
    const text = createElement(this, "pre", { part: "traceback" }, errorText(error));
    const panel = createElement(this, "div", { part: "error", role: "alert" }, text);
    const addButton = (part: string, label: string, text: string, clicked?: () => void) => {
      const button = createElement(
        this,
        "button",
        { part, type: "button", ...(label && { "aria-label": label }) },
        text,
      );
      button.onclick = () => {
        this.#dismiss(panel);
        clicked?.();
      };
      panel.append(button);
    };
    if (retry) addButton("retry", "", "Try again", retry);
    addButton("dismiss", "Dismiss this error", "✕");
    return panel;
  }
}

/** What a person reads of an error: Python's traceback, or the message. */
export function errorText(error: Error): string {
  if (error instanceof PythonError) return error.traceback.trimEnd() || `${error.name}: ${error.message}`;
  return error.message || String(error);
}
