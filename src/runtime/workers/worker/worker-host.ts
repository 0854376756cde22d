/**
 * The host of an environment in a worker: what the worker does itself. All else of the host (`host/host.ts`)
 * Python asks the page for, through the link; see `python/pyscript/_worker_host.py`.
 */
import { pythonText } from "../../config/python-text.js";
import type { ResolvedConfig } from "../../config/types.js";
import { pythonError, type Description } from "../../errors.js";
import type { LocalHost } from "../../environment/environment.js";
import type { FolderRequest } from "../../folders/folders.js";
import type { Interpreter, InterpreterType } from "../../interpreters/interpreter.js";
import { createSocketsAndFolders } from "../../host/sockets-and-folders.js";
import { ownedBy } from "../../lifetimes/ownership.js";
import type { Run } from "../../runs/run.js";
import { Uncaught } from "../../lifetimes/uncaught.js";
import type { OfferKind, WorkerSettings } from "../shared/protocol.js";

/** The part of an environment that its host needs. */
export interface WorkerHostContext {
  readonly type: InterpreterType;
  readonly config: Pick<ResolvedConfig, "values" | "python">;
  /** The modules of `js_modules.worker`, by name. */
  readonly jsModules: ReadonlyMap<string, object>;
  readonly runs: ReadonlyMap<number, Run>;
  readonly interpreter: Pick<Interpreter, "retain" | "folders" | "readFile" | "writeFile">;
  readonly signal: AbortSignal;
  installPackages(names: readonly string[]): Promise<void>;
  report(error: unknown, run: number): void;
}

/** The part of the worker that its host needs. */
export interface WorkerHostOptions {
  readonly settings: WorkerSettings;
  /** The object that Python finds as `_pyscript_host.link`; undefined if there is no link. */
  readonly link: object | undefined;
  /** Has the page make ready what modules of the `more` archive ask it for. */
  loadMore(): Promise<void>;
  /** A run writes to its terminal. */
  write(run: number, text: string): void;
  openFolder(run: number, request: FolderRequest): Promise<FileSystemDirectoryHandle | string>;
  forgetFolder(request: FolderRequest): Promise<void>;
  /** Python offers functions to the page, whose calls belong to a run. */
  offer(kind: OfferKind, names: readonly string[], run: number): void;
}

/** The object that Python in a worker imports as `_pyscript_host`. */
export interface WorkerHost extends LocalHost {
  /** The names of all that is here, with spaces between; what is not, the page has. */
  readonly own_names: string;
  readonly in_worker: true;
  readonly link: object | undefined;
  readonly sync_mode: string;
  /** Why there is no link; `""` where there is one. */
  readonly unlinked: string;
  /** The base of the page's relative URLs. */
  readonly base_url: string;
  config_json(): string;
  js_module(name: string): unknown;
  js_module_names(): string;
  load_packages(names_json: string): Promise<void>;
  report(run: number, ...description: Description): void;
  leaving(run: number, ...description: Description): void;
  own(run: number, proxy: unknown): void;
  own_socket(run: number, socket: unknown, callback: unknown): void;
  folder(run: number, request_json: string): Promise<string | 0>;
  folder_handle(path: string): unknown;
  offer(kind: string, names_json: string, run: number): void;
  terminal_write(run: number, text: string): void;
  /** How often that run has written to its terminal. */
  terminal_count(run: number): number;
}

export function createWorkerHost(context: WorkerHostContext, options: WorkerHostOptions): WorkerHost {
  const { settings, link, loadMore, write, openFolder, forgetFolder, offer } = options;
  const uncaught = new Uncaught(context);
  const written = new Map<number, number>();
  const ownerOf = (run: number): AbortSignal => context.runs.get(run)?.signal ?? context.signal;

  const host: Omit<WorkerHost, "own_names"> = {
    in_worker: true,
    link,
    sync_mode: settings.syncMode,
    unlinked: settings.unlinked,
    base_url: settings.pageURL,

    config_json: () => pythonText(context.config, context.type),
    js_module: (name) => context.jsModules.get(name),
    js_module_names: () => JSON.stringify([...context.jsModules.keys()]),
    load_packages: (names) => context.installPackages(JSON.parse(names) as string[]),
    load_more: loadMore,
    terminal_write(run, text) {
      written.set(run, (written.get(run) ?? 0) + 1);
      write(run, text);
    },
    terminal_count: (run) => written.get(run) ?? 0,

    report: (run, ...description) => context.report(pythonError(...description), run),
    leaving: (run, ...description) => uncaught.leaving(pythonError(...description), run),

    own(run, proxy) {
      ownedBy(ownerOf(run)).add(() => (proxy as { destroy?: () => void }).destroy?.());
    },
    ...createSocketsAndFolders(context, ownerOf, {
      open: (request, run) => openFolder(run, request),
      forget: forgetFolder,
    }),
    offer: (kind, names, run) => offer(kind as OfferKind, JSON.parse(names) as string[], run),
  };
  return { ...host, own_names: Object.keys(host).join(" ") };
}
