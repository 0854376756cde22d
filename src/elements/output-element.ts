/**
 * Base class of all elements that show Python's output: display output in their light DOM, where the page's
 * styles reach it, and in their shadow root the progress of loading and errors.
 */
import { ReactiveElement, type PropertyValues } from "@lit/reactive-element";
import { PythonError } from "../runtime/errors.js";
import type { LoadProgress } from "../runtime/interpreters/interpreter.js";
import { createElement } from "./create-element.js";
import { css, stylesheet } from "./css.js";
import type { OutputLook } from "./output-look.js";

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
  static override styles = stylesheet(css`
    :host {
      display: block;
    }
    :host([hidden]) {
      display: none;
    }
  `);

  /** Panels, in the order of their errors. */
  readonly #panels = new Set<HTMLElement>();
  #errorSlot: HTMLSlotElement | undefined;
  #output: HTMLSlotElement | undefined;
  #look: Promise<OutputLook> | undefined;

  /**
   * With `moveBefore`, a move is neither a removal nor an insertion.
   *
   * @internal
   */
  connectedMoveCallback(): void {}

  /**
   * Shows how loading goes; undefined when it has ended.
   *
   * @internal
   */
  showLoading(loading: boolean, progress?: LoadProgress): void {
    this.#withLook((look) => look.showLoading(loading, progress, this.#errorSlot ?? this.#slot()));
  }

  #withLook(action: (look: OutputLook) => void): void {
    this.#look ??= import("./output-look.js").then(({ OutputLook }) => new OutputLook(this));
    // An error is shown all the same when it cannot be loaded.
    this.#look.then(action, () => {});
  }

  /**
   * Shows an error in another place than a panel.
   *
   * @internal
   * @returns whether it does
   */
  showElsewhere?: (error: Error) => boolean;

  /**
   * Shows an error until it is dismissed, or tried again with `retry`.
   *
   * @internal
   */
  showError(error: Error, retry?: () => void): void {
    this.#withLook((look) => look.explain(error));
    if (this.showElsewhere?.(error)) return;
    this.#panels.add(this.#createPanel(error, retry));
    this.requestUpdate();
  }

  /**
   * Returns true until the panel with that message is taken away.
   *
   * @internal
   */
  shows(message: string): boolean {
    return this.isConnected && [...this.#panels].some(({ textContent }) => textContent.startsWith(message));
  }

  /**
   * Takes all error panels away.
   *
   * @internal
   */
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

  /**
   * Makes anew what belongs to the document that the element was in.
   *
   * @internal
   */
  declare renew?: () => void;

  /** Stylesheets belong to a document: in another one, a frame's, the element needs its own. */
  adoptedCallback(): void {
    this.renew?.();
    const { defaultView } = this.ownerDocument;
    if (this.shadowRoot) this.#withLook((look) => look.adopt(defaultView));
  }

  // No templates: this is what every page loads, and little changes in it. See
  // docs/decisions/0007-views-without-templates.md.
  protected override update(changed: PropertyValues): void {
    super.update(changed);
    this.#updateErrors(this.#slot());
  }

  #slot(): HTMLSlotElement {
    return (this.#output ??= this.renderRoot.appendChild(createElement(this, "slot")));
  }

  /** Shows nothing of what is in the element, while that is still source. */
  hold(held: boolean): void {
    this.#slot().style.display = held ? "none" : "";
  }

  /** The look belongs to what is shown. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    await this.#look?.catch(() => {});
    return complete;
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
    const addButton = (part: string, text: string, clicked?: () => void) => {
      const button = createElement(this, "button", { part, type: "button" }, text);
      button.onclick = () => {
        this.#dismiss(panel);
        clicked?.();
      };
      panel.append(button);
      return button;
    };
    if (retry) addButton("retry", "Try again", retry);
    addButton("dismiss", "×").ariaLabel = "Dismiss";
    return panel;
  }
}

/** Returns the text that a person reads of an error: Python's traceback, or the message. */
export function errorText(error: Error): string {
  if (error instanceof PythonError) return error.traceback.trimEnd() || `${error.name}: ${error.message}`;
  return error.message || String(error);
}
