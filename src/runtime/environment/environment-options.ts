/** The parts that an environment is made from. */
import type { Archive, ArchivePart } from "../loading/archive.js";
import type { ResolvedConfig } from "../config/types.js";
import type { ThreadHooks } from "../runs/hooks.js";
import type {
  BootOptions,
  Interpreter,
  InterpreterDriver,
  OutputStreams,
} from "../interpreters/interpreter.js";
import type { ErrorOrigin, HostedEnvironment } from "./python-environment.js";
import type { Run } from "../runs/run.js";

export interface EnvironmentOptions<R extends Run> {
  readonly driver: InterpreterDriver;
  /** The folder of the interpreter's files. */
  readonly url: URL;
  readonly config: ResolvedConfig;
  /** Workers' come on the way. */
  readonly hooks: ThreadHooks | Promise<ThreadHooks>;
  readonly streams: OutputStreams;
  /** Loads the Python package. */
  readonly archive: (part: ArchivePart) => Promise<Archive>;
  /** Makes the object that Python's package stands on. */
  readonly createHost: (environment: HostedEnvironment<R>) => LocalHost;
  /** Takes what Python raised where nobody was there to catch it. */
  readonly report: (error: unknown, run: R | undefined, origin: ErrorOrigin) => void;
  /** Adds a stylesheet to the page, for `.css` entries in `js_modules.main`. */
  readonly addStylesheet?: (url: URL) => Promise<void>;
  /** The options for interpreters in workers only. */
  readonly boot?: Pick<BootOptions, "handover" | "suspendable" | "interruptible" | "crashed">;
  /** Called when the interpreter has loaded, before anything runs in it. */
  readonly onLoaded?: (interpreter: Interpreter) => void;
}

/** The object that Python imports as `_pyscript_host`, as far as an environment knows it. */
export interface LocalHost {
  readonly in_worker: boolean;
  /** Called before modules of the `more` archive are imported. */
  load_more(): Promise<void>;
  /** Called after that, before modules of the `components` archive are imported. */
  load_components?(): Promise<void>;
}
