/** Elements whose Python runs in real workers, from the sources: no build is needed. */
import {
  createRuntime,
  installRuntime,
  pageOptions,
  type ElementsRuntime,
} from "../../src/elements/runtime.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import "../../src/elements/py-script/define.js";
import "../../src/elements/mpy-script/define.js";
import "../../src/elements/script-py/define.js";

export interface WorkerPage {
  readonly runtime: ElementsRuntime;
  /** The lines that Python printed, here and in workers. */
  readonly printed: string[];
  /** The arguments of `console.error`. */
  readonly errors: unknown[];
}

/**
 * A page's runtime for all tests of a file, since MicroPython runs once in a thread; between tests the
 * document's body is emptied.
 *
 * @param workerURL the module that workers are started from
 */
export function workerPage(workerURL = new URL("/src/worker.ts", location.href)): WorkerPage {
  const printed: string[] = [];
  const errors: unknown[] = [];
  const page = { printed, errors } as { -readonly [K in keyof WorkerPage]: WorkerPage[K] };
  const { error } = console;

  before(() => {
    page.runtime = createRuntime({
      ...pageOptions(),
      workerURL: () => workerURL,
      streams: { stdout: (line) => printed.push(line), stderr: (line) => printed.push(line) },
    });
    installRuntime(page.runtime);
    page.runtime.roots.observe(document);
  });

  beforeEach(() => {
    printed.length = errors.length = 0;
    console.error = (...values: unknown[]) => errors.push(values[0]);
  });

  afterEach(async () => {
    document.body.replaceChildren();
    await new Promise((resolve) => setTimeout(resolve, 10)); // Removed for good.
    console.error = error;
    for (const worker of (await page.runtime.presentWorkers)?.all ?? []) worker.terminate();
    if (aliveWorkers() > 0) throw new Error(`${aliveWorkers()} workers have outlived their scripts`);
  });

  after(() => page.runtime.dispose());
  return page;
}

/** The URL of a file that holds `source`. */
export function sourceURL(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: "text/x-python" }));
}
