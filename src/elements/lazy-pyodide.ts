/** The driver for Pyodide, loaded by the first who needs it; Pyodide's own files are asked for meanwhile. */
import type { Archive } from "../runtime/loading/archive.js";
import { LoadError } from "../runtime/errors.js";
import type { InterpreterDriver } from "../runtime/interpreters/interpreter.js";
import { assetsAt } from "../runtime/interpreters/assets.js";
import { askForPyodide } from "../runtime/interpreters/pyodide-files.js";

const load = () =>
  import("./pyodide-chunk.js").catch(async (cause: unknown) => {
    const { missingPart } = await import("../runtime/loading/load-problems.js");
    throw new LoadError("PY0001", `Pyodide's driver: ${String(cause)}. ${missingPart()}`, "", { cause });
  });

export const lazyPyodide: InterpreterDriver = {
  type: "py",

  preload(url, place = "main") {
    // The caller that boots the interpreter gets the failure.
    load().then(
      ({ pyodide }) => pyodide.preload(url, place),
      () => {},
    );
    askForPyodide(assetsAt(url), place);
  },

  async handover(url, options) {
    return (await load()).pyodide.handover(url, options);
  },

  async boot(options) {
    options.archive.catch(() => {}); // Awaited when the driver is there.
    return (await load()).pyodide.boot(options);
  },
};

/** Pyodide's modules that every page needs came with the driver, where the build has put them there. */
export async function embeddedArchive(): Promise<Archive | undefined> {
  const { base } = await load();
  return base ? new Map(Object.entries(base)) : undefined;
}
