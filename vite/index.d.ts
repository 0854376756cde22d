import type { Plugin } from "vite";

export interface PyElementsOptions {
  /** Sends the headers in `vite dev` and `vite preview` that make pages cross-origin isolated, for the
   * fastest workers. */
  isolated?: boolean;
  /** The interpreters that the build brings; by default those that the project's sources name, or both. */
  interpreters?: readonly ("py" | "mpy")[];
}

/**
 * Serves the library's files in development, puts those that a project uses into its build, runs edited
 * Python anew without a reload, and tells Vue's plugin about the elements.
 *
 * @example
 * ```js
 * // vite.config.js
 * import pyElements from "py-elements/vite";
 * export default { plugins: [pyElements()] };
 * ```
 */
export default function pyElements(options?: PyElementsOptions): Plugin;
