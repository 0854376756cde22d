/** The names of Pyodide's files. */
export const WASM = "pyodide.asm.wasm";
export const LIBRARY = "python_stdlib.zip";
export const LOCK = "pyodide-lock.json";
