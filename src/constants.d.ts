/** Written into the code by the build (and by the test server). */

/** Where `dist/` is, relative to the module that says it. */
declare const __DIST__: string;
/** The name of the `pyscript` archive in `dist/`, content-hashed: `pyscript-1a2b3c4d.json`. */
declare const __ARCHIVE__: string;
/** The name of Pyodide's memory snapshot in `dist/pyodide/`; empty when the build made none. */
declare const __SNAPSHOT__: string;
/** The version of this package. */
declare const __VERSION__: string;
