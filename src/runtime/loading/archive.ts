/**
 * The archives of the Python package: what `scripts/build/archive.mjs` wrote, by `src/python/archives.json`.
 * `base` is what every page loads, `more` the modules that only some use, `worker` those of workers,
 * `components` those of custom elements: since Python's `import` cannot wait, they are loaded before a source
 * that may import them runs. Pyodide's are
 * JSON, path → text. MicroPython's is a container of bytecode: the length of a JSON header in four bytes
 * (little-endian), the header (path → length in bytes), then the files one after the other.
 *
 * The build puts `base` also where it comes with what is loaded anyway: Pyodide's with the driver;
 * MicroPython's in its WebAssembly, the runner and what that imports as an image of memory.
 */
import { loadFailure } from "./load-failure.js";

/** The parts of the package. */
export type ArchivePart = "base" | "more" | "worker" | "components";

/** Paths below the folder that holds packages, and what is in those files. */
export type Archive = ReadonlyMap<string, string | Uint8Array>;

const AFTER_BOOT: readonly string[] = __AFTER_BOOT__;
const BASE_NAMES: readonly string[] = __BASE_NAMES__;

/** Splits `base` into what an interpreter boots with and what can be added before it is imported. */
export function splitBase(base: Archive): [boot: Archive, later: Archive] {
  const boot = new Map(base);
  const later = new Map<string, string | Uint8Array>();
  for (const [path, content] of base) {
    if (AFTER_BOOT.includes(path.replace(/\.\w+$/, "")) && boot.delete(path)) later.set(path, content);
  }
  return [boot, later];
}

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

/** Signs of code that defines custom elements, or that has it from elsewhere. */
const COMPONENTS = /\b([cC]omponent|micropip|loadPackage|run_path|import_module)\b/;

/** Tells whether Python's code may define custom elements. */
export function definesComponents(source: string): boolean {
  return COMPONENTS.test(source);
}

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
  const isEnough =
    !WHOLE.test(source) &&
    names.map((name) => name.trim()).every((name) => !name || BASE_NAMES.includes(name));
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
