/** Registers `<script-py>`. */
import { defineElement } from "../define-element.js";
import { ScriptPyElement } from "./script-py.js";

defineElement("script-py", ScriptPyElement);

declare global {
  interface HTMLElementTagNameMap {
    "script-py": ScriptPyElement;
  }
}
