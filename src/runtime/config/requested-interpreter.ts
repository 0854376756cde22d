/** Returns the address of the interpreter that a configuration asks for. */
import { ConfigError } from "../errors.js";
import type { ResolvedConfig } from "./types.js";

const CDN = "https://cdn.jsdelivr.net";

/**
 * The folders that a configuration's `interpreter` means, for either interpreter, with a slash at their end.
 *
 * @param requested a version, or the URL (relative to `base`) of a folder or of the interpreter's module in
 *   it
 * @throws ConfigError (PY1000) when it is neither
 */
export function requestedInterpreter(
  requested: string,
  base: URL,
): NonNullable<ResolvedConfig["interpreters"]> {
  if (/^\d+\.\d+\.\d+[\w.-]*$/.test(requested)) {
    return {
      py: `${CDN}/pyodide/v${requested}/full/`,
      mpy: `${CDN}/npm/@micropython/micropython-webassembly-pyscript@${requested}/`,
    };
  }
  try {
    const { href } = new URL("./", new URL(requested, base));
    return { py: href, mpy: href };
  } catch (cause) {
    throw new ConfigError(
      "PY1000",
      `"interpreter" is ${JSON.stringify(requested)}; expected a version such as "1.29.0-6" or the URL of the ` +
        "interpreter's module.",
      { cause },
    );
  }
}
