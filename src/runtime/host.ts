/**
 * The host: the one JavaScript object that the `pyscript` package stands on. Python imports it as `_pyscript_host`.
 *
 * On the main thread its functions act on the page directly; in a worker they are reached through the link. So what
 * crosses here is numbers, text, and references, and every function may throw: drivers see to it that Python can catch
 * what JavaScript throws, on both interpreters.
 *
 * Names are Python's (`snake_case`), since Python is who reads them.
 */
import type { ConfigValue } from "./config/types.js";

/** A listener that can be taken off again. */
export interface ListenerHandle {
  remove(): void;
}

export interface Host {
  /** The page's `globalThis` and `document`; typed as objects since a worker has only references to them. */
  readonly window: object;
  readonly document: object;
  readonly in_worker: boolean;

  /** The configuration, as JSON. */
  config_json(): string;

  /** The JavaScript module that the configuration's `js_modules` gives that name.
   * @throws Error when there is none, naming those there are. */
  js_module(name: string): unknown;
  /** The names of `js_modules`, as JSON. */
  js_module_names(): string;
  /** Imports a JavaScript module; relative URLs are relative to the page. */
  import_js(url: string): Promise<unknown>;
  /** Installs packages given as JSON, an array of requirements. */
  load_packages(names_json: string): Promise<void>;

  /** The id of the element that run displays in; it is given one when it has none. */
  target_id(run: number): string;
  /**
   * Shows parts in a target.
   *
   * @param run whose default target is meant when `target` is null, and from whose root an id is looked up
   * @param target null, an id, a selector, or an element
   * @param append false replaces what was there
   * @param parts_json an array of `{ kind, content, meta? }`, one `<div>` each; `kind` is a MIME type
   * @throws Error `Cannot find element with id='…' in the page.`
   */
  show(run: number, target: unknown, append: boolean, parts_json: string): void;

  /**
   * Listens to an event on one element. The listener goes with the run.
   *
   * @param options_json `{ once?, capture?, passive?, prevent_default?, stop_propagation? }`
   * @param signal an `AbortSignal` of the author's, or null
   */
  listen(
    run: number,
    target: unknown,
    type: string,
    callback: unknown,
    options_json: string,
    signal: unknown,
  ): ListenerHandle;
  /** The elements that a selector matches in the root the run's script lives in. */
  select(run: number, selector: string): unknown;

  /** Takes an exception that nobody caught: of an event handler, a task, a callback. */
  report(
    run: number,
    type: string,
    message: string,
    traceback: string,
    filename: string,
    lineno: number,
  ): void;
}

/** What a host needs to know of the environment that it serves. */
export interface HostContext {
  readonly config: ConfigValue;
}
