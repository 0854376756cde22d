/** Registers `<py-config>`. */
import { defineElement } from "../define-element.js";
import { PyConfigElement } from "./py-config.js";

defineElement("py-config", PyConfigElement);

declare global {
  interface HTMLElementTagNameMap {
    "py-config": PyConfigElement;
  }
}
