/** A worker that JavaScript or Python starts: it runs the source at a URL, and no element of the page holds
 * it. */
import { fetchSource } from "../../loading/fetch-source.js";
import type { ErrorOrigin } from "../../environment/python-environment.js";
import type { Run } from "../../runs/run.js";
import type { RequestedConfig, ResolvedConfig } from "../../config/types.js";
import type { PythonWorker, WorkerOptions } from "../shared/python-worker.js";
import type { WorkerEnvironment } from "./worker-environment.js";

/** Services of the page that starting a source uses. */
export interface StartContext<R extends Run> {
  readonly signal: AbortSignal;
  readonly pageURL: () => string;
  readonly createWorkerRun: (run: Run) => R;
  readonly nextRunId: () => number;
  readonly report: (error: unknown, run: R | undefined, origin: ErrorOrigin) => void;
  readonly resolveConfig: (config: WorkerOptions["config"]) => Promise<RequestedConfig>;
  /** Makes the environment of `worker`. */
  readonly createEnvironment: (config: ResolvedConfig) => WorkerEnvironment<R>;
}

interface StartRequest {
  readonly worker: PythonWorker;
  /** The source's, relative to the page. */
  readonly url: string;
  readonly options: WorkerOptions;
}

/**
 * Starts the worker. @returns its environment, when there is one; the source runs then, and what fails is
 * reported
 * @throws ConfigError, LoadError when its configuration cannot be used; that is reported, too
 */
export async function startSource<R extends Run>(
  { signal, pageURL, createWorkerRun, nextRunId, report, resolveConfig, ...workers }: StartContext<R>,
  { worker, url, options }: StartRequest,
): Promise<WorkerEnvironment<R>> {
  const { type } = worker;
  try {
    const source = fetchSource(url, pageURL(), signal);
    source.catch(() => {}); // Awaited when the worker is there.
    const { config } = await resolveConfig(options.config);
    const environment = workers.createEnvironment(config);
    const run = async (): Promise<void> => {
      const running = createWorkerRun({
        id: nextRunId(),
        filename: new URL(url, pageURL()).href,
        signal: environment.signal,
      });
      try {
        const { code } = await source;
        await environment.run(
          { run: running, source: code, async: options.async !== false, element: null },
          environment.signal,
        );
      } catch (error) {
        environment.offers.ran(error);
        if (!environment.signal.aborted) report(error, running, environment);
      }
    };
    void run();
    return environment;
  } catch (error) {
    if (!signal.aborted) report(error, undefined, { type, worker });
    throw error;
  }
}
