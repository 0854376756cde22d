/**
 * `<py-script>`: Python in the page, run by Pyodide (CPython, compiled to WebAssembly, with packages from
 * PyPI).
 *
 * @example
 * ```html
 * <py-script>
 *   from pyscript import display
 *   display("Hello from Python")
 * </py-script>
 * ```
 */
import { PythonElement } from "../python-element.js";

/**
 * @summary Runs Python with Pyodide and shows what it displays.
 * @element py-script
 */
export class PyScriptElement extends PythonElement {
  constructor() {
    super("py");
  }
}
