/** The addresses of interpreters: beside the code by default; elsewhere only when a configuration asks for
 * it. */
import { distURL } from "../loading/dist.js";
import { ConfigError } from "../errors.js";
import type { InterpreterType } from "./interpreter.js";

/** The folder that holds the interpreter, and what it is called. */
const homes = {
  py: {
    folder: "pyodide/",
    label: "Pyodide",
    cdn: (version: string) => `https://cdn.jsdelivr.net/pyodide/v${version}/full/`,
  },
  mpy: {
    folder: "micropython/",
    label: "MicroPython",
    cdn: (version: string) =>
      `https://cdn.jsdelivr.net/npm/@micropython/micropython-webassembly-pyscript@${version}/`,
  },
} as const;

/** The name people know an interpreter by. */
export function interpreterLabel(type: InterpreterType): string {
  return homes[type].label;
}

/**
 * The folder of an interpreter's files, with a slash at its end.
 *
 * @param type which interpreter
 * @param requested the configuration's `interpreter`: undefined for the one beside our code, a version, or
 *   the URL (relative to `base`) of a folder or of the interpreter's module in it
 * @param dist the folder of our own build
 * @param base the base of a relative `requested`
 * @throws ConfigError (PY1000) when `requested` is neither a version nor a URL
 */
export function interpreterURL(
  type: InterpreterType,
  requested: string | undefined,
  dist: URL,
  base: URL,
): URL {
  const home = homes[type];
  if (requested === undefined || requested === "") return new URL(home.folder, dist);
  if (/^\d+\.\d+\.\d+[\w.-]*$/.test(requested)) return new URL(home.cdn(requested));
  try {
    return new URL("./", new URL(requested, base));
  } catch (cause) {
    throw new ConfigError(
      "PY1000",
      `"interpreter" is ${JSON.stringify(requested)}; expected a version such as "1.27.0" or the URL of ` +
        `${home.label}'s module.`,
      { cause },
    );
  }
}

/** Returns true for folders that the build makes: their files have the names we gave them. */
export function isOwnFolder(folder: URL): boolean {
  return folder.href.startsWith(distURL().href);
}

/**
 * The name of a module of an interpreter in its folder. In ours it ends with `.js`, which every server
 * declares as JavaScript; elsewhere it is named as its maker named it.
 */
export function scriptName(folder: URL, name: string): string {
  return `${name}.${isOwnFolder(folder) ? "js" : "mjs"}`;
}
