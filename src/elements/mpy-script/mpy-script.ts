/**
 * `<mpy-script>`: Python in the page, run by MicroPython (a small Python that starts in a tenth of a second).
 *
 * @example
 * ```html
 * <mpy-script>
 *   from pyscript import display
 *   display("Hello from Python")
 * </mpy-script>
 * ```
 */
import { PythonElement } from "../python-element.js";

/**
 * @summary Runs Python with MicroPython and shows what it displays.
 * @element mpy-script
 */
export class MpyScriptElement extends PythonElement {
  constructor() {
    super("mpy");
  }
}
