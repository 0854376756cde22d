/** Calls hooks around a run: loaded with the first run where there are any. See `hooks.ts`. */
import { dedent } from "./dedent.js";
import { hookCode, type HookInterpreter, type RunHook, type ThreadHooks } from "./hooks.js";
import type { ExecuteOptions, Interpreter } from "../interpreters/interpreter.js";

/** A run that hooks are called around. */
export interface HookedRun {
  readonly hooks: ThreadHooks;
  readonly interpreter: Interpreter;
  readonly options: ExecuteOptions;
  /** Lets the source's top level `await`. */
  readonly async: boolean;
  /** The element that hooks get as the source's origin. */
  readonly element: unknown;
  readonly execute: (code: string) => unknown;
}

/** Called when the run is about to start. */
export async function before({ hooks, execute, ...run }: HookedRun): Promise<void> {
  const suffix = run.async ? "Async" : "";
  await call(hooks.onReady, run);
  await call(hooks[`onBeforeRun${suffix}`], run);
  for (const code of hookCode(hooks[`codeBeforeRun${suffix}`])) await execute(code);
}

/** Called when the run has not failed. */
export async function after({ hooks, execute, ...run }: HookedRun): Promise<void> {
  const suffix = run.async ? "Async" : "";
  for (const code of hookCode(hooks[`codeAfterRun${suffix}`])) await execute(code);
  await call(hooks[`onAfterRun${suffix}`], run);
}

async function call(
  hooks: ReadonlySet<RunHook>,
  { interpreter, options, element }: Pick<HookedRun, "interpreter" | "options" | "element">,
): Promise<void> {
  const api: HookInterpreter = {
    type: interpreter.type,
    run: (code) => interpreter.execute(dedent(code), options),
    runAsync: (code) => interpreter.executeAsync(dedent(code), options).result,
  };
  for (const hook of hooks) await hook(api, element);
}
