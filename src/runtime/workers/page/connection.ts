/**
 * One worker, seen from the page: it starts when this is made, and once it has ended everything that waits
 * for it rejects.
 */
import { expose, releaseProxy, wrap, type Endpoint, type Remote } from "comlink";
import { abortError, LoadError } from "../../errors.js";
import { crashError } from "../shared/crashes.js";
import type { Messages } from "../../link/shared/own-messages.js";
import { registerErrors } from "../shared/errors.js";
import type { Startable } from "./startable.js";
import { workerAddress } from "./trusted-types.js";
import type { PageAPI, StartMessage, WorkerAPI, WorkerEvent, WorkerSettings } from "../shared/protocol.js";

/** How many workers there are; tests count them. */
let alive = 0;
export const aliveWorkers = (): number => alive;

/** The worker's functions, as the page calls them. */
export type CalledWorker = {
  readonly [K in keyof WorkerAPI]: (
    ...args: Parameters<WorkerAPI[K]>
  ) => Promise<Awaited<ReturnType<WorkerAPI[K]>>>;
};

/** One worker, wherever it is. */
export interface WorkerConnection {
  /** Aborts when the worker has ended; the reason says why. */
  readonly signal: AbortSignal;
  /** Messages to and from the worker itself, for bridges and the link: they take less time than a port's. */
  readonly messages: Messages;
  /** Sends the first message. */
  start(settings: WorkerSettings, transfer: readonly Transferable[]): void;
  /** Python is there; nothing of the author's has run. */
  booted?(): void;
  /** Calls a function of the worker. Rejects when the worker ends first, with the reason. */
  call<T>(action: (api: CalledWorker) => Promise<T>): Promise<T>;
  /** Ends the worker. */
  end(reason?: Error): void;
}

/** A worker that the page itself starts. */
export class OwnWorkerConnection implements WorkerConnection {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #theirs: MessagePort;
  readonly #api: Remote<WorkerAPI>;
  readonly #lifetime = new AbortController();
  /** Unlike those of all pages of this origin. */
  readonly #lock = `py-elements-worker-${Date.now()}-${Math.random()}`;
  readonly #name: string;
  readonly #releaseURL: () => void;

  /**
   * @param url the worker's module
   * @param start the address that it is started from
   * @param title the name in developer tools
   * @param page the functions that the worker may call
   * @param onEvent hears what the worker tells without being asked
   */
  constructor(
    url: URL,
    { href, kind, release }: Startable,
    title: string,
    page: PageAPI,
    onEvent: (event: WorkerEvent) => void,
  ) {
    registerErrors();
    this.#name = title;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#theirs = port2;
    this.#releaseURL = release;
    try {
      this.#worker = new Worker(workerAddress(href), { type: kind, name: title });
    } catch (error) {
      release();
      throw loadError(url, error instanceof Error ? error.message : String(error));
    }
    alive++;
    let answering = false;
    const listening = { signal: this.signal };
    const hear = ({ data }: MessageEvent<Partial<WorkerEvent> | undefined>) => {
      if (!answering) release();
      answering = true;
      if (data?.event === "locked") this.#endWithLock();
      else if (data?.event === "unreadable") unreadable();
      else if (data?.event) onEvent(data as WorkerEvent);
    };
    const unreadable = () =>
      this.end(
        new Error("A message to or from the worker could not be read: the browser is out of memory perhaps."),
      );
    const failed = (event: ErrorEvent) => {
      // After the start an uncaught error does not end the worker; the browser reports it.
      if (answering) return;
      event.preventDefault();
      void import("../../loading/load-problems.js")
        .then(({ adviceOn }) => adviceOn(url.href))
        .catch(() => "")
        .then((advice) => this.end(loadError(url, event.message, advice)));
    };
    port1.addEventListener("message", hear, listening);
    port1.addEventListener("messageerror", unreadable, listening);
    this.#worker.addEventListener("error", failed, listening);
    const endpoint = endpointOf(port1, this.signal);
    expose(page, endpoint);
    this.#api = wrap<WorkerAPI>(endpoint);
  }

  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  get messages(): Messages {
    return this.#worker;
  }

  start(settings: WorkerSettings, transfer: readonly Transferable[]): void {
    if (this.signal.aborted) return;
    const message: StartMessage = { start: settings, port: this.#theirs, lock: this.#lock };
    this.#worker.postMessage(message, [this.#theirs, ...transfer]);
  }

  /** Waits for the lock that the worker holds: it is had when the worker is no more. */
  #endWithLock(): void {
    const gone = () => this.end(crashError(this.#name, "its thread has ended by itself"));
    navigator.locks.request(this.#lock, { signal: this.signal }, gone).catch(() => {}); // It ended otherwise.
  }

  call<T>(action: (api: CalledWorker) => Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener("abort", abort);
      action(this.#api)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", abort));
    });
  }

  end(reason: Error = abortError("The worker was terminated.")): void {
    if (this.signal.aborted) return;
    alive--;
    this.#worker.terminate();
    this.#api[releaseProxy]();
    this.#port.close();
    this.#theirs.close();
    this.#releaseURL();
    this.#lifetime.abort(reason);
  }
}

/**
 * A port for Comlink, which removes no listener of its own accord and holds its endpoint until every proxy
 * of it has been collected. The listeners hold the connection, and so the proxies: they go with the worker,
 * or nothing ever would.
 */
function endpointOf(port: MessagePort, signal: AbortSignal): Endpoint {
  return {
    addEventListener: (type, listener) => port.addEventListener(type, listener, { signal }),
    removeEventListener: (type, listener) => port.removeEventListener(type, listener),
    postMessage: (message, transfer = []) => port.postMessage(message, transfer),
    start: () => port.start(),
  };
}

function loadError(url: URL, message: string | undefined, advice = ""): LoadError {
  return new LoadError(
    "PY0001",
    `The worker ${url.href} did not start${message ? `: ${message}` : ""}. Check ` +
      "that the page's content security policy allows it (worker-src; trusted-types py-elements), and, where the page is " +
      `cross-origin isolated, that it is served with Cross-Origin-Embedder-Policy, as the page is.${advice}`,
    url.href,
  );
}
