/**
 * A module worker that runs a suite of tests in itself, where there is no document, and posts what came of
 * it. Its address says which: `suite`, `type`, and what the interpreter boots with. Use {@link
 * file://./worker-suites.ts}.
 */
import type { Handover } from "../../src/runtime/interpreters/interpreter.js";
import type { SuiteResult } from "./worker-suites.js";

interface Test {
  readonly title: string;
  readonly run: (this: Context) => unknown;
}

interface Context {
  timeout(milliseconds: number): void;
  skip(): never;
}

class Skipped extends Error {}

/** As much of mocha as suites need. */
class Collector {
  readonly tests: Test[] = [];
  readonly hooks = { before: [] as Test["run"][], after: [] as Test["run"][] };
  #titles: string[] = [];

  install(): void {
    Object.assign(globalThis, {
      describe: (title: string, define: () => void) => {
        this.#titles.push(title);
        define();
        this.#titles.pop();
      },
      it: (title: string, run: Test["run"]) =>
        this.tests.push({ title: [...this.#titles, title].join(" › "), run }),
      before: (run: Test["run"]) => this.hooks.before.push(run),
      after: (run: Test["run"]) => this.hooks.after.push(run),
    });
  }

  async runAll(): Promise<Omit<SuiteResult, "requests">> {
    const context: Context = {
      timeout: () => {},
      skip: () => {
        throw new Skipped();
      },
    };
    const failures: string[] = [];
    let passed = 0;
    const attempt = async (title: string, run: Test["run"]) => {
      try {
        const late = new Promise((_, reject) => setTimeout(() => reject(new Error("took too long")), 30_000));
        await Promise.race([run.call(context), late]);
        return true;
      } catch (error) {
        if (error instanceof Skipped) return false;
        // The stack begins with the message in Chromium alone.
        const stack = error instanceof Error ? (error.stack ?? "") : "";
        failures.push(`${title}: ${stack.includes(String(error)) ? stack : `${String(error)}\n${stack}`}`);
        return false;
      }
    };
    for (const run of this.hooks.before) await attempt("before", run);
    if (failures.length === 0) {
      for (const { title, run } of this.tests) if (await attempt(title, run)) passed++;
      for (const run of this.hooks.after) await attempt("after", run);
    }
    return { passed, failures };
  }
}

const given = new Promise<Handover | undefined>((resolve) =>
  addEventListener("message", ({ data }: MessageEvent<{ handover?: Handover }>) => resolve(data.handover), {
    once: true,
  }),
);
const collector = new Collector();
collector.install();
const { suites } = await import("../suites/interpreter-suites.js");
const { pyodide } = await import("../../src/runtime/interpreters/pyodide.js");
const { micropython } = await import("../../src/runtime/interpreters/micropython.js");
const parameters = new URL(location.href).searchParams;
const handover = await given;
suites[parameters.get("suite") as keyof typeof suites]({
  driver: parameters.get("type") === "py" ? pyodide : micropython,
  real: true,
  boot: {
    ...(handover && { handover }),
    suspendable: parameters.has("suspendable"),
    interruptible: parameters.has("interruptible"),
  },
});
const outcome = await collector.runAll();
const requests = performance.getEntriesByType("resource").map(({ name }) => name);
postMessage({ ...outcome, requests } satisfies SuiteResult);
