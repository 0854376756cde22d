/** Registers `<mpy-script>`. */
import { defineElement } from "../define-element.js";
import { MpyScriptElement } from "./mpy-script.js";

defineElement("mpy-script", MpyScriptElement);

declare global {
  interface HTMLElementTagNameMap {
    "mpy-script": MpyScriptElement;
  }
}
