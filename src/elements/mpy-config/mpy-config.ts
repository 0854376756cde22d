/**
 * `<mpy-config>`: the configuration of all MicroPython scripts of the page, one for the page.
 *
 * @example
 * ```html
 * <mpy-config>
 *   { "files": { "./data.csv": "" } }
 * </mpy-config>
 * ```
 */
import { ConfigElement } from "../config-element.js";

/**
 * @summary Configures MicroPython: packages, files, JavaScript modules.
 * @element mpy-config
 * @attr src - URL of a JSON or TOML file, instead of inline text
 * @attr config-parser - `json` or `toml`, where the form does not tell; or the URL of a JavaScript module
 *   that exports `parse`
 * @attr type - `json` or `toml`, as `config-parser`
 */
export class MpyConfigElement extends ConfigElement {}
