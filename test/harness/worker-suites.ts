/** Runs suites in workers, from tests on a page. */
import { expect } from "chai";
import type { Handover, InterpreterType } from "../../src/runtime/interpreters/interpreter.js";

export interface SuiteResult {
  readonly passed: number;
  /** One text for each test that failed. */
  readonly failures: readonly string[];
  /** The addresses of what the worker has loaded. */
  readonly requests: readonly string[];
}

export interface WorkerSuite {
  /** The name of it in `test/suites/interpreter-suites.ts`. */
  readonly suite: string;
  readonly type: InterpreterType;
  readonly suspendable?: boolean;
  readonly interruptible?: boolean;
  readonly handover?: Handover;
}

/** Runs a suite in a worker of its own. */
export async function runInWorker({ handover, ...options }: WorkerSuite): Promise<SuiteResult> {
  const url = new URL("/test/harness/suite-worker.ts", location.href);
  for (const [name, value] of Object.entries(options)) if (value) url.searchParams.set(name, String(value));
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<SuiteResult>) => resolve(data);
      worker.onerror = (event) => reject(new Error(`The worker failed: ${event.message}`));
      worker.postMessage({ handover });
    });
  } finally {
    worker.terminate();
  }
}

/** Expects all of a suite to pass in a worker. */
export async function expectInWorker(options: WorkerSuite): Promise<void> {
  const { passed, failures } = await runInWorker(options);
  expect(failures.join("\n\n")).to.equal("");
  expect(passed).to.be.greaterThan(0);
}
