/**
 * Python's standard library, where Pyodide started from its snapshot before the library was there: the file
 * is empty until it comes. Sources that import what the snapshot has don't wait for it.
 *
 * A function of the standard library may import when it is called. It opens the file before the library has
 * come, then: the file is fetched at once, while the thread waits.
 */
import { abortError } from "../errors.js";
import type { Execution, Interpreter } from "./interpreter.js";
import type { Pyodide } from "./pyodide-module.js";

export class LateLibrary {
  /** Rejects with a LoadError when it cannot be had. */
  readonly #arrived: Promise<void>;
  readonly #there: ReadonlySet<string>;
  #isFilled = false;

  /** Has the file of an interpreter filled when the library comes, or when somebody opens it. */
  constructor({ FS: fs, runPython }: Pyodide, href: string, library: Promise<ArrayBuffer>) {
    const name = fs.readdir("/lib").find((each) => /^python\d+\.zip$/.test(each));
    if (!name) throw new Error("Pyodide keeps its library elsewhere.");
    const path = `/lib/${name}`;
    const { node } = fs.lookupPath(path);
    const { stream_ops: operations } = node;
    const fill = (bytes: ArrayBuffer) => {
      if (this.#isFilled) return;
      this.#isFilled = true;
      node.stream_ops = operations;
      fs.writeFile(path, new Uint8Array(bytes));
    };
    node.stream_ops = { ...operations, open: () => fill(fetchNow(href)) };
    this.#arrived = library.then(fill);
    this.#arrived.catch(() => {}); // Awaited by who needs it.
    this.#there = new Set(String(runPython("'\\n'.join(__import__('sys').modules)")).split("\n"));
  }

  /** Has sources of an interpreter that import what is not there wait for it. */
  delay(interpreter: Interpreter): void {
    const execute = interpreter.executeAsync.bind(interpreter);
    interpreter.whole = this.#arrived;
    interpreter.executeAsync = (source, options) => {
      const needs = !this.#isFilled && this.#imports(source);
      return needs ? this.#later(() => execute(source, options)) : execute(source, options);
    };
  }

  #later(execute: () => Execution): Execution {
    let begun: Execution | undefined;
    let isCancelled = false;
    const result = this.#arrived.then(() => {
      if (isCancelled) throw abortError("The script was stopped.");
      return (begun = execute()).result;
    });
    const cancel = () => {
      isCancelled = true;
      begun?.cancel();
    };
    return { result, cancel };
  }

  #imports(source: string): boolean {
    for (const [, from, names = ""] of source.matchAll(IMPORTS)) {
      const modules = from ? [from] : names.split(",").map((name) => name.trim().split(/\s/)[0] ?? "");
      if (modules.some((name) => !OWN.test(name) && !this.#there.has(name))) return true;
    }
    return DYNAMIC.test(source);
  }
}

const IMPORTS = /(?:^|[\n;:])[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([^\n;#]+))/g;
/** Imports that their text does not tell. */
const DYNAMIC = /__import__|import_module|py_import/;
/** Modules of ours, and those that interpreters make; all that they import is in the snapshot. */
const OWN = /^(pyscript|polyscript|js|pyodide|pyodide_js)(\.|$)/;

/** Fetches while the thread waits, from the browser's cache or with the request that is under way. */
function fetchNow(href: string): ArrayBuffer {
  const request = new XMLHttpRequest();
  request.open("GET", href, false);
  // Pages may not ask for a buffer so; each character of this text is a byte.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`Python's library is missing: ${href} (${request.status}).`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0)).buffer;
}
