/** Sets the page up once, however often the library is loaded: see {@link startPage}. */
import type { BridgeOptions, OpenedBridge } from "../runtime/bridge/opened.js";
import type { PythonConfig } from "../runtime/config/types.js";
import type { DonkeyMethods } from "../runtime/donkey/donkey.js";
import type { DonkeyOptions } from "../runtime/donkey/donkey-options.js";
import { createHooks, type Hooks } from "../runtime/runs/hooks.js";
import type { Interpreter, InterpreterType } from "../runtime/interpreters/interpreter.js";
import { elementsRuntime } from "./runtime.js";

/** The API that a page's scripts and plugins use. */
export interface Page {
  readonly version: string;
  readonly hooks: Hooks;
  /** The configuration in use, by interpreter; resolves when there is one. */
  readonly config: { readonly py: Promise<PythonConfig>; readonly mpy: Promise<PythonConfig> };
  /** Resolves with the interpreter of a type once the page has loaded it. */
  whenDefined(type: InterpreterType): Promise<Interpreter>;
  /** Opens a bridge to a Python file: what `bridge.ts` calls. */
  openBridge?(url: string, options: BridgeOptions): Promise<OpenedBridge>;
  /** Makes a donkey: what `donkey.ts` calls. */
  openDonkey?(options: DonkeyOptions, signal: AbortSignal): Promise<DonkeyMethods>;
}

/** Code written for PyScript looks for its API here. */
const symbol = Symbol.for("@pyscript/core");

/**
 * Starts adopting script tags and wiring event attributes in this document. The first copy on a page does; a
 * later one warns, and uses what the first one made. On a server nothing happens.
 */
export function startPage(version: string): Page {
  if (typeof document === "undefined") return serverPage(version);
  const global = globalThis as { [symbol]?: Page };
  const present = global[symbol];
  if (present) {
    console.warn(
      `py-elements ${present.version} is on this page already; ${version} does nothing. Load it once.`,
    );
    return present;
  }
  const runtime = elementsRuntime();
  const configOf = async (type: InterpreterType) => (await runtime.whenEnvironment(type)).config.values;
  const page: Page = {
    version,
    hooks: runtime.hooks,
    config: {
      get py() {
        return configOf("py");
      },
      get mpy() {
        return configOf("mpy");
      },
    },
    async whenDefined(type) {
      const environment = await runtime.whenEnvironment(type);
      const interpreter = await environment.boot();
      await environment.provide(["base", "more"]); // Plugins may run sources that import anything.
      return interpreter;
    },
    openBridge: async (url, options) =>
      (await import("./bridge-opener.js")).openBridge(runtime, url, options),
    openDonkey: async (options, signal) =>
      (await import("./py-donkey/open-donkey.js")).openDonkey(options, { signal }),
  };
  global[symbol] = page;
  runtime.roots.observe(document);
  return page;
}

/** The same API where there is no page: importing must not fail, and nothing ever becomes ready. */
function serverPage(version: string): Page {
  const never = new Promise<never>(() => {});
  return { version, hooks: createHooks(), config: { py: never, mpy: never }, whenDefined: () => never };
}
