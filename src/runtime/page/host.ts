/** The host of an environment on the page's main thread: acts on the page directly. */
import type { HostFailure } from "../errors.js";
import { createCommonHost } from "../host/common-host.js";
import type { Host } from "../host/host.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import type { HostedEnvironment } from "../environment/python-environment.js";
import type { DebuggedRun } from "../runs/run-debugger.js";
import type { TerminalRun } from "../terminal/run-terminal.js";
import { appendText, showParts, type Part, type ShowRich } from "./display.js";
import { eventTargets, listen } from "./listeners.js";
import { findTarget, visible } from "./targets.js";
import type { PageWorkers } from "../donkey/python-pool.js";

/** A run of a script that has a place in the page. */
export interface PageRun extends TerminalRun, DebuggedRun {
  /** The tree the script lives in: where ids and selectors are looked up. */
  readonly root: Document | ShadowRoot;
  /** The script's own element; the document's where the run has none, as one of a `PyWorker`. */
  readonly element?: Element;
  /** The visible element that receives what is displayed; made on demand.
   * @throws Error when the script names a target that is not in the page */
  readonly output: HTMLElement;
}

/** The part of an environment that its host needs. */
export type HostContext = HostedEnvironment<PageRun>;

/** Makes the object that Python imports as `_pyscript_host`. */
export function createPageHost(context: HostContext, workers: PageWorkers): Host {
  let showRich: ShowRich | undefined;

  /** The run of that number; the latest where it is gone. */
  const runOf = (number: number): PageRun | undefined =>
    context.runs.get(number) ?? [...context.runs.values()].at(-1);
  const rootOf = (run: number): Document | ShadowRoot => runOf(run)?.root ?? document;
  const ownerOf = (run: number): AbortSignal => runOf(run)?.signal ?? context.signal;

  const outputOf = (number: number): HTMLElement => {
    // A script that was removed shows nothing any more, and nothing in another one's place.
    if (number > 0 && !context.runs.has(number)) return document.createElement("div");
    const run = runOf(number);
    if (!run) {
      throw new Error('No script is in the page that this could be displayed in: pass target="an-id".');
    }
    return run.output;
  };

  const targetOf = (run: number, target: unknown): Element => {
    if (target === null || target === undefined) return outputOf(run);
    if (typeof target === "string") return findTarget(rootOf(run), target);
    // Checks `nodeType`, not `instanceof`: elements of another frame have that frame's classes.
    const { nodeType } = target as Partial<Node>;
    if (nodeType === Node.ELEMENT_NODE) return visible(target as Element);
    if (nodeType === Node.DOCUMENT_FRAGMENT_NODE) return target as Element;
    throw new TypeError(`A target is an id, a selector or an element, not ${describe(target)}.`);
  };

  const show = (run: number, target: unknown, append: boolean, parts: Part[], elements: unknown[] = []) =>
    attempt(() => showParts(targetOf(run, target), parts, append, elements, showRich));

  const host: Host = {
    window: globalThis,
    document,
    in_worker: false,

    ...createCommonHost(context),

    target_id(run) {
      const output = outputOf(run);
      output.id ||= freeId(context.type);
      return output.id;
    },
    show_text(run, text) {
      try {
        appendText(outputOf(run), text);
        return 0;
      } catch (error) {
        return failure(error);
      }
    },
    show: (run, target, append, ...part) => show(run, target, append, [part]),
    show_parts: (run, target, append, parts, ...elements) =>
      show(run, target, append, JSON.parse(parts) as Part[], elements),

    listen: (run, target, type, callback, flags, signal) =>
      attempt(() => {
        const targets = eventTargets(rootOf(run), target);
        if (!targets) throw new TypeError(`Events come from elements, not from ${describe(target)}.`);
        if (targets.length === 0 && typeof target === "string") {
          console.warn(`when("${type}", "${target}"): no element matches, so nothing calls the handler.`);
        }
        if (targets.length === 0 || isAborted(signal)) return;
        listen(targets, type, context.interpreter.retain(callback, true), {
          flags,
          owner: ownerOf(run),
          signal: signal instanceof AbortSignal ? signal : undefined,
          report: (error) => context.report(error, run),
        });
      }),

    async load_more() {
      const lazy = await import("./lazy-host.js");
      if (showRich) return; // It has numbers of stores, and reads that wait: those would be forgotten.
      ({ showRich } = lazy);
      Object.assign(host, lazy.createLazyHost(host, context, { ownerOf, attempt, workers }));
    },
  };
  return host;
}

/** Does something that may fail for the author's reasons. */
function attempt(action: () => void): HostFailure {
  try {
    action();
    return 0;
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): HostFailure {
  const { name, message } = error as Error;
  return `${/^(Type|Attribute)Error$/.test(name) ? name : "ValueError"}: ${message}`;
}

function isAborted(signal: unknown): boolean {
  return signal instanceof AbortSignal && signal.aborted;
}

/** Describes a value for messages. */
function describe(value: unknown): string {
  return typeof value === "object" ? Object.prototype.toString.call(value) : typeof value;
}

function freeId(type: InterpreterType): string {
  for (let number = 0; ; number++) {
    if (!document.getElementById(`${type}-${number}`)) return `${type}-${number}`;
  }
}
