/** Boots the drivers for tests of them, with what a page gives them. */
import { fetchArchive, type Archive, type ArchivePart } from "../../src/runtime/loading/archive.js";
import type {
  BootOptions,
  Interpreter,
  InterpreterDriver,
  InterpreterType,
} from "../../src/runtime/interpreters/interpreter.js";

/** An uncaught exception, as `_pyscript_host.report` receives it. */
export interface Reported {
  readonly run: number;
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly filename: string;
  readonly lineno: number;
}

export interface Booted {
  readonly interpreter: Interpreter;
  readonly host: Record<string, unknown>;
  readonly stdout: string[];
  readonly stderr: string[];
  readonly reported: Reported[];
}

/** The Python package as built. */
export function loadArchive(type: InterpreterType, part: ArchivePart = "base"): Promise<Archive> {
  return fetchArchive(new URL(`/dist/${__ARCHIVES__[type][part]}`, location.href));
}

/** Boots a driver from `dist/`. */
export async function bootForTest(
  driver: InterpreterDriver,
  overrides: Partial<BootOptions> = {},
): Promise<Booted> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const reported: Reported[] = [];
  const host: Record<string, unknown> = {
    in_worker: false,
    report: (
      run: number,
      type: string,
      message: string,
      traceback: string,
      filename: string,
      lineno: number,
    ) => {
      reported.push({ run, type, message, traceback, filename, lineno });
    },
  };
  const folder = driver.type === "py" ? "pyodide" : "micropython";
  const interpreter = await driver.boot({
    url: new URL(`/dist/${folder}/`, location.href),
    archive: overrides.archive ?? loadArchive(driver.type),
    host,
    streams: { stdout: (line) => stdout.push(line), stderr: (line) => stderr.push(line) },
    signal: new AbortController().signal,
    onProgress: () => {},
    ...overrides,
  });
  // Lists and dictionaries are converted by modules of this one.
  await interpreter.loadConversions();
  if (!overrides.archive) interpreter.installPackageFiles(await loadArchive(driver.type, "more"));
  return { interpreter, host, stdout, stderr, reported };
}

/** Waits until something is so. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
