/**
 * Makes mocha tests of the test functions in `test/python/test_*.py`, and runs them in a real interpreter with the
 * page's host, each as a run of its own: with its own target, gone when the test has ended.
 */
import { Environment } from "../../src/runtime/environment.js";
import { PythonError } from "../../src/runtime/errors.js";
import { createHooks } from "../../src/runtime/hooks.js";
import type { PythonConfig } from "../../src/runtime/config/types.js";
import type { InterpreterDriver } from "../../src/runtime/interpreters/interpreter.js";
import { createPageHost, type PageRun } from "../../src/runtime/page/host.js";
import { loadArchive } from "./interpreters.js";

/** An environment, and what it said. */
export interface World {
  readonly environment: Environment<PageRun>;
  /** What `print` wrote. */
  readonly lines: string[];
  /** What nobody caught, with the run it belongs to (0 for none). */
  readonly reported: { readonly error: PythonError; readonly run: number }[];
  /** Runs a source in the page, as a script would, with a target of its own. */
  start(source: string, options?: StartOptions): Started;
  dispose(): void;
}

export interface StartOptions {
  readonly async?: boolean;
  /** The tree that the script lives in. */
  readonly root?: Document | ShadowRoot;
  /** The element that the script displays in; by default a new `<div>`. */
  readonly output?: HTMLElement;
}

/** A run that has begun. */
export interface Started {
  readonly run: PageRun;
  readonly output: HTMLElement;
  readonly result: Promise<unknown>;
  /** Ends it, as removing its element does. */
  end(): void;
}

let runs = 0;

/** Boots an interpreter as a page does. */
export async function createWorld(driver: InterpreterDriver, values: PythonConfig = {}): Promise<World> {
  const lines: string[] = [];
  const reported: World["reported"] = [];
  const environment: Environment<PageRun> = new Environment<PageRun>({
    driver,
    url: new URL(`/dist/${driver.type === "py" ? "pyodide" : "micropython"}/`, location.href),
    config: { values, base: new URL(location.href), key: "" },
    hooks: createHooks().main,
    streams: { stdout: (line) => lines.push(line), stderr: (line) => lines.push(line) },
    archive: (part) => loadArchive(driver.type, part),
    createHost: createPageHost,
    report: (error, run) => reported.push({ error: error as PythonError, run: run?.id ?? 0 }),
  });
  await environment.boot();
  return {
    environment,
    lines,
    reported,
    start(source, { async = true, root = document, output = document.createElement("div") } = {}) {
      if (!output.isConnected) (root instanceof Document ? root.body : root).append(output);
      const lifetime = new AbortController();
      const run: PageRun = { id: ++runs, filename: `test-${runs}`, signal: lifetime.signal, root, output };
      const result = environment.run({ run, source, async, element: output }, lifetime.signal);
      return {
        run,
        output,
        result,
        end() {
          lifetime.abort();
          output.remove();
        },
      };
    },
    dispose: () => environment.dispose(),
  };
}

/** The test functions of a file, and whether they are `async`. */
function testsIn(source: string): { readonly name: string; readonly isAsync: boolean }[] {
  return [...source.matchAll(/^(async )?def (test_\w+)\(/gm)].map(([, isAsync, name]) => ({
    name: name as string,
    isAsync: isAsync !== undefined,
  }));
}

/** Defines a mocha suite for each Python file. Await it at the top of a test file. */
export async function pythonTests(driver: InterpreterDriver, modules: readonly string[]): Promise<void> {
  const sources = await Promise.all(
    modules.map(async (module) => (await fetch(`/test/python/${module}.py`)).text()),
  );
  describe(`the pyscript package (${driver.type})`, () => {
    let world: World;

    before(async function () {
      this.timeout(60_000);
      world = await createWorld(driver, {
        js_modules: { main: { "/test/python/fixtures/greetings.js": "greetings" } },
        title: "Python tests",
      });
      modules.forEach((module, index) =>
        world.environment.interpreter.writeFile(`${module}.py`, sources[index] as string),
      );
      world.environment.interpreter.execute('import sys; "." in sys.path or sys.path.insert(0, ".")', {
        filename: "setup",
        run: 0,
      });
    });

    after(() => world?.dispose());

    modules.forEach((module, index) => {
      describe(`${module}.py`, () => {
        for (const { name, isAsync } of testsIn(sources[index] as string)) {
          it(name, async () => {
            const started = world.start(`import ${module}\n${isAsync ? "await " : ""}${module}.${name}()`);
            try {
              await started.result;
            } catch (error) {
              throw error instanceof PythonError ? new Error(error.traceback) : error;
            } finally {
              started.end();
            }
          });
        }
      });
    });
  });
}
