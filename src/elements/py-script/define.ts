/** Registers `<py-script>`. */
import { defineElement } from "../define-element.js";
import { PyScriptElement } from "./py-script.js";

defineElement("py-script", PyScriptElement);

declare global {
  interface HTMLElementTagNameMap {
    "py-script": PyScriptElement;
  }
}
