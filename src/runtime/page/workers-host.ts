/** Host functions for workers, for Python on the main thread: `PyWorker`, `workers`, and `sync` of each. */
import type { WorkersHost } from "../host/host.js";
import type { PageWorkers } from "../donkey/python-pool.js";
import type { HostedEnvironment } from "../environment/python-environment.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import { ownedBy } from "../lifetimes/ownership.js";
import type { PackedByPython } from "../values/packed.js";
import {
  PACKED,
  type PackedFunction,
  type PythonWorker,
  type SyncFunction,
} from "../workers/shared/python-worker.js";
import type { SandboxOption } from "../workers/page/sandbox-options.js";
import type { PageRun } from "./host.js";

/** @param ownerOf the signal that ends what a run leaves behind */
export function createWorkersHost(
  context: HostedEnvironment<PageRun>,
  services: PageWorkers,
  ownerOf: (run: number) => AbortSignal,
): WorkersHost {
  return {
    worker_start(type, url, name, config, sandbox) {
      return services.startWorker(type as InterpreterType, url, {
        ...(config ? { config } : undefined),
        ...(name && { name }),
        ...(sandbox && { sandbox: JSON.parse(sandbox) as SandboxOption }),
      });
    },
    worker_named: (name) => services.namedWorker(name),
    worker_exports: async (worker) => JSON.stringify(await (await backendOf(worker)).exportedNames()),
    worker_call: async (worker, kind, name, text, extras) =>
      (await backendOf(worker)).callPacked(kind as "export" | "sync", name, { text, extras }),
    worker_packed: (text, extras) => ({ text, extras }),
    worker_offer(worker, name, callback) {
      const kept = context.interpreter.retain(callback);
      ownedBy(context.signal).add(kept);
      (worker as PythonWorker).sync[name] = packedFunction(
        ({ text, repairs, extras }) => kept.call(text, repairs, extras) as PackedByPython,
        context.type,
      );
    },
    async pool_open(run, type, workers, config) {
      const owner = ownerOf(run);
      const { PythonPool } = await import("../donkey/python-pool.js");
      return new PythonPool(services, { type: type as InterpreterType, workers, config }, owner);
    },
  };
}

type Backend = Awaited<PythonWorker["connected"]>;

function backendOf(worker: unknown): Promise<Backend> {
  const { connected } = worker as Partial<PythonWorker>;
  return connected ?? Promise.resolve(worker as Backend);
}

/** A function for {@link PythonWorker.sync} of the page's Python. */
function packedFunction(call: NonNullable<PackedFunction[typeof PACKED]>, type: string): SyncFunction {
  const byValue = async (...args: unknown[]) => {
    const [{ packArguments }, { unpack }] = await Promise.all([
      import("../bridge/arguments.js"),
      import("../values/unpack.js"),
    ]);
    return unpack(await call(packArguments(args, { unordered: type === "mpy", posted: false }))) ?? undefined;
  };
  return Object.assign(byValue, { [PACKED]: call });
}
