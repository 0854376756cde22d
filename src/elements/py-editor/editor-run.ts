/** One execution of an editor's code, in its turn among those of its environment. */
import { unlessAborted } from "../../runtime/errors.js";
import type { Job } from "../../runtime/runs/run-queue.js";
import { literal } from "../../runtime/terminal/repl.js";
import { attachTerminal } from "../../runtime/terminal/run-terminal.js";
import type { OutputElement } from "../output-element.js";
import { rootOf } from "../target-attribute.js";
import type { ScriptRun } from "../types.js";
import type { EditorDebugger } from "./editor-debugger.js";
import type { EditorOutput } from "./editor-output.js";
import type { EditorEnvironment } from "./editor-places.js";

const EDITOR = '__import__("pyscript._editor", None, None, ["attach"])';

/** Code that is to run, and where. */
export interface EditorJob {
  /** The element that the run's events are sent from. */
  readonly owner: HTMLElement;
  readonly id: number;
  /** The name in tracebacks. */
  readonly filename: string;
  readonly source: string;
  /** Python that runs before it. */
  readonly before?: string | undefined;
  /** The place of what it prints and displays; undefined where that is not shown. */
  readonly output: EditorOutput | undefined;
  /** Shows where it stops; undefined where it cannot. */
  readonly debugger?: EditorDebugger | undefined;
  /** Runs it step by step. */
  readonly debug?: boolean;
  /** Shows errors that nobody caught. */
  readonly view: () => OutputElement;
  /** Ends what it has left behind. */
  readonly lifetime: AbortSignal;
}

/** Executes code. @param signal stops it @returns the value of its last expression */
export async function execute(
  environment: EditorEnvironment,
  job: EditorJob,
  signal: AbortSignal,
): Promise<unknown> {
  const { owner, id, filename, source, before, output, view, lifetime } = job;
  const run: ScriptRun = {
    id,
    filename,
    signal: lifetime,
    terminal: output,
    debugger: job.debugger,
    element: owner,
    view,
    get root() {
      return rootOf(owner);
    },
    get output() {
      if (!output) throw new Error('This code shows nothing where it stands: pass target="an-id".');
      // Earlier output stands before it.
      environment.readOutput();
      output.flush();
      return output.box;
    },
  };
  if (before) {
    await environment.run({ run, source: before, async: true, element: owner, bare: true }, signal);
  }
  const prelude =
    output && [attachTerminal(run, output), `${EDITOR}.attach(${id})`, ...debugPrelude(job)].join("\n");
  try {
    return await environment.run({ run, source, async: true, element: owner, prelude }, signal);
  } finally {
    environment.readOutput();
  }
}

/** Python that debugs the run, or lets it do so itself. */
function debugPrelude({ id, source, debugger: shown, debug }: EditorJob): string[] {
  if (!shown || !(debug || /\bbreakpoint\s*\(/.test(source))) return [];
  const allow = `${EDITOR}.allow_breakpoints()`;
  return debug ? [allow, `${EDITOR}.debug(${id}, ${literal(JSON.stringify(shown.lines))})`] : [allow];
}

/** A job that scripts of the same worker are compared with. */
interface PlacedJob extends Job {
  readonly element: HTMLElement;
}

/** Runs `action` when all that the environment was asked for before has run. @param signal gives up */
export function inTurn<T>(
  environment: EditorEnvironment,
  element: HTMLElement,
  signal: AbortSignal,
  action: () => Promise<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const job: PlacedJob = {
    element,
    parallel: false,
    compare: () => 1,
    start: async () => {
      try {
        signal.throwIfAborted();
        resolve(await action());
      } catch (error) {
        reject(error);
        // The next one's turn comes when this one has ended.
        if (signal.aborted) await environment.stopped();
      }
    },
  };
  environment.queue.add(job);
  return unlessAborted(promise, signal);
}
