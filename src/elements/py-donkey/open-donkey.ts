/** Makes a donkey: its worker, its terminal, and what they are called by. */
import { abortError, unlessAborted } from "../../runtime/errors.js";
import type { DonkeyMethods } from "../../runtime/donkey/donkey.js";
import { DonkeyPool } from "../../runtime/donkey/pool.js";
import { poolSize } from "../../runtime/donkey/pool-size.js";
import { PoolWorker } from "../../runtime/donkey/pool-worker.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { findTarget } from "../../runtime/page/targets.js";
import type { DonkeyOptions } from "../../runtime/donkey/donkey-options.js";
import type { PyTerminalElement } from "../py-terminal/py-terminal.js";
import "../py-terminal/define.js";
import { elementsRuntime, pageErrors } from "../runtime.js";
import type { PageServices, ScriptRun } from "../types.js";
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
  const type = interpreterType(options.type);
  const size = poolSize(options, type);
  const runtime = elementsRuntime();
  runtime.preload(type);
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
    const environments = await workers(runtime, type, options, size, lifetime.signal);
    const target = element ?? terminal;
    const setup = new Map<number, string>();
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
      const persistent = options.persistent ?? size > 1;
      return new PoolWorker({ environment, run, terminal: view, persistent, setup }, end);
    };
    const [first, ...others] = environments;
    const donkey = new DonkeyPool({
      workers: [poolWorker(first), ...others.map(poolWorker)],
      setup,
      progressView: (...map) => mapProgress(...map, { target, type, terminal: view }),
      end: async () => end(abortError("The donkey was killed.")),
    });
    terminal.onInterrupt = interrupt = () => void donkey.interrupt();
    await Promise.all(environments.map((environment) => environment.boot()));
    return donkey;
  } catch (error) {
    end(abortError("The donkey could not be started."));
    throw error;
  }
}

/** Makes the donkey of an element, as its attributes say. */
export function openElement(element: HTMLElement, signal: AbortSignal): Promise<DonkeyMethods> {
  const options: Record<string, unknown> = {};
  if (element.hasAttribute("persistent")) options["persistent"] = true;
  const workers = element.getAttribute("workers")?.trim();
  if (workers) options["workers"] = workers === "auto" ? workers : Number(workers);
  for (const name of ["type", "terminal", "config", "env"]) {
    const value = element.getAttribute(name)?.trim();
    if (value) options[name] = value;
  }
  if (options["type"] !== "mpy") options["type"] = "py";
  return openDonkey(options, { element, home: element, signal });
}

function interpreterType(type: string | undefined = "py"): InterpreterType {
  if (type === "py" || type === "mpy") return type;
  throw new TypeError(
    `donkey: type is ${JSON.stringify(type)}; expected "py" (Pyodide) or "mpy" (MicroPython).`,
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
  terminal.managed = true;
  terminal.setAttribute("type", type);
  container.append(terminal);
  return { terminal, owned: true };
}

/** The environments of a donkey's workers, in the order of their number. */
async function workers(
  runtime: PageServices,
  type: InterpreterType,
  { config, env }: DonkeyOptions,
  size: number,
  user: AbortSignal,
) {
  const base = document.baseURI;
  const [all, requested] = await Promise.all([runtime.workers(), runtime.resolve(config, { base })]);
  const make = () => all.environment({ type, ...requested, env }, user);
  return [make(), ...Array.from({ length: size - 1 }, make)] as const;
}
