/** What `<py-config>` and `<mpy-config>` share: they hold text that scripts read; nothing of it is shown. */
import { css, html, LitElement, type TemplateResult } from "lit";

export class ConfigElement extends LitElement {
  static override styles = css`
    :host {
      display: none;
    }
  `;

  override render(): TemplateResult {
    return html``; // No slot: the text is not content.
  }
}
