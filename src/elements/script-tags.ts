/**
 * `<script type="py">` and `<script type="mpy">`, adopted: they run as `<py-script>` and `<mpy-script>` do,
 * and have the same properties and methods. The output of such a script goes to a `<script-py>` that follows
 * it.
 */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type { SyncMode } from "../runtime/link/shared/protocol.js";
import type { PythonWorker } from "../runtime/workers/shared/python-worker.js";
import { ScriptController } from "./controllers/script-controller.js";
import { TerminalController } from "./controllers/terminal-controller.js";
import { CurrentScript } from "./current-script.js";
import type { OutputElement } from "./output-element.js";
import { hasTarget, targetOf } from "./target-attribute.js";
import type { PageServices } from "./types.js";

/** The abilities of an adopted script beyond those of a script element. */
export interface AdoptedScript extends HTMLScriptElement {
  /** The element that receives what the script displays. */
  readonly target: HTMLElement | null;
  code: string;
  readonly ready: Promise<void>;
  readonly done: Promise<unknown>;
  /** The worker it runs in; null until there is one, and on the main thread. `xworker` is another name for
   * it. */
  readonly worker: PythonWorker | null;
  readonly xworker: PythonWorker | null;
  /** How Python in the worker reaches the page synchronously. */
  readonly syncMode: SyncMode | undefined;
  run(code?: string): Promise<unknown>;
  /** The terminal of xterm.js, where there is the `terminal` attribute. */
  readonly terminal: object | null;
  /** Shows and runs code in the terminal as its prompt would. */
  process(code: string): Promise<void>;
  stop(): void;
  terminate(): void;
}

declare global {
  interface ParentNode {
    querySelector(selectors: 'script[type="py"]' | 'script[type="mpy"]'): AdoptedScript | null;
    querySelectorAll(selectors: 'script[type="py"]' | 'script[type="mpy"]'): NodeListOf<AdoptedScript>;
  }
}

const selector = 'script[type="py"], script[type="mpy"]';

/** Adopts the scripts of one root, now and when they come, and lets go of those that leave. */
export class ScriptTags {
  readonly #scripts = new WeakMap<HTMLScriptElement, ScriptController>();
  readonly #current = new CurrentScript();
  readonly #runtime: PageServices;

  constructor(runtime: PageServices) {
    this.#runtime = runtime;
  }

  /** Looks at nodes that were added to the page. */
  added(node: ParentNode & Node): void {
    if (node instanceof HTMLScriptElement && node.matches(selector)) this.#adopt(node);
    for (const script of node.querySelectorAll<HTMLScriptElement>(selector)) this.#adopt(script);
  }

  /** Looks at nodes that were removed from the page. */
  removed(node: ParentNode & Node): void {
    if (node instanceof HTMLScriptElement) this.#left(node);
    for (const script of node.querySelectorAll<HTMLScriptElement>(selector)) this.#left(script);
  }

  #left(script: HTMLScriptElement): void {
    const controller = this.#scripts.get(script);
    const { ownerDocument } = script;
    controller?.disconnect();
    if (!controller || ownerDocument === document) return;
    // It is in the document of a frame or a window, and hears of nothing when that goes.
    const gone = () => {
      if (script.ownerDocument !== ownerDocument) return;
      script.remove();
      controller.disconnect();
    };
    const { defaultView } = ownerDocument;
    if (defaultView) defaultView.addEventListener("pagehide", ({ persisted }) => void (persisted || gone()));
    else gone();
  }

  #adopt(script: HTMLScriptElement): void {
    let controller = this.#scripts.get(script);
    if (!controller) {
      controller = this.#createController(script);
      this.#scripts.set(script, controller);
    }
    controller.connect();
  }

  #createController(script: HTMLScriptElement): ScriptController {
    const type = script.type as InterpreterType;
    const output = new ScriptOutput(script);
    const terminal = new TerminalController(
      script,
      () => output.element(),
      () => controller.stop(),
    );
    const controller: ScriptController = new ScriptController(
      {
        type,
        element: script,
        takesText: false,
        view: () => output.element(),
        identify: () => {
          if (hasTarget(script)) return script.id || "<script>";
          const id = output.reserveId(() => this.#runtime.nextOutputId(type));
          return script.id || id;
        },
        around: async (run, inWorker) => {
          try {
            return await (inWorker ? run() : this.#current.during(script, run));
          } finally {
            if (output.reserved) output.element();
          }
        },
        released: () => (terminal.released(), output.remove()),
        ...terminal.hooks,
      },
      () => this.#runtime,
    );
    defineScriptProperties(script, controller, output, terminal);
    return controller;
  }
}

/** The `<script-py>` of a script. */
class ScriptOutput {
  readonly #script: HTMLScriptElement;
  #element: OutputElement | undefined;
  #id = "";
  #making: ReturnType<typeof setTimeout> | undefined;

  constructor(script: HTMLScriptElement) {
    this.#script = script;
  }

  /** True if the script runs, or has run, and shows its output here. */
  get reserved(): boolean {
    return this.#id !== "";
  }

  get present(): OutputElement | undefined {
    return this.#element;
  }

  /**
   * Fixes the id of the element, which is made when Python has had its first turn: that should not wait for
   * it.
   *
   * @returns the id
   */
  reserveId(next: () => string): string {
    if (!this.#id) {
      this.#id = next();
      this.#making = setTimeout(() => this.element(), 0);
      if (this.#element) this.#element.id ||= this.#id;
    }
    return this.#id;
  }

  /** Made when it is first needed, right after the script, or at the end of the body for a script in the
   * head. */
  element(): OutputElement {
    if (!this.#element) {
      clearTimeout(this.#making);
      const output = document.createElement("script-py");
      if (this.#id) output.id = this.#id;
      if (this.#script.closest("head")) document.body.append(output);
      else this.#script.after(output);
      this.#element = output;
    }
    return this.#element;
  }

  remove(): void {
    clearTimeout(this.#making);
    this.#element?.remove();
    this.#element = undefined;
    this.#id = "";
  }
}

function defineScriptProperties(
  script: HTMLScriptElement,
  controller: ScriptController,
  output: ScriptOutput,
  terminal: TerminalController,
): void {
  const assigned = Object.getOwnPropertyDescriptor(script, "code")?.value as string | undefined;
  const properties = {
    get target(): Element | null {
      if (!hasTarget(script)) return output.reserved ? output.element() : (output.present ?? null);
      try {
        return targetOf(script) ?? null;
      } catch {
        return null; // It is not there (yet); displaying says so.
      }
    },
    get code() {
      return controller.code;
    },
    set code(value: string) {
      controller.code = value;
    },
    get ready() {
      return controller.ready;
    },
    get done() {
      return controller.done;
    },
    get worker() {
      return controller.worker;
    },
    get xworker() {
      return controller.worker;
    },
    get syncMode() {
      return controller.worker?.syncMode;
    },
    get terminal() {
      return terminal.terminal;
    },
    run: (code?: string) => controller.run(code),
    process: (code: string) => terminal.process(code),
    stop: () => controller.stop(),
    terminate: () => controller.terminate(),
  };
  Object.defineProperties(script, Object.getOwnPropertyDescriptors(properties));
  if (assigned !== undefined) controller.code = assigned;
}
