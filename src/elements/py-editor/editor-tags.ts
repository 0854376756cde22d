/**
 * `<script type="py-editor">` and `<script type="mpy-editor">`, adopted: each is seen as a `<py-editor>`
 * after it, or in its `target`, and has the same properties and methods.
 */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { SourceController } from "../controllers/source-controller.js";
import { EditorController } from "./editor-controller.js";
import type { EditorRunEvent } from "./editor-events.js";
import "./define.js";

/** The abilities of an adopted script beyond those of a script element. */
export interface AdoptedEditor extends HTMLScriptElement {
  code: string;
  readonly interpreter: InterpreterType;
  readonly done: Promise<unknown>;
  /** The element that it is seen in. */
  readonly target: HTMLElement | null;
  handleEvent?: ((event: EditorRunEvent) => unknown) | null;
  run(code?: string): Promise<unknown>;
  process(code: string, asRunButton?: boolean): Promise<unknown>;
  stop(): Promise<void>;
  clear(): void;
  reset(): void;
}

declare global {
  interface ParentNode {
    querySelector(selectors: 'script[type="py-editor"]' | 'script[type="mpy-editor"]'): AdoptedEditor | null;
  }
}

const selector = 'script[type="py-editor"], script[type="mpy-editor"]';
const adopted = new WeakMap<HTMLScriptElement, EditorController>();
const watched = new WeakSet<Node>();

/** Adopts the scripts of a node that is in the page. */
export function adoptEditors(node: ParentNode & Node): void {
  const scripts = [...node.querySelectorAll<HTMLScriptElement>(selector)];
  if (node instanceof HTMLScriptElement && node.matches(selector)) scripts.push(node);
  for (const script of scripts) {
    if (!script.isConnected) continue;
    watchRemovals(script.getRootNode());
    let controller = adopted.get(script);
    if (!controller) adopted.set(script, (controller = adopt(script)));
    controller.connect();
  }
}

function adopt(script: HTMLScriptElement): EditorController {
  const source = new SourceController(script, { takesText: false }, () => controller.changed());
  const controller: EditorController = new EditorController(script, source);
  const assigned = Object.getOwnPropertyDescriptor(script, "code")?.value as string | undefined;
  const properties = {
    get code() {
      return controller.code;
    },
    set code(value: string) {
      controller.code = value;
    },
    get interpreter() {
      return controller.type;
    },
    get done() {
      return controller.done;
    },
    get target() {
      return controller.view ?? null;
    },
    run: (code?: string) => controller.run(code),
    process: (code: string, asRunButton?: boolean) => controller.process(code, asRunButton),
    stop: () => controller.stop(),
    clear: () => controller.clear(),
    reset: () => controller.reset(),
  };
  Object.defineProperties(script, Object.getOwnPropertyDescriptors(properties));
  if (assigned !== undefined) controller.code = assigned;
  return controller;
}

/** Sees which scripts leave a tree. */
function watchRemovals(root: Node): void {
  if (watched.has(root)) return;
  watched.add(root);
  const observer = new MutationObserver((records) => {
    for (const node of records.flatMap(({ removedNodes }) => [...removedNodes])) {
      if (!(node instanceof Element)) continue;
      const scripts = [...node.querySelectorAll<HTMLScriptElement>(selector)];
      if (node instanceof HTMLScriptElement) scripts.push(node);
      for (const script of scripts) adopted.get(script)?.disconnect();
    }
  });
  observer.observe(root, { childList: true, subtree: true });
}
