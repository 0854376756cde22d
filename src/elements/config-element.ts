/** What `<py-config>` and `<mpy-config>` share: they hold text that scripts read; nothing of it is shown. */
import { css, ReactiveElement } from "@lit/reactive-element";
import { interpreterLabel } from "../runtime/interpreters/location.js";
import { elementConfig } from "./page-config.js";
import { elementsRuntime } from "./runtime.js";

/** Its shadow root has no slot: the text is not content. */
export class ConfigElement extends ReactiveElement {
  static override styles = css`
    :host {
      display: none;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#warnWhenLate();
  }

  /** The interpreter on the main thread is configured once: what comes later is for workers only. */
  async #warnWhenLate(): Promise<void> {
    const runtime = elementsRuntime();
    const type = this.localName === "py-config" ? "py" : "mpy";
    const present = runtime.mainEnvironment(type);
    if (!present) return;
    // A configuration that cannot be read is reported to whoever needs it.
    const own = await elementConfig(runtime, this).catch(() => undefined);
    if (!own || own.key === present.config.key) return;
    console.warn(
      `(PY0409): this <${this.localName}> is not used: ${interpreterLabel(type)} runs on this page with another ` +
        `configuration already. Have it in the page before the first script, or give a script with the "worker" ` +
        `attribute a "config" of its own.`,
      this,
    );
  }
}
