/**
 * The driver for MicroPython: small, there in a tenth of a second, one per thread.
 *
 * Faults of its build for the web are mended in `micropython-traps.ts` (exceptions, integers) and in Python,
 * `_runner_micropython.py` (runs that travel with tasks, the value of the last expression).
 */
import { readContainer, type Archive } from "../loading/archive.js";
import { rememberedAs } from "../loading/remembered.js";
import { endsComputing, sharesMemory } from "../capabilities.js";
import { LoadError } from "../errors.js";
import { type Assets, assetsAt, loadingFailed, unlessAborted } from "./assets.js";
import type { BootOptions, Interpreter, InterpreterDriver } from "./interpreter.js";
import { ModuleFiles } from "./micropython-files.js";
import { startedFrom } from "./micropython-image.js";
import { MicroPythonInterpreter, PACKAGES, type MicroPythonParts } from "./micropython-interpreter.js";
import type { MicroPythonExports, MicroPythonScript } from "./micropython-module.js";
import type { Suspension } from "./micropython-suspension.js";
import { Traps } from "./micropython-traps.js";
import type { Variant } from "./micropython-variant.js";
import { withSubstitutes } from "./substitutes.js";

const SCRIPT = "micropython";
const WASM = "micropython.wasm";

/** The WebAssembly that pages hand to their workers, by its address and whether they can be interrupted. */
const handed = new Map<string, Promise<WebAssembly.Module>>();
/** MicroPython keeps its tables in `globalThis`: a second one in the same realm would break the first. So
 * what has been loaded is kept, for a boot that failed or was given up later than that; and then somebody
 * has it. */
let loaded: { readonly what: string; readonly parts: Promise<Parts> } | undefined;
let taken = false;
const TAKEN =
  "MicroPython runs once in a thread, and this one has it. Share it, or start another in a worker.";

export const micropython: InterpreterDriver = {
  type: "mpy",

  preload(url, place = "main") {
    const assets = assetsAt(url);
    // The caller that boots it gets the failure.
    const ignore = (loading: Promise<unknown>) => void loading.catch(() => {});
    if (place === "main") request(assets);
    else if (place === "workers") ignore(forWorkers(assets, true));
    else if (__IN_WORKER__)
      [assets.script(SCRIPT), variantOf(true, true) ? variantCode() : loadSuspension()].forEach(ignore);
  },

  async handover(url, { interruptible = false, onProgress } = {}) {
    const assets = assetsAt(url);
    const ignore = assets.listen((progress) => onProgress?.(progress));
    try {
      return { wasm: await forWorkers(assets, interruptible) };
    } finally {
      ignore();
    }
  },

  async boot(options) {
    const { url, signal, handover } = options;
    const assets = assetsAt(url);
    const ignore = assets.listen((progress) => options.onProgress(progress));
    options.archive.catch(() => {}); // Awaited when all else is there.
    try {
      if (!handover && !options.interruptible) request(assets);
      const parts = await unlessAborted(load(assets, options), signal);
      const archive = await unlessAborted(options.archive, signal);
      return start(parts, archive, options);
    } finally {
      ignore();
    }
  },
};

/**
 * Returns the part of an archive that the build has put into the WebAssembly, in a section with the
 * archive's name: the modules that are not in the image.
 *
 * @returns undefined where nobody has asked for that WebAssembly, or it holds another version's
 */
export async function packaged(url: URL, name: string): Promise<Archive | undefined> {
  const assets = assetsAt(url);
  const present = (assets.present(WASM) ?? handed.get(keyOf(assets, true))) as
    Promise<WebAssembly.Module> | undefined;
  const module = await present?.catch(() => undefined); // The caller that boots it gets the failure.
  const content = module && section(module, name);
  return content && readContainer(content);
}

function section(module: WebAssembly.Module, name: string): ArrayBuffer | undefined {
  return WebAssembly.Module.customSections(module, name)[0];
}

function request(assets: Assets): void {
  // The caller that boots it gets the failure.
  assets.script(SCRIPT).catch(() => {});
  assets.wasm(WASM).catch(() => {});
}

/** How its WebAssembly differs from the page's; undefined where it does not. */
function variantOf(inWorker: boolean, interruptible = false): Variant | undefined {
  const variant = { shares: interruptible && sharesMemory(), calls: inWorker && !endsComputing() };
  return variant.shares || variant.calls ? variant : undefined;
}

const variantCode = () => import("./micropython-variant.js");
const loadSuspension = () => import("./micropython-suspension.js");

const keyOf = (assets: Assets, interruptible: boolean) =>
  `${assets.href(WASM)} ${interruptible && sharesMemory()}`;

/** Its WebAssembly for workers, made once. */
function forWorkers(assets: Assets, interruptible: boolean): Promise<WebAssembly.Module> {
  return rememberedAs(handed, keyOf(assets, interruptible), () =>
    compiled(assets, variantOf(true, interruptible)),
  );
}

/** Its WebAssembly, in a variant. Neither the file nor the code that changes it waits for the other. */
async function compiled(assets: Assets, variant: Variant | undefined): Promise<WebAssembly.Module> {
  if (!variant) return assets.wasm(WASM);
  const bytes = assets.ownBytes(WASM);
  bytes.catch(() => {}); // Awaited when the code is there.
  return (await variantCode()).compileVariant(assets, WASM, variant, bytes);
}

/** The result of loading: MicroPython without our package. */
interface Parts extends MicroPythonParts {
  /** The destination of its output; the interpreter that is made of it sets the streams. */
  readonly output: { streams: BootOptions["streams"] };
}

function load(assets: Assets, options: BootOptions): Promise<Parts> {
  const { suspendable = false, interruptible = false } = options;
  const what = `${assets.href(WASM)} ${suspendable} ${interruptible}`;
  if (taken || (loaded && loaded.what !== what)) throw new Error(TAKEN);
  if (!loaded) {
    const parts = loadParts(assets, options);
    loaded = { what, parts };
    parts.catch(() => (loaded = undefined));
  }
  return loaded.parts;
}

async function loadParts(
  assets: Assets,
  { suspendable, interruptible = false, handover }: BootOptions,
): Promise<Parts> {
  const variant = __IN_WORKER__ ? variantOf(handover !== undefined, interruptible) : undefined;
  const href = assets.href(WASM);
  const module = __IN_WORKER__
    ? Promise.resolve(handover)
        .catch(() => undefined)
        .then((parts) => parts?.wasm ?? compiled(assets, variant))
    : assets.wasm(WASM);
  module.catch(() => {}); // The script may fail first.
  const [script, differing] = await Promise.all([
    assets.script(SCRIPT) as Promise<MicroPythonScript>,
    variant && variantCode(),
  ]);
  const traps = new Traps();
  const files = new ModuleFiles(PACKAGES);
  const output: Parts["output"] = { streams: { stdout() {}, stderr() {} } };
  let suspension: Suspension | undefined;
  if (suspendable) {
    const { suspensionFor } = await loadSuspension();
    suspension = suspensionFor(await module);
  }
  let exports: MicroPythonExports | undefined;
  const begin = () =>
    script.loadMicroPython({
      url: href,
      stdin: () => null,
      stdout: (line) => output.streams.stdout(line),
      stderr: (line) => output.streams.stderr(line),
    });
  const loading = withSubstitutes(
    {
      wasm: { href, module },
      prepare: (imports) => {
        traps.prepare(imports);
        files.prepare(imports);
        suspension?.prepare(imports, traps.isJump);
        if (variant) differing?.prepare(imports, variant);
      },
      undo: (imports) => {
        suspension?.undo(imports);
        const tryAgain = suspension !== undefined;
        suspension = undefined;
        return tryAgain;
      },
      instantiated: (instance, module) => {
        exports = instance.exports as unknown as MicroPythonExports;
        traps.instantiated(instance);
        const suspending = suspension?.instantiated(instance) ?? instance;
        const image = section(module, __IMAGE__);
        return image ? startedFrom(image, suspending) : suspending;
      },
    },
    () => (differing && variant ? differing.begin(begin, variant) : begin()),
  );
  const mp = await loading.catch((cause: unknown) => {
    throw cause instanceof LoadError ? cause : loadingFailed("MicroPython", href, cause);
  });
  const interrupts = exports && variant && differing?.interrupts(exports, variant);
  return { mp, traps, files, suspension, interrupts, output };
}

function start(parts: Parts, archive: Archive, { host, streams, crashed }: BootOptions): Interpreter {
  if (taken) throw new Error(TAKEN);
  const { mp, output } = parts;
  // Its own: terminals divert them.
  output.streams = { ...streams };
  mp.registerJsModule("_pyscript_host", host);
  const interpreter = new MicroPythonInterpreter(parts, archive, { streams: output.streams, crashed });
  taken = true;
  return interpreter;
}
