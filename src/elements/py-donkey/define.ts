/** Registers `<py-donkey>`. */
import { defineElement } from "../define-element.js";
import { PyDonkeyElement } from "./py-donkey.js";

defineElement("py-donkey", PyDonkeyElement);

declare global {
  interface HTMLElementTagNameMap {
    "py-donkey": PyDonkeyElement;
  }
}
