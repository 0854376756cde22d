/** A script's turn among those of its place. */
import { unlessAborted } from "../../runtime/errors.js";
import type { PythonEnvironment } from "../../runtime/environment/python-environment.js";
import type { Job } from "../../runtime/runs/run-queue.js";
import { attachTerminal } from "../../runtime/terminal/run-terminal.js";
import { documentOrder } from "../document-order.js";
import type { ScriptRun } from "../types.js";
import type { ScriptView } from "./script-view.js";
import type { Source } from "./source-controller.js";

/** A job that knows where it stands in the document. */
interface ScriptJob extends Job {
  readonly element: HTMLElement;
}

interface Turn {
  readonly source: Promise<Source>;
  /** Ends with the session, and everything that the run creates with it. */
  readonly session: AbortSignal;
  /** Stops the run. */
  readonly signal: AbortSignal;
  /** The run that the source belongs to. */
  runOf(part: Pick<ScriptRun, "filename" | "terminal">): ScriptRun;
  /** Called when the turn comes. */
  begins(): void;
}

/** Runs a source when it is its turn. @returns the value of its last expression */
export function enqueueSource(
  script: ScriptView,
  environment: PythonEnvironment<ScriptRun>,
  { source, session, signal, runOf, begins }: Turn,
): Promise<unknown> {
  const { element, around } = script;
  const asyncAttribute = element.getAttribute("async");
  const start = async () => {
    const name = script.identify();
    const { code, url } = await unlessAborted(source, signal);
    const terminal = await script.terminal?.();
    const run = runOf({ filename: url ?? name, terminal });
    const prelude = terminal && attachTerminal(run, terminal);
    try {
      return await environment.run(
        { run, source: code, async: asyncAttribute !== "false", element, prelude },
        signal,
      );
    } finally {
      if (!session.aborted) script.ran?.(environment, run);
    }
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const job: ScriptJob = {
    element,
    parallel: asyncAttribute !== null && asyncAttribute !== "false",
    // Browsers look for the later one's neighbours: mostly this one is the later. Of jobs of one element it
    // is, too.
    compare: (other) => -documentOrder((other as ScriptJob).element, element),
    start: async () => {
      try {
        begins();
        signal.throwIfAborted();
        resolve(await unlessAborted(around ? around(start, environment.worker !== null) : start(), signal));
      } catch (error) {
        reject(error);
        // The next one's turn comes when this one has ended.
        if (signal.aborted) await environment.stopped?.();
      }
    },
  };
  environment.queue.add(job);
  return promise;
}
