/** Opens bridges on a page: finds the Python file and the place where it runs, and has it executed there. */
import { ownAddress } from "../runtime/loading/dist.js";
import { fetchSource } from "../runtime/loading/fetch-source.js";
import {
  openedBridge,
  type BridgeOptions,
  type CallSite,
  type OpenedBridge,
} from "../runtime/bridge/opened.js";
import { pythonModules, type ModuleSource } from "../runtime/bridge/python-modules.js";
import type { Environment } from "../runtime/environment/environment.js";
import { unlessAborted } from "../runtime/errors.js";
import type { WorkerEnvironment } from "../runtime/workers/page/worker-environment.js";
import { sharedEnvironment } from "./page-config.js";
import { pageErrors } from "./runtime.js";
import type { PageServices, ScriptRun } from "./types.js";

/**
 * @param importer the JavaScript file
 * @throws TypeError for wrong options, LoadError, ConfigError, PythonError, an `AbortError` when the signal
 *   aborts
 */
export async function openBridge(
  runtime: PageServices,
  importer: string,
  options: BridgeOptions,
): Promise<OpenedBridge> {
  const url = ownAddress(checkAddress(importer));
  const { type = "py", env = "", worker = true, config } = options;
  if (type !== "py" && type !== "mpy") {
    throw new TypeError(`A bridge's type is "py" or "mpy", not ${JSON.stringify(type)}.`);
  }
  const address = pythonFile(url, options.file);
  // Bundlers make data of small files; tracebacks name the file that it was.
  const file = address.startsWith("data:") ? pythonFile(url, undefined) : address;
  const lifetime = new AbortController();
  const signal = options.signal ? AbortSignal.any([lifetime.signal, options.signal]) : lifetime.signal;
  signal.throwIfAborted();
  runtime.preload(type, worker || config !== undefined ? "workers" : "main");
  /** Fetches the file and executes it. @param latest ends the execution before the bridge does */
  const load = async (environment: Promise<BridgeEnvironment>, latest: AbortSignal): Promise<CallSite> => {
    const executed = AbortSignal.any([signal, latest]);
    const fetching = fetchSource(address, url, executed, ADVICE);
    fetching.catch(() => {}); // Awaited when Python is there.
    const run = bridgeRun(runtime, file, executed);
    const place = await environment;
    await place.boot();
    const { code } = await fetching;
    const source: ModuleSource = {
      url: file,
      name: moduleName(file),
      source: code,
      shared: env !== "",
      run: run.id,
    };
    executed.throwIfAborted();
    const site = await ("openBridge" in place ? place.openBridge(source, run) : loadHere(place, source, run));
    unloadWith(AbortSignal.any([endOf(place), executed]), site);
    return site;
  };
  const endOf = (place: BridgeEnvironment): AbortSignal =>
    "openBridge" in place ? signal : AbortSignal.any([signal, place.signal]);
  const open = async (): Promise<OpenedBridge> => {
    const environment: Promise<BridgeEnvironment> =
      worker || config !== undefined
        ? workerEnvironment(runtime, url, options, signal)
        : sharedEnvironment(runtime, type, signal);
    const first = new AbortController();
    const site = await load(environment, first.signal);
    const opened = openedBridge(site, fileName(file), endOf(await environment));
    executeEdited(address, first, signal, (latest) => {
      const loading = load(environment, latest);
      opened.replace(loading);
      return loading;
    });
    return opened;
  };
  try {
    return await unlessAborted(open(), signal);
  } catch (error) {
    lifetime.abort(); // Ends everything that was started for the bridge.
    throw error;
  }
}

type BridgeEnvironment = WorkerEnvironment<ScriptRun> | Environment<ScriptRun>;

async function loadHere(
  environment: Environment<ScriptRun>,
  source: ModuleSource,
  run: ScriptRun,
): Promise<CallSite> {
  environment.addRun(run);
  return (await pythonModules(environment)).load(source);
}

function unloadWith(signal: AbortSignal, site: CallSite): void {
  if (signal.aborted) site.unload();
  else signal.addEventListener("abort", () => site.unload(), { once: true });
}

/**
 * Executes a file again whenever an event `py:edited` says so, until `signal` aborts: tools for development
 * send it to the document. Cancelled, it tells them that the page need not be loaded anew. Calls that an
 * execution has begun have until the next but one to end. One that has not come about by the next edit never
 * does: where a namespace is shared, its older names could come last.
 *
 * @param latest ends the execution that there is
 * @param execute executes the file, until `latest` aborts
 */
function executeEdited(
  address: string,
  latest: AbortController,
  signal: AbortSignal,
  execute: (latest: AbortSignal) => Promise<unknown>,
): void {
  let former: AbortController | undefined;
  /** The latest execution, until it has come about or failed. */
  let executing: Promise<unknown> | undefined;
  const edited = (event: Event): void => {
    const { path } = (event as CustomEvent<{ readonly path: string }>).detail;
    if (decodeURIComponent(new URL(address).pathname) !== path) return;
    event.preventDefault();
    if (executing) latest.abort();
    else {
      former?.abort();
      former = latest;
    }
    latest = new AbortController();
    const begun = (executing = execute(latest.signal));
    const ended = () => {
      if (executing === begun) executing = undefined;
    };
    begun.then(ended, ended);
  };
  // Before the page's own listeners, whose calls are of the new functions then.
  addEventListener("py:edited", edited, { capture: true, signal });
}

/** The environment in a worker: that of the `env`, else one of the bridge's own. */
async function workerEnvironment(
  runtime: PageServices,
  url: string,
  { type = "py", config, env }: BridgeOptions,
  signal: AbortSignal,
): Promise<WorkerEnvironment<ScriptRun>> {
  const [workers, requested] = await Promise.all([runtime.workers(), runtime.resolve(config, { base: url })]);
  return workers.environment({ type, ...requested, env }, signal);
}

/** Advice for an address that has no Python file. */
const ADVICE = `that the Python file is beside the JavaScript file, or named by the option "file",`;

/** @throws TypeError for what is no absolute URL: relative to which file it is, nobody knows */
function checkAddress(url: string): string {
  if (URL.canParse(url)) return url;
  throw new TypeError(
    `bridge() takes the URL of the JavaScript file, import.meta.url; found ${JSON.stringify(url)}. Pass that, and name ` +
      'another Python file than the one beside it by the option "file".',
  );
}

/** The Python file of a JavaScript file. */
function pythonFile(url: string, file: string | URL | undefined): string {
  if (file !== undefined) return new URL(file, url).href;
  const { origin, protocol, host, pathname } = new URL(url);
  // Bundlers and servers add queries; a Python file that needs one is named.
  const path = pathname.replace(/(\.([cm]?[jt]sx?|py))?$/, ".py");
  return origin === "null" ? `${protocol}//${host}${path}` : origin + path;
}

/** Returns the name that Python gives to a file's module. */
function moduleName(url: string): string {
  return fileName(url).replace(/\.py$/, "").replace(/\W/g, "_");
}

function fileName(url: string): string {
  return new URL(url).pathname.split("/").at(-1) ?? url;
}

/** The run that a file's code belongs to. It has no place in the page. */
function bridgeRun(runtime: PageServices, filename: string, signal: AbortSignal): ScriptRun {
  return {
    id: runtime.nextRunId(),
    filename,
    signal,
    element: document.documentElement,
    root: document,
    view: pageErrors,
    get output(): HTMLElement {
      throw new Error('A bridged file has no place in the page: pass target="an-id" to display().');
    },
  };
}
