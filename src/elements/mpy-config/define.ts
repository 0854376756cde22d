/** Registers `<mpy-config>`. */
import { defineElement } from "../define-element.js";
import { MpyConfigElement } from "./mpy-config.js";

defineElement("mpy-config", MpyConfigElement);

declare global {
  interface HTMLElementTagNameMap {
    "mpy-config": MpyConfigElement;
  }
}
