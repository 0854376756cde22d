/**
 * The host: the one JavaScript object that the `pyscript` package stands on. Python imports it as
 * `_pyscript_host`.
 *
 * On the main thread its functions act on the page directly; in a worker they are reached through the link.
 * So what crosses here is numbers, text, and references, few of them, once for each thing that Python does.
 *
 * **Failures.** Mistakes of authors are not thrown but returned, as a {@link HostFailure}: throwing
 * across the border is slow, and through the link slower. Anything that is thrown all the same reaches
 * Python as a `JsException`.
 *
 * Names are Python's (`snake_case`), since Python is who reads them. A `run` is the number of the run that
 * asks; when its script is no longer there, the latest run of the environment stands in.
 */

import type { PackedByPython } from "../values/packed.js";
import type { Description, HostFailure } from "../errors.js";
import type { FolderRequest } from "../folders/folders.js";
import type { DebugHost } from "../runs/run-debugger.js";
import type { TerminalHost } from "../terminal/run-terminal.js";
import type { StorageHost, StorageOpener } from "../storage/host.js";
import type { ComponentHost } from "./component-host.js";
import type { WebHost } from "./web-host.js";

/** Options of {@link Host.listen}, added up. `active` says that it is not passive, where browsers assume that
 * it is. */
export const ListenFlag = __PROTOCOL__.ListenFlag;

/** Serves `pyscript.workers` and `pyscript.PyWorker` on the main thread. Values cross packed; see
 * `values/packed.ts`. */
export interface WorkersHost {
  /** Starts a worker. @param name `""` for none @param config text, or an object of JavaScript's
   * @param sandbox JSON; `""` for none @returns a `PythonWorker` */
  worker_start(type: string, url: string, name: string, config: unknown, sandbox: string): object;
  /** The worker of that name, once there is one: what the functions below take, as they take a
   * `PythonWorker`. */
  worker_named(name: string): Promise<object>;
  /** The names of what Python exports there, as JSON, once its source has run. */
  worker_exports(worker: unknown): Promise<string>;
  /** Calls a function there. @param kind `export` or `sync` @param text a list of arguments and a dict of
   * named ones */
  worker_call(
    worker: unknown,
    kind: string,
    name: string,
    text: string,
    extras: readonly unknown[],
  ): Promise<PackedByPython>;
  /** Makes the result of a function that is offered. */
  worker_packed(text: string, extras: readonly unknown[]): PackedByPython;
  /** Offers a function to Python there, as `sync.<name>`; it takes text, repairs and extras, and returns what
   * is packed. */
  worker_offer(worker: unknown, name: string, callback: unknown): void;
  /**
   * Starts workers for `pyscript.Pool`; they end with the run.
   *
   * @param workers how many; 0 for as many as the machine has cores and memory for
   * @param config JSON or TOML, or a URL; `""` for none
   * @returns a `PythonPool`
   */
  pool_open(run: number, type: string, workers: number, config: string): Promise<object>;
}

/** Host functions for objects that last beyond a call: for `WebSocket`, `fs` and `storage`. */
export interface ResourceHost extends StorageOpener {
  /** Hands the events of a `WebSocket` to a Python callable, until it has closed. It is closed when the run
   * goes. */
  own_socket(run: number, socket: unknown, callback: unknown): void;

  /** Mounts, synchronizes or unmounts a folder of the computer; JSON, a `FolderRequest`. Never rejects. */
  folder(run: number, request_json: string): Promise<HostFailure>;
  /** The folder that is mounted at a path; undefined where none is. */
  folder_handle(path: string): unknown;

  /** Opens a folder for the host of a worker; see `folders/folders.ts`. */
  open_folder(run: number, request: FolderRequest): Promise<FileSystemDirectoryHandle | string>;
  /** Forgets, for the host of a worker, which folder was chosen. */
  forget_folder(request: FolderRequest): Promise<void>;
}

/** Host functions for modules and packages that are loaded while a script runs. */
export interface ModulesHost {
  /** The JavaScript module that the configuration's `js_modules` gives that name; undefined when there is
   * none. */
  js_module(name: string): unknown;
  /** The names of `js_modules`, as JSON. */
  js_module_names(): string;
  /** Imports a JavaScript module; relative URLs are relative to the page. */
  import_js(url: string): Promise<unknown>;
  /** Installs packages given as JSON, an array of requirements. */
  load_packages(names_json: string): Promise<void>;
}

/** Host functions for what Python hands over for longer than a call. */
export interface ProxiesHost {
  /** Takes over a proxy: it is destroyed when the run goes. */
  own(run: number, proxy: unknown): void;

  /** Describes an exception that is about to leave a callback for JavaScript: reported if nobody there
   * catches it. */
  leaving(run: number, ...description: Description): void;
}

export interface Host
  extends
    Partial<ModulesHost>,
    Partial<ProxiesHost>,
    Partial<WebHost>,
    Partial<ComponentHost>,
    Partial<ResourceHost>,
    Partial<StorageHost>,
    Partial<WorkersHost>,
    Partial<DebugHost>,
    Partial<TerminalHost> {
  /** Adds what the modules of the `more` archive need: the functions of `WebHost`. Called before they are
   * imported. */
  load_more(): Promise<void>;
  /** Adds what the modules of the `components` archive need: the functions of `ComponentHost`. */
  load_components?(): Promise<void>;

  /** The page's `globalThis` and `document`; typed as objects since a worker has only references to them. */
  readonly window: object;
  readonly document: object;
  readonly in_worker: boolean;

  /** The configuration, as JSON, with `type` added. */
  config_json(): string;

  /** The id of the element that the run displays in; it is given one when it has none.
   * @throws Error when there is no such element */
  target_id(run: number): string;

  /** Appends text to the run's own target, in a `<div>`: {@link show} for what is displayed most. */
  show_text(run: number, text: string): HostFailure;
  /**
   * Shows one value.
   *
   * @param target null for the run's own; an id or a selector, looked up from the root the script lives in;
   *   an element
   * @param append false replaces what was there
   * @param kind the content's MIME type
   * @param content text; base64 for images
   */
  show(run: number, target: unknown, append: boolean, kind: string, content: string): HostFailure;
  /**
   * Shows any number of values, as JSON: an array of `[kind, content, attributes?]`; attributes are an
   * image's. For the kind `element` the content is the number of one of the elements that follow.
   */
  show_parts(
    run: number,
    target: unknown,
    append: boolean,
    parts_json: string,
    ...elements: unknown[]
  ): HostFailure;

  /**
   * Listens to events. The listener goes with the run.
   *
   * @param target a selector, an event target, or a collection of those
   * @param callback a Python callable that takes the event
   * @param flags a sum of {@link ListenFlag}
   * @param signal an `AbortSignal` of the author's, or null
   */
  listen(
    run: number,
    target: unknown,
    type: string,
    callback: unknown,
    flags: number,
    signal: unknown,
  ): HostFailure;

  /** The element of the run's script; null where it has none. For `polyscript.currentScript`; see {@link
   * load_more}. */
  script_element?(run: number): object | null;

  /** Takes an exception that nobody caught: of a task, or of a listener that Python itself called. */
  report(run: number, ...description: Description): void;
}
