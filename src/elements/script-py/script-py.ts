/**
 * `<script-py>`: the visible place of an adopted `<script type="py">` or `<script type="mpy">`. It follows
 * the script and receives what is displayed. Authors do not write it; `script.target` is it.
 */
import { OutputElement } from "../output-element.js";

/**
 * @summary Shows what an adopted script tag displays.
 * @element script-py
 */
export class ScriptPyElement extends OutputElement {}
