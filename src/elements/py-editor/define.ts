/** Registers `<py-editor>`. */
import { defineElement } from "../define-element.js";
import { PyEditorElement } from "./py-editor.js";

defineElement("py-editor", PyEditorElement);

declare global {
  interface HTMLElementTagNameMap {
    "py-editor": PyEditorElement;
  }
}
