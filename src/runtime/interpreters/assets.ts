/**
 * The files that an interpreter is made of: asked for early, counted as they arrive, handed to the
 * interpreter's own loader when it asks.
 *
 * A file is requested once; who boots later uses what has come so far. A request that failed is forgotten,
 * so trying again really asks again.
 */
import { abortError, LoadError, unlessAborted as unlessSignalled } from "../errors.js";
import { importModule } from "../loading/import-module.js";
import { loadFailure } from "../loading/load-failure.js";
import { rememberedAs } from "../loading/remembered.js";
import { scriptName } from "./location.js";
import type { LoadProgress } from "./interpreter.js";
import { OWN_REQUEST } from "./substitutes.js";

type Report = (progress: LoadProgress) => void;

/** The files of one interpreter, below one URL. */
export class Assets {
  readonly url: URL;
  #files = new Map<string, Promise<unknown>>();
  #progress = new Map<string, LoadProgress>();
  #listeners = new Set<Report>();

  constructor(url: URL) {
    this.url = url;
  }

  /** The absolute URL of one of the files. */
  href(name: string): string {
    return new URL(name, this.url).href;
  }

  /** Imports a JavaScript module, named without its ending. */
  script(name: string): Promise<unknown> {
    const href = this.href(scriptName(this.url, name));
    return this.#once(href, async () => {
      // An import that failed is remembered by browsers, by its address.
      const address = failed.has(href) ? `${href}?again=${failed.get(href)}` : href;
      try {
        return await importModule(address);
      } catch (error) {
        failed.set(href, (failed.get(href) ?? 0) + 1);
        const type = (await request(href)).headers.get("content-type");
        throw await loadFailure(href, { type }, error);
      }
    });
  }

  /** Compiles WebAssembly, while it arrives where its type allows that. */
  wasm(name: string): Promise<WebAssembly.Module> {
    const href = this.href(name);
    return this.#once(href, async () => {
      const response = await request(href);
      const arrived = this.#count(href, response);
      const isTyped = response.headers.get("content-type") === "application/wasm";
      try {
        const module = await (isTyped
          ? WebAssembly.compileStreaming(response)
          : WebAssembly.compile(await response.arrayBuffer()));
        arrived();
        if (!isTyped) void loadFailure(href, "untyped").then(({ message }) => console.warn(message));
        return module;
      } catch (error) {
        throw await loadFailure(href, "not compiled", error);
      }
    });
  }

  /** Returns a requested file, or the promise of it. */
  present(name: string): Promise<unknown> | undefined {
    return this.#files.get(this.href(name));
  }

  /** Keeps a file no longer: who wants it later has it from the browser's cache. */
  forget(name: string): void {
    this.#files.delete(this.href(name));
  }

  bytes(name: string): Promise<ArrayBuffer> {
    return this.#body(this.href(name), (response) => response.arrayBuffer());
  }

  /** Loads a file for somebody who changes it: it is not kept. */
  ownBytes(name: string): Promise<ArrayBuffer> {
    return this.#load(this.href(name), (response) => response.arrayBuffer());
  }

  /** Loads JSON from a file, or another URL. */
  json(name: string): Promise<unknown> {
    return this.#body(this.href(name), (response) => response.json() as Promise<unknown>);
  }

  /** Reports what has come so far, then what comes. @returns a function that ends it */
  listen(report: Report): () => void {
    for (const progress of this.#progress.values()) report(progress);
    this.#listeners.add(report);
    return () => this.#listeners.delete(report);
  }

  #body<T>(href: string, read: (response: Response) => Promise<T>): Promise<T> {
    return this.#once(href, () => this.#load(href, read));
  }

  async #load<T>(href: string, read: (response: Response) => Promise<T>): Promise<T> {
    const response = await request(href);
    const arrived = this.#count(href, response);
    try {
      const body = await read(response);
      arrived();
      return body;
    } catch (error) {
      throw await loadFailure(href, "incomplete", error);
    }
  }

  #once<T>(href: string, load: () => Promise<T>): Promise<T> {
    return rememberedAs(this.#files as Map<string, Promise<T>>, href, load);
  }

  /**
   * Counts a copy: the response itself goes on as it came, so that browsers can keep the code compiled from
   * it. A small file is counted when it is there: to count its pieces would take longer than they take.
   *
   * @returns a function to call when all has arrived
   */
  #count(href: string, response: Response): () => void {
    const length = Number(response.headers.get("content-length") ?? Infinity);
    const encoded = response.headers.has("content-encoding");
    const item = href.slice(href.lastIndexOf("/") + 1);
    const report = (loaded: number, total: number | undefined) => {
      const progress: LoadProgress = { phase: "interpreter", item, loaded, total };
      this.#progress.set(href, progress);
      for (const listener of this.#listeners) listener(progress);
    };
    if (length < SMALL_BYTES) {
      return () => {
        const size = encoded ? decodedSize(href) || length : length;
        report(size, size);
      };
    }
    const reader = response.clone().body?.getReader();
    const total = encoded || length === Infinity ? undefined : length;
    let loaded = 0;
    const step = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
      loaded += value?.byteLength ?? 0;
      report(loaded, done ? loaded : total);
      if (!done) reader?.read().then(step, () => {});
    };
    reader?.read().then(step, () => {});
    return () => {};
  }
}

const started = new Map<string, Assets>();

/** The files in a folder. */
export function assetsAt(url: URL): Assets {
  let assets = started.get(url.href);
  if (!assets) started.set(url.href, (assets = new Assets(url)));
  return assets;
}

/** Files of fewer bytes than that are counted whole. */
const SMALL_BYTES = 1_000_000;

/** How large a file was that came compressed; 0 where the browser does not say. */
function decodedSize(href: string): number {
  const entry = performance.getEntriesByName(href, "resource").at(-1) as
    PerformanceResourceTiming | undefined;
  return entry?.decodedBodySize ?? 0;
}

/** How often importing a script has failed. */
const failed = new Map<string, number>();

/** Fetches, and says what went wrong. */
async function request(href: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(href, OWN_REQUEST);
  } catch (error) {
    throw await loadFailure(href, "unreachable", error);
  }
  if (!response.ok) throw await loadFailure(href, response.status);
  return response;
}

/** Returns the error for an interpreter that has arrived but does not start. */
export function loadingFailed(name: string, href: string, cause: unknown): LoadError {
  return new LoadError("PY0000", `${name} from ${href} did not start: ${String(cause)}`, href, { cause });
}

/** `promise`, unless the boot that waits for it is given up. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return unlessSignalled(promise, signal, () => abortError("The interpreter is not needed any more."));
}
