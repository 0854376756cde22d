/**
 * The page's one runtime, put together: real drivers, the page's host, and what elements add to it. It
 * stands at a well-known symbol, so that several copies of this library on one page share it.
 */
import { distURL } from "../runtime/loading/dist.js";
import { asError, LoadError, PythonError, type ConfigError } from "../runtime/errors.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { micropython, packaged } from "../runtime/interpreters/micropython.js";
import { createPageHost } from "../runtime/page/host.js";
import type { ErrorOrigin } from "../runtime/environment/python-environment.js";
import { Runtime, type RuntimeOptions } from "../runtime/runtime.js";
import { AllDoneEvent } from "./all-done-event.js";
import { dispatchScriptEvent } from "./events.js";
import { embeddedArchive, lazyPyodide } from "./lazy-pyodide.js";
import { PageStart } from "./page-start.js";
import { RootObserver } from "./root-observer.js";
import { errorText, type OutputElement } from "./output-element.js";
import type { ErrorContext, PageServices, ScriptRun } from "./types.js";

const symbol = Symbol.for("py-elements.runtime");

/** The runtime, with what only elements need of it. */
export class ElementsRuntime extends Runtime<ScriptRun> implements PageServices {
  readonly allDone = new AllDoneEvent();
  readonly pageStart = new PageStart();
  readonly scripts = new WeakMap<Element, { changed(): void }>();
  /** Adopts script tags and wires event attributes. */
  readonly roots = new RootObserver(this, pageErrors);
  readonly configErrors = new Map<string, ConfigError>();
  readonly brokenConfigs = new Set<InterpreterType>();
  /** Reported errors, with the functions that try again. */
  readonly #reported = new WeakMap<Error, Set<() => void>>();

  /** Files that could not be loaded, by the error's message: where that is shown, and what tries it again. */
  readonly #shown = new Map<string, { readonly view: OutputElement; readonly retries: Set<() => void> }>();

  readonly #outputs = { py: 0, mpy: 0 };

  nextOutputId(type: InterpreterType): string {
    let id: string;
    do id = `${type}-${this.#outputs[type]++}`;
    while (document.getElementById(id));
    return id;
  }

  override dispose(): void {
    this.roots.dispose();
    super.dispose();
  }

  /** Also reports the crash on the page. */
  override async endCrashed(type: InterpreterType, error: Error): Promise<void> {
    const origin = this.mainEnvironment(type);
    if (!origin) return;
    // The callers that waited for it report it first, in microtasks; an error that is reported again is not
    // shown again.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const { documentElement: element } = document;
    this.reportError(error, { element, type, origin, view: pageErrors });
    await super.endCrashed(type, error);
  }

  reportError(error: Error, { element, type, origin, view, retry }: ErrorContext): void {
    const known = this.#reported.get(error);
    if (known) {
      if (retry) known.add(retry);
      return;
    }
    const retries = new Set(retry ? [retry] : []);
    this.#reported.set(error, retries);
    if (!dispatchScriptEvent(element, type, "error", { worker: origin?.worker ?? null, error })) return;
    // Several workers fail for one reason, each with an error of its own.
    const shown = this.#shown.get(error.message);
    if (shown?.view.shows(error.message)) {
      if (retry) shown.retries.add(retry);
      return;
    }
    console.error(error instanceof PythonError ? errorText(error) : error);
    const { plugins } = (origin ?? this.mainEnvironment(type))?.config?.values ?? {};
    if (plugins?.includes("!error")) return;
    const retryAll = () => {
      this.configErrors.clear();
      this.#shown.delete(error.message);
      for (const again of retries) again();
    };
    const shownIn = view();
    if (error instanceof LoadError) this.#shown.set(error.message, { view: shownIn, retries });
    shownIn.showError(error, retry && retryAll);
  }
}

/** Options for a page; tests replace some. */
export function pageOptions(): Omit<RuntimeOptions<ScriptRun>, "report"> {
  return {
    dist: distURL,
    archives: __ARCHIVES__,
    embeddedArchive: async (type, part, name, interpreter) => {
      if (part !== "base") return undefined;
      return type === "py" ? embeddedArchive() : packaged(interpreter, name);
    },
    drivers: { py: lazyPyodide, mpy: micropython },
    createHost: createPageHost,
    streams: { stdout: (line) => console.log(line), stderr: (line) => console.error(line) },
    addStylesheet: async (url) => (await import("./add-stylesheet.js")).addStylesheet(url),
    workerURL: () => new URL("worker.js", distURL()),
    pageURL: () => document.baseURI,
    createWorkerRun: (run) => ({
      ...run,
      root: document,
      element: document.documentElement,
      view: pageErrors,
      get output(): never {
        throw new Error(
          'This worker belongs to no element that this could be displayed in: pass target="an-id".',
        );
      },
    }),
  };
}

/** The page's runtime; made on first use. */
export function elementsRuntime(): ElementsRuntime {
  const page = globalThis as { [symbol]?: ElementsRuntime };
  return (page[symbol] ??= createRuntime(pageOptions()));
}

/** Makes a runtime whose uncaught errors are shown where their run is. */
export function createRuntime(options: Omit<RuntimeOptions<ScriptRun>, "report">): ElementsRuntime {
  const runtime: ElementsRuntime = new ElementsRuntime({
    ...options,
    report: (error, run, origin) => reportUncaught(runtime, error, run, origin),
  });
  return runtime;
}

/** Puts a runtime of another making in the page's place, before any element is used. */
export function installRuntime(runtime: ElementsRuntime): void {
  (globalThis as { [symbol]?: ElementsRuntime })[symbol] = runtime;
}

function reportUncaught(
  runtime: ElementsRuntime,
  thrown: unknown,
  run: ScriptRun | undefined,
  origin: ErrorOrigin,
): void {
  const error = asError(thrown);
  runtime.reportError(error, {
    element: run?.element ?? document.documentElement,
    type: origin.type,
    origin,
    view: () => run?.view() ?? pageErrors(),
  });
}

/** Returns the element for errors that no script's element can show: at the end of the page. */
export function pageErrors(): OutputElement {
  const present = document.querySelector<OutputElement>("body > script-py.py-errors");
  if (present) return present;
  const view = document.createElement("script-py");
  view.className = "py-errors";
  document.body.append(view);
  return view;
}
