/** A worker with an interpreter and nothing but a link: for tests and benchmarks of the link itself. */
import { fetchArchive } from "../../src/runtime/loading/archive.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import type { LinkSetup } from "../../src/runtime/link/shared/protocol.js";
import { reachServiceWorker } from "../../src/runtime/link/worker/transports/service-worker-wait.js";
import { WorkerLink } from "../../src/runtime/link/worker/worker-link.js";

export interface LinkStart {
  readonly type: InterpreterType;
  readonly archives: readonly string[];
  readonly setup: LinkSetup;
}

const drivers = { py: pyodide, mpy: micropython };

addEventListener("message", ({ data }: MessageEvent<LinkStart>) => void start(data), { once: true });

/** Has the page claim this worker for the service worker. */
function claim(): Promise<unknown> {
  const claimed = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
  postMessage({ claim: true });
  return claimed;
}

async function start({ type, archives, setup }: LinkStart): Promise<void> {
  if (setup.answers) await reachServiceWorker(setup.answers, claim);
  const link = new WorkerLink(setup);
  const parts = await Promise.all(archives.map((url) => fetchArchive(new URL(url, location.href))));
  const lines: string[] = [];
  const interpreter = await drivers[type].boot({
    url: new URL(`/dist/${type === "py" ? "pyodide" : "micropython"}/`, location.href),
    archive: Promise.resolve(new Map(parts.flatMap((part) => [...part]))),
    host: {
      in_worker: true,
      sync_mode: setup.mode,
      link: link.module,
      own_names: "report leaving own config_json",
      config_json: () => "{}",
      report: (...args: unknown[]) => postMessage({ reported: args.map(String) }),
      leaving() {},
      own() {},
    },
    streams: { stdout: (line) => lines.push(line), stderr: (line) => lines.push(line) },
    signal: new AbortController().signal,
    onProgress() {},
    suspendable: setup.mode === "stack-switching",
  });
  // Results of sources are lists mostly.
  await interpreter.loadConversions();
  link.connect(interpreter);
  addEventListener("message", ({ data }: MessageEvent<{ id: number; source?: string }>) => {
    const { source } = data;
    if (source === undefined) return; // One of the link's.
    const run = async () => {
      try {
        const value = await interpreter.executeAsync(source, { filename: "test", run: 1 }).result;
        await link.flush();
        postMessage({ id: data.id, value, lines: lines.splice(0) });
      } catch (error) {
        await link.flush();
        const { traceback } = error as { traceback?: string };
        postMessage({ id: data.id, error: traceback ?? String(error), lines: lines.splice(0) });
      }
    };
    void run();
  });
  postMessage({ ready: true });
}
