/** Written into the code by the build (and by the test server). */

/** Place of `dist/`, relative to `runtime/loading/dist.ts`, or to the file that it has been bundled into. */
declare const __DIST__: string;
/** True in `dist/lib/`, the build for bundlers, which may move the code away from `dist/`. */
declare const __BUNDLED__: boolean;
/** False in what only the page loads of `dist/`, which leaves out what workers need; true elsewhere. */
declare const __IN_WORKER__: boolean;
/** The names of the Python package's archives in `dist/`, content-hashed, by interpreter:
 * `pyscript-1a2b3c4d.json`. */
declare const __ARCHIVES__: Readonly<
  Record<"py" | "mpy", Readonly<Record<"base" | "more" | "worker" | "components", string>>>
>;
/** Modules of `base` and `worker` that an interpreter boots without, by their path without the ending. */
declare const __AFTER_BOOT__: readonly string[];
/** Names of `pyscript` for which the `base` archive is enough. */
declare const __BASE_NAMES__: readonly string[];
/** The name of the section of MicroPython's WebAssembly that its image is. */
declare const __IMAGE__: string;
/** The name of Pyodide's memory snapshot in `dist/pyodide/`; empty when the build made none. */
declare const __SNAPSHOT__: string;
/** The marks, letters and flags that TypeScript and Python share: see `scripts/build/protocol.mjs`. */
// eslint-disable-next-line @typescript-eslint/consistent-type-imports -- with an import this would be a module
declare const __PROTOCOL__: Readonly<typeof import("./protocol.json")>;
/** The version of this package. */
declare const __VERSION__: string;
/** The operations on the page's objects that a worker need not wait for: see `scripts/build/members.mjs`. */
declare const __MEMBERS__: string;
/** Pyodide's `base` archive, path → text; null where it is fetched. */
declare const __PYODIDE_BASE__: Readonly<Record<string, string>> | null;
/** Names of the Python package by module, each with its signature and a line of its docstring: see
 * `scripts/build/stub-names.mjs`. */
declare const __STUB_NAMES__: Readonly<Record<string, Readonly<Record<string, string>>>>;
/** The Python that a donkey runs its calls by in a kernel: the name of its package, and code that installs
 * it. */
declare const __KERNEL__: { readonly package: string; readonly code: string };
