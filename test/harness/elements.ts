/** Elements over the fake interpreter: fast, and every step of loading in the test's hands. */
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import {
  createRuntime,
  installRuntime,
  pageOptions,
  type ElementsRuntime,
} from "../../src/elements/runtime.js";
import { fakeDriver, type FakeDriver } from "./fake-interpreter.js";
import "../../src/elements/py-script/define.js";
import "../../src/elements/mpy-script/define.js";
import "../../src/elements/py-config/define.js";
import "../../src/elements/mpy-config/define.js";
import "../../src/elements/script-py/define.js";

export interface FakePage {
  readonly runtime: ElementsRuntime;
  readonly drivers: Readonly<Record<InterpreterType, FakeDriver>>;
  /** The lines that fake Python printed. */
  readonly printed: string[];
  /** The arguments of `console.error`. */
  readonly errors: unknown[];
  /** The arguments of `console.warn`. */
  readonly warnings: unknown[];
}

/** A page's runtime over fake drivers, made anew for each test; the document's body is emptied between
 * tests. */
export function fakePage(): FakePage {
  const printed: string[] = [];
  const errors: unknown[] = [];
  const warnings: unknown[] = [];
  const page = { printed, errors, warnings } as { -readonly [K in keyof FakePage]: FakePage[K] };
  const original = { error: console.error, warn: console.warn };

  beforeEach(() => {
    printed.length = errors.length = warnings.length = 0;
    page.drivers = { py: fakeDriver("py"), mpy: fakeDriver("mpy") };
    page.runtime = createRuntime({
      ...pageOptions(),
      drivers: page.drivers,
      streams: { stdout: (line) => printed.push(line), stderr: () => {} },
    });
    installRuntime(page.runtime);
    page.runtime.roots.observe(document);
    console.error = (...values: unknown[]) => errors.push(values[0]);
    console.warn = (...values: unknown[]) => warnings.push(values[0]);
  });

  afterEach(async () => {
    document.body.replaceChildren();
    await new Promise((resolve) => setTimeout(resolve, 10)); // Removed for good.
    page.runtime.dispose();
    Object.assign(console, original);
  });
  return page;
}

/** Appends markup to the body. @returns its first element */
export function insert<E extends Element = HTMLElement>(markup: string): E {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const fragment = document.importNode(template.content, true);
  const first = fragment.firstElementChild as E;
  document.body.append(fragment);
  return first;
}

/** A task later. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
