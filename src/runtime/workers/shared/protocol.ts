/**
 * The messages between the page and a worker that runs Python, apart from the link (`runtime/link/`,
 * synchronous references).
 *
 * - The page's first message is {@link StartMessage}; with it comes a port. All else goes over that port, so
 *   that it arrives in the order in which it was sent:
 * - both call each other's functions with Comlink: {@link WorkerAPI} is the worker's, {@link PageAPI} the
 *   page's;
 * - the worker posts {@link WorkerEvent}s, which nobody answers.
 *
 * Values cross as `values/conversions.ts` says, by structured cloning; errors keep their classes
 * (`errors.ts` beside this file).
 */
import type { Archive, ArchivePart } from "../../loading/archive.js";
import type { RemoteOffers } from "../../bridge/protocol.js";
import type { ModuleSource } from "../../bridge/python-modules.js";
import type { ResolvedConfig } from "../../config/types.js";
import type {
  Handover,
  InterpreterType,
  InterruptHandle,
  LoadProgress,
} from "../../interpreters/interpreter.js";
import type { FolderRequest } from "../../folders/folders.js";
import type { LinkSetup, SyncMode } from "../../link/shared/protocol.js";
import type { QuickRun } from "../../environment/python-environment.js";
import type { ErrorDescription } from "./errors.js";
import type { ShownPart } from "./sandbox-protocol.js";
import type { SentHooks } from "./sent-hooks.js";

/** `__export__`, or what Python assigned to `sync`. */
export type OfferKind = "export" | "sync";

/** The methods of `console` that show something where they are called. */
export type ConsoleMethod =
  ("log" | "info" | "warn" | "debug" | "error") | ("table" | "dir" | "group" | "groupCollapsed" | "groupEnd");

/** The data that a worker is made from. */
export interface WorkerSettings {
  readonly type: InterpreterType;
  /** The folder of the interpreter's files. */
  readonly url: string;
  readonly config: Omit<ResolvedConfig, "base"> & { readonly base: string };
  /** The base of relative URLs: the page's base URL. */
  readonly pageURL: string;
  readonly hooks: SentHooks;
  readonly syncMode: SyncMode;
  /** Why there is no link, in words for the author; `""` where there is one. */
  readonly unlinked: string;
  readonly link: LinkSetup | undefined;
  /** True if Python must be able to wait for promises inside synchronous calls. */
  readonly suspendable: boolean;
  /** True if what runs first imports from the part `more` of the package. */
  readonly needsMore: boolean;
  /** True for one in a sandbox. */
  readonly sandboxed: boolean;
  /** Then Python can be interrupted while it computes, and output goes by it. */
  readonly sharesMemory: boolean;
}

/** The first message. */
export interface StartMessage {
  readonly start: WorkerSettings;
  readonly port: MessagePort;
  /** The name of a Web Lock that the worker holds as long as it lives. */
  readonly lock: string;
}

/** The properties of a booted worker. */
export interface BootedWorker {
  readonly version: string;
  /** How the page interrupts what Python computes; undefined where it can't. */
  readonly interruptHandle: InterruptHandle | undefined;
}

/** A source to run. */
export interface WorkerRun {
  readonly id: number;
  readonly filename: string;
  readonly source: string;
  readonly async: boolean;
  readonly prelude: string | undefined;
  readonly bare: boolean;
  readonly quick: QuickRun | undefined;
}

/** The worker's functions that the page calls. */
export interface WorkerAPI {
  /** Makes sources able to run; as `PythonEnvironment.boot`. */
  boot(): Promise<BootedWorker>;
  /** Runs a source. @returns its last expression's value, undefined where that cannot cross */
  run(request: WorkerRun): Promise<unknown>;
  /** Interrupts a run where it awaits or waits. An answer means that the worker's event loop is free. */
  interrupt(run: number): void;
  /** The run goes: what it made is let go of. */
  end(run: number): void;
  /** Makes what the worker's Python offers ready to be called by messages: the functions of `__export__`, or
   * those that were assigned to `sync`; see `../bridge/protocol.ts`. */
  openOffers(kind: OfferKind): Promise<RemoteOffers>;
  /** Executes a Python file, whose functions can be called until its run ends; see
   * `../bridge/protocol.ts`. */
  openBridge(source: ModuleSource): Promise<RemoteOffers>;
  /** Numbers of things held on behalf of the page; tests count them. */
  held(): { proxies: number };
}

/** The page's functions that a worker calls. */
export interface PageAPI {
  /** Returns the files of the interpreter that the page has loaded. */
  handover(): Promise<Handover | undefined>;
  /** The Python package. */
  archive(part: ArchivePart): Promise<Archive>;
  /** Makes ready what modules of the `more` archive ask the page for. */
  loadMore(): Promise<void>;
  loadComponents(): Promise<void>;
  /** Opens a folder of the computer; see `folders/folders.ts`. */
  openFolder(run: number, request: FolderRequest): Promise<FileSystemDirectoryHandle | string>;
  forgetFolder(request: FolderRequest): Promise<void>;
  /** Has the service worker take control of the worker. */
  claim(): Promise<void>;
  /** Of sandboxes alone, which have no link: waits for a line of a run's terminal; the arguments and the
   * result are those of the host's `terminal_read`. */
  readLine(run: number, prompt: string, kind: string, names: string, after: number): Promise<string>;
  /** Of sandboxes alone: calls what the page has assigned to `sync`; as the host's `sync_call`. */
  callSync(name: string, text: string): Promise<unknown>;
}

/** The messages that a worker sends without being asked. */
export type WorkerEvent =
  /** The worker holds its lock. */
  | { readonly event: "locked" }
  | { readonly event: "progress"; readonly progress: LoadProgress }
  | { readonly event: "print"; readonly stream: "stdout" | "stderr"; readonly line: string }
  | { readonly event: "console"; readonly method: ConsoleMethod; readonly args: readonly unknown[] }
  /** A run wrote to its terminal. */
  | { readonly event: "write"; readonly run: number; readonly text: string }
  /** A run in a sandbox displays something. */
  | {
      readonly event: "show";
      readonly run: number;
      readonly append: boolean;
      readonly parts: readonly ShownPart[];
    }
  /** The output of runs to their terminals is from now on in shared memory; see
   * `../terminal/output-ring.ts`. */
  | { readonly event: "ring"; readonly buffer: SharedArrayBuffer }
  /** Something is there. */
  | { readonly event: "written" }
  /** A message of the page's could not be read. */
  | { readonly event: "unreadable" }
  /** The interpreter has crashed, with that message: nothing will be answered any more. */
  | { readonly event: "crashed"; readonly message: string }
  /** Nobody caught it. */
  | { readonly event: "error"; readonly error: ErrorDescription; readonly run: number }
  /** The functions that Python offers have changed: the names in `__export__`, and those that were assigned
   * to `sync`. */
  | { readonly event: "offers"; readonly kind: OfferKind; readonly names: readonly string[] };
