/** Base class of `<py-config>` and `<mpy-config>`: they hold text that scripts read, and show nothing. */
import { ReactiveElement } from "@lit/reactive-element";
import { css, stylesheet } from "./css.js";
import { elementsRuntime } from "./runtime.js";

/** Its shadow root has no slot: the text is not content. */
export class ConfigElement extends ReactiveElement {
  static override styles = stylesheet(css`
    :host {
      display: none;
    }
  `);

  override connectedCallback(): void {
    super.connectedCallback();
    const runtime = elementsRuntime();
    const type = this.localName === "py-config" ? "py" : "mpy";
    const present = runtime.mainEnvironment(type);
    if (present) void import("./late-config.js").then((late) => late.warn(runtime, present, this));
  }
}
