/**
 * `<py-config>`: the configuration of all Pyodide scripts of the page, one for the page.
 *
 * @example
 * ```html
 * <py-config>
 *   { "files": { "./data.csv": "" } }
 * </py-config>
 * ```
 */
import { ConfigElement } from "../config-element.js";

/**
 * @summary Configures Pyodide: packages, files, JavaScript modules.
 * @element py-config
 * @attr src - URL of a JSON or TOML file, instead of inline text
 * @attr config-parser - `json` or `toml`, where the form does not tell; or the URL of a JavaScript module
 *   that exports `parse`
 * @attr type - `json` or `toml`, as `config-parser`
 */
export class PyConfigElement extends ConfigElement {}
