/**
 * The archives of the Python package: what `scripts/build/archive.mjs` wrote. `base` is what every page
 * loads, `more` the modules that only some use, `worker` those of workers: since Python's `import` cannot
 * wait, they are loaded before a source that may import them runs. Pyodide's are JSON, path → text.
 * MicroPython's is a container of bytecode: the length of a JSON header in four bytes (little-endian), the
 * header (path → length in bytes), then the files one after the other.
 *
 * The build puts `base` also where it comes with what is loaded anyway: Pyodide's with the driver;
 * MicroPython's in its WebAssembly, the runner and what that imports as an image of memory.
 */
import { loadFailure } from "./load-failure.js";

/** The parts of the package. */
export type ArchivePart = "base" | "more" | "worker";

/** Paths below the folder that holds packages, and what is in those files. */
export type Archive = ReadonlyMap<string, string | Uint8Array>;

/** The modules of `base` without which no source can run; the others may come later. */
const BOOT =
  /^pyscript\/_(_init__|context|platform|runner\w*|host|callables|remote|worker_\w+|link_(?!iterations)\w+)\./;

/** Splits `base` into what an interpreter boots with and what can be added before it is imported. */
export function splitBase(base: Archive): { boot: Archive; rest: Archive } {
  const entries = [...base];
  return {
    boot: new Map(entries.filter(([path]) => BOOT.test(path))),
    rest: new Map(entries.filter(([path]) => !BOOT.test(path))),
  };
}

/** The names of `base`: a source that names nothing else of the package does without `more`. */
const IN_BASE =
  /^(|display|HTML|output|when|Event|events|document|window|current_target|config|RUNNING_IN_WORKER)$/;

/** `pyscript.name` and `from pyscript import names`, on one line, after backslashes, or in parentheses with
 * comments. */
const NAMES = /\bpyscript\s*(?:\.\s*(\w*)|\bimport\b\s*(\((?:#.*|[^)#])*|(?:[^\n;#\\]|\\\s*)*))/g;

/** The package as a value, renamed or in quotes: anything may be taken from it then. */
const WHOLE = /\bpyscript\s+as\b|["']pyscript\.?["']|[=(,[{:]\s*pyscript\s*([,)\]}\n;]|$)/;

/**
 * Signs of objects that know richer forms than text, which `display` needs more for, and of code that is made
 * while the source runs.
 */
const OPEN = /_repr_|\b(savefig|exec|eval|__import__|import_module|run_path|loadPackage|micropip)\b/;

/**
 * Which parts a source may import from, as far as its text tells: rather too many than too few.
 *
 * @param inWorker whether the module `js` stands on the package: it has what the page has
 */
export function partsNeeded(source: string, inWorker = false): ArchivePart[] {
  if (OPEN.test(source) || (inWorker ? /\b(polyscript|js)\b/ : /\bpolyscript\b/).test(source))
    return ["base", "more"];
  if (!/\bpyscript\b/.test(source)) return [];
  const names = [...source.matchAll(NAMES)].flatMap(([, attribute, imported = attribute ?? ""]) =>
    imported.replace(/#.*|[\s(\\]+as\s+\w+|[(\\]/g, "").split(","),
  );
  const isEnough = !WHOLE.test(source) && names.every((name) => IN_BASE.test(name.trim()));
  return isEnough ? ["base"] : ["base", "more"];
}

/**
 * Fetches an archive.
 *
 * @throws LoadError when it cannot be fetched or is not one
 */
export async function fetchArchive(url: URL): Promise<Archive> {
  const { href } = url;
  const response = await fetch(url).catch(async (cause: unknown) => {
    throw await loadFailure(href, "unreachable", cause);
  });
  if (!response.ok) throw await loadFailure(href, response.status);
  try {
    if (url.pathname.endsWith(".json")) {
      return new Map(Object.entries((await response.json()) as Record<string, string>));
    }
    return readContainer(await response.arrayBuffer());
  } catch (cause) {
    throw await loadFailure(href, "incomplete", cause);
  }
}

/** Takes the form apart that MicroPython's archives have. */
export function readContainer(buffer: ArrayBuffer): Archive {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength));
  const files = new Map<string, Uint8Array>();
  let offset = 4 + headerLength;
  for (const [path, length] of Object.entries(JSON.parse(header) as Record<string, number>)) {
    files.set(path, new Uint8Array(buffer, offset, length));
    offset += length;
  }
  return files;
}
