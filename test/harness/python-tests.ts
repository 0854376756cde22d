/**
 * Makes mocha tests of the test functions in `test/python/test_*.py`, and runs them in a real interpreter
 * with the page's host, each as a run of its own: with its own target, gone when the test has ended.
 */
import { executeServerCommand } from "@web/test-runner-commands";
import { Environment } from "../../src/runtime/environment/environment.js";
import { PythonError } from "../../src/runtime/errors.js";
import { createHooks } from "../../src/runtime/runs/hooks.js";
import type { PythonConfig } from "../../src/runtime/config/types.js";
import type { InterpreterDriver } from "../../src/runtime/interpreters/interpreter.js";
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";
import { createPageHost, type PageRun } from "../../src/runtime/page/host.js";
import type { PageWorkers } from "../../src/runtime/donkey/python-pool.js";
import { abilities, canReach } from "./abilities.js";
import { loadArchive } from "./interpreters.js";

/** An environment, and what it said. */
export interface World {
  readonly environment: Environment<PageRun>;
  /** The lines that `print` wrote. */
  readonly lines: string[];
  /** The uncaught errors, with the run that each belongs to (0 for none). */
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

/** Tests of Python start no workers. */
const startNone = (): never => {
  throw new Error("These tests start no workers.");
};
const noWorkers: PageWorkers = {
  startWorker: startNone,
  namedWorker: () => Promise.reject(new Error("These tests have no workers.")),
  preload: startNone,
  resolve: startNone,
  workers: startNone,
};

/** Runs a source as a script would. */
function startIn(
  place: Pick<Environment<PageRun>, "run">,
  source: string,
  { async = true, root = document, output = document.createElement("div") }: StartOptions = {},
): Started {
  if (!output.isConnected) (root instanceof Document ? root.body : root).append(output);
  const lifetime = new AbortController();
  const run: PageRun = { id: ++runs, filename: `test-${runs}`, signal: lifetime.signal, root, output };
  const result = place.run({ run, source, async, element: output }, lifetime.signal);
  return {
    run,
    output,
    result,
    end() {
      lifetime.abort();
      output.remove();
    },
  };
}

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
    createHost: (place) => createPageHost(place, noWorkers),
    report: (error, run) => reported.push({ error: error as PythonError, run: run?.id ?? 0 }),
  });
  await environment.boot();
  return {
    environment,
    lines,
    reported,
    start: (source, options) => startIn(environment, source, options),
    dispose: () => environment.dispose(),
  };
}

/** Starts a worker as a page does. */
export async function createWorkerWorld(driver: InterpreterDriver, values: PythonConfig): Promise<Starter> {
  const { WorkerEnvironment } = await import("../../src/runtime/workers/page/worker-environment.js");
  const environment = new WorkerEnvironment<PageRun>({
    driver,
    url: new URL(`/dist/${driver.type === "py" ? "pyodide" : "micropython"}/`, location.href),
    config: { values, base: new URL(location.href), key: "" },
    hooks: createHooks(),
    streams: { stdout: () => {}, stderr: () => {} },
    archive: (part) => loadArchive(driver.type, part),
    createHost: (place) => createPageHost(place, noWorkers),
    report: (error) => console.warn("Reported:", error),
    workerURL: new URL("/src/worker.ts", location.href),
    sandboxStarts: { fromBlobs: true },
    startsFromBlob: () => Promise.resolve(true),
    dist: () => new URL("/dist/", location.href),
    pageURL: location.href,
    name: "",
  });
  await environment.boot();
  return {
    start: (source, options) => startIn(environment, source, options),
    dispose: () => environment.dispose(),
  };
}

interface PythonTest {
  readonly name: string;
  readonly isAsync: boolean;
  /** Abilities that the browser must have, by their names in `abilities`. */
  readonly needs: readonly string[];
}

/**
 * The test functions of a file. The comment `# needs: a camera` before one names what the browser must have
 * for it, and `# each test needs: a camera` does so for all.
 */
function testsIn(source: string): PythonTest[] {
  const all = [...source.matchAll(/^# each test needs: (.+)$/gm)].map(([, need]) => need as string);
  return [...source.matchAll(/^(?:# needs: (.+)\n)?(async )?def (test_\w+)\(/gm)].map(
    ([, need, isAsync, name]) => ({
      name: name as string,
      isAsync: isAsync !== undefined,
      needs: need === undefined ? all : [...all, need],
    }),
  );
}

/** @throws Error for an ability of another name */
async function isThere(name: string): Promise<boolean> {
  const ability = abilities[name];
  if (!ability) throw new Error(`No ability is called "${name}".`);
  return ability();
}

/** The place in which the tests run. */
export interface Where {
  /** In a worker that reaches the page so. */
  readonly syncMode?: SyncMode;
}

/** Runs the tests' sources: an environment here, or one in a worker. */
export type Starter = Pick<World, "start" | "dispose">;

/** Defines a mocha suite for each Python file. Await it at the top of a test file. */
export async function pythonTests(
  driver: InterpreterDriver,
  modules: readonly string[],
  { syncMode }: Where = {},
): Promise<void> {
  const sources = await Promise.all(
    modules.map(async (module) => (await fetch(`/test/python/${module}.py`)).text()),
  );
  const where = syncMode ? `${driver.type}, worker, ${syncMode}` : driver.type;
  describe(`the pyscript package (${where})`, () => {
    let world: Starter;

    before(async function () {
      this.timeout(60_000);
      if (syncMode && !canReach(syncMode)) this.skip();
      const values: PythonConfig = {
        js_modules: { main: { "/test/python/fixtures/greetings.js": "greetings" } },
        files: Object.fromEntries(
          [...modules, "expecting"].map((module) => [`/test/python/${module}.py`, `./${module}.py`]),
        ),
        title: "Python tests",
      };
      world = syncMode
        ? await createWorkerWorld(driver, { ...values, sync: syncMode })
        : await createWorld(driver, values);
      const started = world.start('import sys; "." in sys.path or sys.path.insert(0, ".")');
      await started.result;
      started.end();
    });

    after(() => world?.dispose());

    modules.forEach((module, index) => {
      describe(`${module}.py`, () => {
        for (const { name, isAsync, needs } of testsIn(sources[index] as string)) {
          it(name, async function () {
            for (const need of needs) if (!(await isThere(need))) this.skip();
            // A page that is not in front draws nothing that could be filmed.
            if (name.includes("video")) await executeServerCommand("bring-to-front");
            // There each question takes milliseconds.
            if (syncMode === "service-worker") this.timeout(120_000);
            const started = world.start(
              `import pyscript\nimport ${module}\n${isAsync ? "await " : ""}${module}.${name}()`,
            );
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
