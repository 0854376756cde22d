/** `<gallery-snippet language="html">`: colours the source in it, and lets it be copied. */
import { CopyButton } from "./copy-button.js";
import { showSource } from "./highlight.js";

class GallerySnippet extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const code = this.querySelector("code");
    const text = code.textContent;
    showSource(code, text, this.getAttribute("language"));
    this.append(CopyButton(() => text));
  }
}

customElements.define("gallery-snippet", GallerySnippet);
