/**
 * The host of an environment in a worker: what the worker does itself. All else of the host (`host/host.ts`)
 * Python asks the page for, through the link; see `python/pyscript/_worker_host.py`.
 */
import type { LocalHost } from "../../environment/environment.js";
import type { FolderRequest } from "../../folders/folders.js";
import type { Interpreter } from "../../interpreters/interpreter.js";
import { createCommonHost, type CommonHost, type CommonHostContext } from "../../host/common-host.js";
import { createMoreHost, type MoreHost, type MoreHostContext } from "../../host/more-host.js";
import { createSocketsAndFolders } from "../../host/sockets-and-folders.js";
import type { Run } from "../../runs/run.js";
import type { OfferKind, WorkerSettings } from "../shared/protocol.js";

/** The part of an environment that its host needs. */
export interface WorkerHostContext extends CommonHostContext, MoreHostContext {
  readonly runs: ReadonlyMap<number, Run>;
  readonly interpreter: Pick<Interpreter, "retain" | "folders" | "readFile" | "writeFile">;
}

/** The part of the worker that its host needs. */
export interface WorkerHostOptions {
  readonly settings: WorkerSettings;
  /** The object that Python finds as `_pyscript_host.link`; undefined if there is no link. */
  readonly link: object | undefined;
  /** The members that only code in a sandbox has. */
  readonly sandboxHost: object | undefined;
  /** Has the page make ready what modules of the `more` archive ask it for. */
  loadMore(): Promise<void>;
  /** The same for the `components` archive. */
  loadComponents(): Promise<void>;
  /** A run writes to its terminal. */
  write(run: number, text: string): void;
  openFolder(run: number, request: FolderRequest): Promise<FileSystemDirectoryHandle | string>;
  forgetFolder(request: FolderRequest): Promise<void>;
  /** Python offers functions to the page, whose calls belong to a run. */
  offer(kind: OfferKind, names: readonly string[], run: number): void;
}

/** The object that Python in a worker imports as `_pyscript_host`. */
export interface WorkerHost extends LocalHost, CommonHost, MoreHost {
  /** The names of all that is here, with spaces between; what is not, the page has. */
  readonly own_names: string;
  readonly in_worker: true;
  readonly link: object | undefined;
  readonly sync_mode: string;
  /** True if Python can wait for the page although there is no link. */
  readonly asks: boolean;
  /** Why there is no link; `""` where there is one. */
  readonly unlinked: string;
  /** The base of the page's relative URLs. */
  readonly base_url: string;
  own_socket(run: number, socket: unknown, callback: unknown): void;
  folder(run: number, request_json: string): Promise<string | 0>;
  folder_handle(path: string): unknown;
  offer(kind: string, names_json: string, run: number): void;
  terminal_write(run: number, text: string): void;
  /** How often that run has written to its terminal. */
  terminal_count(run: number): number;
}

export function createWorkerHost(context: WorkerHostContext, options: WorkerHostOptions): WorkerHost {
  const { settings, link, loadMore, loadComponents, write, openFolder, forgetFolder, offer } = options;
  const written = new Map<number, number>();
  const ownerOf = (run: number): AbortSignal => context.runs.get(run)?.signal ?? context.signal;

  const host: Omit<WorkerHost, "own_names"> = {
    in_worker: true,
    link,
    sync_mode: settings.syncMode,
    asks: settings.sandboxed && settings.suspendable,
    unlinked: settings.unlinked,
    base_url: settings.pageURL,

    ...createCommonHost(context),
    ...createMoreHost(context, ownerOf),
    load_more: loadMore,
    load_components: loadComponents,
    terminal_write(run, text) {
      written.set(run, (written.get(run) ?? 0) + 1);
      write(run, text);
    },
    terminal_count: (run) => written.get(run) ?? 0,

    ...createSocketsAndFolders(context, ownerOf, {
      open: (request, run) => openFolder(run, request),
      forget: forgetFolder,
    }),
    ...options.sandboxHost,
    offer: (kind, names, run) => offer(kind as OfferKind, JSON.parse(names) as string[], run),
  };
  return { ...host, own_names: Object.keys(host).join(" ") };
}
