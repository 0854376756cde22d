/** Registers `<py-terminal>`. */
import { defineElement } from "../define-element.js";
import { PyTerminalElement } from "./py-terminal.js";

defineElement("py-terminal", PyTerminalElement);

declare global {
  interface HTMLElementTagNameMap {
    "py-terminal": PyTerminalElement;
  }
}
