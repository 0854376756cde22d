/** Interfaces between the page's runtime and the elements: their parts know each other by these alone. */
import type { ErrorOrigin, PythonEnvironment } from "../runtime/environment/python-environment.js";
import type { ConfigError } from "../runtime/errors.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type { PageRun } from "../runtime/page/host.js";
import type { Runtime } from "../runtime/runtime.js";
import type { RunTerminal } from "../runtime/terminal/run-terminal.js";
import type { AllDoneEvent } from "./all-done-event.js";
import type { OutputElement } from "./output-element.js";
import type { PageStart } from "./page-start.js";

/** A run of a script in the page. */
export interface ScriptRun extends PageRun {
  /** The element that its events are sent from. */
  readonly element: HTMLElement;
  /** Returns the element that shows its errors; made on demand. */
  view(): OutputElement;
}

/** An environment that scripts of the page run in. */
export type ScriptEnvironment = PythonEnvironment<ScriptRun>;

/** How an error is shown. */
export interface ErrorContext {
  /** The element that the event is sent from. */
  readonly element: Element;
  readonly type: InterpreterType;
  /** Returns the element that shows the panel; made on demand. */
  readonly view: () => OutputElement;
  /** The environment that the error comes from; by default the main thread's. */
  readonly origin?: ErrorOrigin | undefined;
  /** Tries again what failed. */
  readonly retry?: (() => void) | undefined;
}

/** The page's runtime as elements see it; `ElementsRuntime` implements it. */
export interface PageServices extends Runtime<ScriptRun> {
  /** Sends `py:all-done`. */
  readonly allDone: AllDoneEvent;
  /** Knows which elements of the page a framework will take over. */
  readonly pageStart: PageStart;
  /** The controllers of scripts that are or were in the page; `changed()` looks at their source again. */
  readonly scripts: WeakMap<Element, { changed(): void }>;
  /** Mistakes of the page's configuration, by what they are about. */
  readonly configErrors: Map<string, ConfigError>;
  /**
   * Interpreters whose configuration elements could not be used when a script configured the main thread's.
   */
  readonly brokenConfigs: Set<InterpreterType>;
  /** Returns an id for an output element that has none: `py-0`, `mpy-0`, …, counted for each interpreter. */
  nextOutputId(type: InterpreterType): string;
  /**
   * Makes an error known: one event, one line in the console, one panel. Reporting the same error again does
   * nothing, so several scripts may fail for one reason; trying again tries all of them.
   */
  reportError(error: Error, context: ErrorContext): void;
}

/** The terminal of a script that has the `terminal` attribute; a `<py-terminal>` is one. */
export interface ScriptTerminal extends HTMLElement {
  /** The terminal of xterm.js; undefined while there is none. */
  readonly terminal: object | undefined;
  open(): Promise<RunTerminal>;
  /** Shows code and its output as the prompt would; runs one after the other. */
  process(code: string): Promise<void>;
  /** A source has run: more can be run in `environment` for the same run. */
  serve(environment: ScriptEnvironment, run: ScriptRun): void;
}
