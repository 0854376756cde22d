/**
 * Hooks: callbacks around every run, under the names that PyScript's plugin guide documents.
 *
 * Order, for synchronous and asynchronous scripts alike: `onReady`, `onBeforeRun`, `codeBeforeRun`, the
 * script, `codeAfterRun`, `onAfterRun`; asynchronous scripts use the names that end in `Async`.
 *
 * @example
 * ```js
 * import { hooks } from "py-elements";
 * hooks.main.onBeforeRun.add((wrap, element) => console.debug("runs", element));
 * hooks.main.codeBeforeRun.add(() => "import math");
 * ```
 */

import { dedent } from "./dedent.js";

/** The interpreter as hooks see it. */
export interface HookInterpreter {
  /** `"py"` or `"mpy"`. */
  readonly type: string;
  /** Runs Python in the script's environment. */
  run(code: string): unknown;
  /** Runs Python that may `await` at its top level. */
  runAsync(code: string): Promise<unknown>;
}

/** A callback before or after a run; asynchronous ones are awaited. */
export type RunHook = (interpreter: HookInterpreter, element: unknown) => unknown;
/** Python to run before or after a script, or a function that returns it. */
export type CodeHook = string | (() => string);

/** The hooks of one kind of thread. */
export interface ThreadHooks<H = RunHook> {
  readonly onReady: Set<H>;
  readonly onBeforeRun: Set<H>;
  readonly onBeforeRunAsync: Set<H>;
  readonly codeBeforeRun: Set<CodeHook>;
  readonly codeBeforeRunAsync: Set<CodeHook>;
  readonly codeAfterRun: Set<CodeHook>;
  readonly codeAfterRunAsync: Set<CodeHook>;
  readonly onAfterRun: Set<H>;
  readonly onAfterRunAsync: Set<H>;
}

/**
 * The hooks of workers. A function runs in the worker, so it must stand for itself: nothing around it is
 * there. Under a strict policy of the page, it is in a module of its own, and the hook is that module's URL;
 * it is the default export.
 */
export type WorkerHooks = ThreadHooks<RunHook | string | URL>;

/** The hooks of a page. */
export interface Hooks {
  /** `onWorker` is called when a worker is about to start, with the script's element and the worker. */
  readonly main: ThreadHooks & { readonly onWorker: Set<(element: unknown, worker: unknown) => unknown> };
  readonly worker: WorkerHooks;
}

function threadHooks<H>(): ThreadHooks<H> {
  return {
    onReady: new Set(),
    onBeforeRun: new Set(),
    onBeforeRunAsync: new Set(),
    codeBeforeRun: new Set(),
    codeBeforeRunAsync: new Set(),
    codeAfterRun: new Set(),
    codeAfterRunAsync: new Set(),
    onAfterRun: new Set(),
    onAfterRunAsync: new Set(),
  };
}

/** Empty sets, for a runtime that starts. */
export function createHooks(): Hooks {
  return { main: { ...threadHooks<RunHook>(), onWorker: new Set() }, worker: threadHooks() };
}

/** The Python that code hooks stand for, in order. */
export function hookCode(hooks: ReadonlySet<CodeHook>): string[] {
  return [...hooks].map((hook) => dedent(typeof hook === "function" ? hook() : hook));
}
