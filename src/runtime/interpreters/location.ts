/** The addresses of interpreters: beside the code by default; elsewhere only when a configuration asks for
 * it. */
import type { ResolvedConfig } from "../config/types.js";
import { distURL } from "../loading/dist.js";
import type { InterpreterType } from "./interpreter.js";

const labels = { py: "Pyodide", mpy: "MicroPython" } as const;

/** The name people know an interpreter by. */
export function interpreterLabel(type: InterpreterType): string {
  return labels[type];
}

/**
 * The folder of an interpreter's files, with a slash at its end.
 *
 * @param dist the folder of our own build
 * @param config may name another place
 */
export function interpreterURL(
  type: InterpreterType,
  dist: URL,
  config: Pick<ResolvedConfig, "interpreters"> = {},
): URL {
  return new URL(config.interpreters?.[type] ?? `${labels[type].toLowerCase()}/`, dist);
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
