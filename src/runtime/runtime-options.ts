/** The parts that a runtime is made from, and the requests to it. */
import type { Archive, ArchivePart } from "./loading/archive.js";
import type { TextOptions } from "./config/read.js";
import type { ResolvedConfig } from "./config/types.js";
import type { EnvironmentOptions } from "./environment/environment-options.js";
import type { Host } from "./host/host.js";
import type { InterpreterDriver, InterpreterType } from "./interpreters/interpreter.js";
import type { HostedEnvironment } from "./environment/python-environment.js";
import type { Run } from "./runs/run.js";
import type { PageWorkers } from "./donkey/python-pool.js";

/** The page gives real drivers and its own host, tests give others. */
export interface RuntimeOptions<R extends Run> {
  /** The folder of our build: interpreters and the `pyscript` archive are below it. Asked for each time: a
   * page may say later where it is. */
  readonly dist: () => URL;
  /** The names of the Python package's archives in that folder. */
  readonly archives: Readonly<Record<InterpreterType, Readonly<Record<ArchivePart, string>>>>;
  /** Gives an archive that comes with the code, or with the interpreter of that folder; undefined for one
   * that is to be fetched. */
  readonly embeddedArchive?: (
    type: InterpreterType,
    part: ArchivePart,
    name: string,
    interpreter: URL,
  ) => Promise<Archive | undefined>;
  readonly drivers: Readonly<Record<InterpreterType, InterpreterDriver>>;
  readonly createHost: (environment: HostedEnvironment<R>, workers: PageWorkers) => Host;
  readonly report: EnvironmentOptions<R>["report"];
  readonly streams: EnvironmentOptions<R>["streams"];
  readonly addStylesheet?: EnvironmentOptions<R>["addStylesheet"];
  /** The module that workers run. */
  readonly workerURL: () => URL;
  /** The base of the page's relative URLs. */
  readonly pageURL: () => string;
  /** A run of a source that no element holds, in a worker that JavaScript or Python has started. */
  readonly createWorkerRun: (run: Run) => R;
}

/** How a configuration's text is to be read. */
export type ConfigOptions = TextOptions;

/** Which environment is wanted. */
export interface EnvironmentRequest {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  /** True if the configuration is the requester's own (an attribute), not the page's: two of those may
   * disagree. */
  readonly ownConfig: boolean;
  /** Lets Python wait inside synchronous calls, as `input()` does. The first request decides. */
  readonly suspendable?: boolean;
}
