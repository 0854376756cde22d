/** Makes a donkey: its worker, its terminal, and what they are called by. */
import { abortError, unlessAborted } from "../../runtime/errors.js";
import type { DonkeyMethods } from "../../runtime/donkey/donkey.js";
import { DonkeyPool } from "../../runtime/donkey/pool.js";
import { poolSize } from "../../runtime/donkey/pool-size.js";
import { PoolWorker, type MapWorker } from "../../runtime/donkey/pool-worker.js";
import type * as KernelsModule from "../../runtime/donkey/jupyter/open-kernels.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { readSandbox, sandboxOf } from "../../runtime/workers/page/sandbox-options.js";
import { findTarget } from "../../runtime/page/targets.js";
import type { DonkeyOptions } from "../../runtime/donkey/donkey-options.js";
import type { PyDonkeyElement } from "./py-donkey.js";
import type { PyTerminalElement } from "../py-terminal/py-terminal.js";
import "../py-terminal/define.js";
import { elementsRuntime, pageErrors } from "../runtime.js";
import type { PageServices, ScriptRun } from "../types.js";
import { manage } from "../managed.js";
import { mapProgress } from "./map-progress.js";

/** The options that an element adds. */
export interface DonkeyMount {
  /** The target of events for errors that no call reports; by default the terminal. */
  readonly element?: HTMLElement;
  /** The parent of a terminal that no option names; by default the end of the page. */
  readonly home?: ParentNode;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** @throws ConfigError, LoadError, TypeError when the options cannot be used, or Python cannot be loaded */
export async function openDonkey(
  options: DonkeyOptions,
  { element, home = document.body, signal }: DonkeyMount = {},
): Promise<DonkeyMethods> {
  const isRemote = options.type === "jupyter";
  const type = interpreterType(isRemote ? "py" : options.type);
  if (isRemote && options.sandbox) {
    throw new TypeError(
      "donkey: a Jupyter server runs code where it is; sandbox is for Python in the browser.",
    );
  }
  const size = poolSize(options, type);
  const runtime = elementsRuntime();
  // A sandbox compiles its own.
  if (!isRemote && !options.sandbox) runtime.preload(type, "workers");
  const lifetime = new AbortController();
  const { terminal, owned } = showTerminal(options, type, home);
  let interrupt: (() => void) | undefined;
  const end = (reason: Error) => {
    lifetime.abort(reason);
    if (interrupt && terminal.onInterrupt === interrupt) terminal.onInterrupt = undefined;
    if (owned) terminal.remove();
  };
  if (signal?.aborted) end(signal.reason as Error);
  signal?.addEventListener("abort", () => end(signal.reason as Error), {
    once: true,
    signal: lifetime.signal,
  });
  try {
    // A terminal that has been removed never opens.
    const view = await unlessAborted(terminal.open(), lifetime.signal);
    const target = element ?? terminal;
    const setup = new Map<number, string>();
    const persistent = options.persistent ?? size > 1;
    const parts = { terminal: view, persistent, setup };
    const { workers, boot, kill } = isRemote
      ? await kernels(options, { ...parts, output: terminal, root: document, signal: lifetime.signal }, size)
      : await places();
    const donkey = new DonkeyPool({
      workers,
      setup,
      signal: lifetime.signal,
      progressView: (...map) => mapProgress(...map, { target, type, terminal: view }),
      async end() {
        end(abortError("The donkey was killed."));
        await kill();
      },
    });
    terminal.onInterrupt = interrupt = () => void donkey.interrupt();
    await boot();
    return donkey;

    async function places(): Promise<Places> {
      const environments = await workerEnvironments(runtime, type, options, size, lifetime.signal);
      const poolWorker = (environment: (typeof environments)[number]) => {
        const run: ScriptRun = {
          id: runtime.nextRunId(),
          filename: "<donkey>",
          signal: lifetime.signal,
          terminal: view,
          element: target,
          root: document,
          view: () => (terminal.isConnected ? terminal : pageErrors()),
          output: terminal,
        };
        // One alone may have names that nobody defines again.
        return new PoolWorker({ ...parts, environment, run, renews: size > 1 }, end);
      };
      const [first, ...others] = environments;
      return {
        workers: [poolWorker(first), ...others.map(poolWorker)],
        boot: () => Promise.all(environments.map((environment) => environment.boot())),
        kill: () => Promise.resolve(),
      };
    }
  } catch (error) {
    end(abortError("The donkey could not be started."));
    throw error;
  }
}

/** The workers or kernels of a donkey. */
interface Places {
  readonly workers: readonly [MapWorker, ...MapWorker[]];
  /** Resolves when Python is there. */
  boot(): Promise<unknown>;
  /** Resolves when it is gone; the donkey's signal has ended it. */
  kill(): Promise<unknown>;
}

async function kernels(...args: Parameters<typeof KernelsModule.openKernels>): Promise<Places> {
  const { signal } = args[1];
  const { openKernels } = await unlessAborted(import("../../runtime/donkey/jupyter/open-kernels.js"), signal);
  return openKernels(...args);
}

/** The attributes that are options as they are. */
const NAMES = ["type", "terminal", "config", "env", "url", "kernel", "client"];
const SETTINGS = [...NAMES, "persistent", "workers", "sandbox", "allow"];

/** Has a donkey start anew when an attribute changes that says what it is. */
function restartOnChange(element: PyDonkeyElement, signal: AbortSignal): void {
  const read = () => JSON.stringify(SETTINGS.map((name) => element.getAttribute(name)));
  const before = read();
  const observer = new MutationObserver(() => {
    if (read() !== before) element.restart();
  });
  observer.observe(element, { attributeFilter: SETTINGS });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/** Makes the donkey of an element, as its attributes say. */
export async function openElement(element: PyDonkeyElement, signal: AbortSignal): Promise<DonkeyMethods> {
  // Before any is read: code that is no longer to be let to an address must not reach it.
  restartOnChange(element, signal);
  const options: Record<string, unknown> = {};
  if (element.hasAttribute("persistent")) options["persistent"] = true;
  const workers = element.getAttribute("workers")?.trim();
  if (workers) options["workers"] = workers === "auto" ? workers : Number(workers);
  for (const name of NAMES) {
    const value = element.getAttribute(name)?.trim();
    if (value) options[name] = value;
  }
  const sandbox = sandboxOf(element);
  if (sandbox) options["sandbox"] = sandbox;
  if (options["type"] === "jupyter")
    Object.assign(options, await remoteOptions(element, options["url"], signal));
  else if (options["type"] !== "mpy") options["type"] = "py";
  return openDonkey(options, { element, home: element, signal });
}

/**
 * The options of an element that no markup has. Scripts that come after the element set its token: it waits
 * for those.
 */
async function remoteOptions(element: PyDonkeyElement, url: unknown, signal: AbortSignal) {
  if (document.readyState === "loading") {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    document.addEventListener("DOMContentLoaded", resolve, { once: true, signal });
    await unlessAborted(promise, signal);
  }
  if (/[?&]token=/.test(String(url))) {
    throw new TypeError(
      "<py-donkey>: the url has a token, which everybody who sees the page's source could use. Set the element's property token.",
    );
  }
  return { token: element.token };
}

function interpreterType(type: string | undefined = "py"): InterpreterType {
  if (type === "py" || type === "mpy") return type;
  throw new TypeError(
    `donkey: type is ${JSON.stringify(type)}; expected "py" (Pyodide), "mpy" (MicroPython) or "jupyter" (a server).`,
  );
}

/** The terminal that the options name, or a new one in the container that they name. */
function showTerminal(
  { terminal: target }: DonkeyOptions,
  type: InterpreterType,
  home: ParentNode,
): { terminal: PyTerminalElement; owned: boolean } {
  const container = target
    ? typeof target === "string"
      ? findTarget(document, target)
      : (target as Element)
    : home;
  if (container instanceof HTMLElement && container.localName === "py-terminal") {
    const terminal = container as PyTerminalElement;
    return { terminal, owned: false };
  }
  const terminal = document.createElement("py-terminal");
  manage(terminal);
  terminal.setAttribute("type", type);
  container.append(terminal);
  return { terminal, owned: true };
}

/** The environments of a donkey's workers, in the order of their number. */
async function workerEnvironments(
  runtime: PageServices,
  type: InterpreterType,
  { config, env, sandbox: wanted }: DonkeyOptions,
  size: number,
  user: AbortSignal,
) {
  const base = document.baseURI;
  const sandbox = readSandbox(wanted, base);
  const [all, requested] = await Promise.all([runtime.workers(), runtime.resolve(config, { base })]);
  const make = () => all.environment({ type, ...requested, env, sandbox }, user);
  return [make(), ...Array.from({ length: size - 1 }, make)] as const;
}
