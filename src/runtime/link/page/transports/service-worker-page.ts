/**
 * The page's half where a service worker answers: installs it, and gives it the answers. See
 * `service-worker-protocol.ts`.
 *
 * **Scope.** A worker's requests go through the service worker in whose scope the *worker's* URL
 * is; neither the page need be in it, nor be loaded again. So `dist/service-worker.js`, registered for
 * `dist/`, serves `dist/worker.js` from the first visit on, without a header. A worker that is started from
 * a `blob:` (the library is of another origin) goes by the page instead: then the page must be in the scope
 * of a service worker of its own origin which imports this library's.
 */
import { unlessAborted } from "../../../errors.js";
import type {
  GivenAnswer,
  PageMessage,
  PageToServiceWorker,
  ServiceWorkerToPage,
} from "../../shared/transports/service-worker-protocol.js";

/** How long a service worker may take to be installed, or to say whether it is ours; milliseconds. */
const INSTALL_TIMEOUT_MS = 15_000;

/** Answers of so many bytes at most go as text. */
const MAX_TEXT_BYTES = 2000;

/** The service worker to install. */
export interface ServiceWorkerOptions {
  /** The worker's module; when it is of another origin than the page, the worker is a `blob:`. */
  readonly worker: URL;
  /** The service worker: the page's own (the attribute `service-worker`), or `service-worker.js` beside the
   * worker. */
  readonly script: URL;
  /** Aborts when nobody needs it any more. */
  readonly signal?: AbortSignal;
}

/** Answers for one worker. */
export interface PageAnswers {
  /** The address of the worker's requests, which their numbers follow. */
  readonly url: string;
  /** Answers a request. */
  give(number: number, bytes: Uint8Array<ArrayBuffer>): void;
  /** Has the service worker take control of the worker, whose requests have not got there. */
  claim(): Promise<void>;
  /** The worker has ended. */
  dispose(): void;
}

/** A service worker that answers; made by {@link ServiceWorkerAnswers.install}. */
export class ServiceWorkerAnswers {
  readonly #registration: ServiceWorkerRegistration;

  private constructor(registration: ServiceWorkerRegistration) {
    this.#registration = registration;
  }

  /**
   * Installs the service worker, if it is not there already. It never loads the page again.
   *
   * @throws Error that says why there can't be one: no secure context, a script that does not load, a scope
   *   that misses the worker (or the page, for a worker of another origin), a service worker of the page's
   *   that does not import ours
   */
  static async install({ worker, script, signal }: ServiceWorkerOptions): Promise<ServiceWorkerAnswers> {
    const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!container) {
      throw new Error(
        "This page can have no service worker: browsers allow it on https: and localhost only, and not in every private window.",
      );
    }
    const { origin } = globalThis;
    // A `srcdoc` frame has no address, and the service worker of the page around it.
    const page = location.protocol === "about:" ? document.baseURI : location.href;
    const controlled = worker.origin === origin ? worker.href : page;
    if (script.origin !== origin) {
      throw new Error(
        `The service worker ${script.href} is of another origin than the page. Put a file of your own on ${origin}, ` +
          `with importScripts(${JSON.stringify(script.href)}) in it, and name it: service-worker="/file.js".`,
      );
    }
    const registration = await register(container, script);
    if (!controlled.startsWith(registration.scope)) {
      throw new Error(
        `The service worker ${script.href} is for ${registration.scope}, but has to be for ${controlled}, which is ` +
          `${controlled === page ? "this page" : "the worker"}. Put the file into that folder or one above.`,
      );
    }
    const limit = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
    const ends = signal ? AbortSignal.any([signal, limit]) : limit;
    const late = (doing: string) => () =>
      new Error(`The service worker ${script.href} ${doing} within ${INSTALL_TIMEOUT_MS / 1000} seconds.`);
    const active = await unlessAborted(activated(registration), ends, late("did not start"));
    const ours = "did not say that it imports this library's";
    await unlessAborted(
      ask(active, (port) => ({ ping: port })),
      ends,
      late(ours),
    );
    if (controlled === page && container.controller?.scriptURL !== active.scriptURL) {
      void ask(active, (port) => ({ claim: port }));
      await unlessAborted(controller(container), ends, late("did not take control of the page"));
    }
    return new ServiceWorkerAnswers(registration);
  }

  /**
   * Begins to answer a worker.
   *
   * @param signal aborts when the worker has ended
   */
  open(signal?: AbortSignal): PageAnswers {
    const token = crypto.randomUUID();
    const registration = this.#registration;
    let answer: GivenAnswer | undefined;
    const tell = () => {
      if (registration.active) post(registration.active, { token, answer });
    };
    const asked = ({ data }: MessageEvent<ServiceWorkerToPage | null>) => {
      if (data?.type === "py-elements-sync" && data.token === token) tell();
    };
    const container = navigator.serviceWorker;
    const ended = new AbortController();
    const until = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    container.addEventListener("message", asked, { signal: until });
    // Messages to a page that is still loading wait for this.
    container.startMessages();
    tell();
    return {
      url: `${registration.scope}py-elements-sync/${token}/`,
      give(number, bytes) {
        answer = {
          number,
          bytes: bytes.length > MAX_TEXT_BYTES ? bytes : btoa(String.fromCharCode(...bytes)),
        };
        tell();
      },
      async claim() {
        const { active } = registration;
        if (active) {
          await unlessAborted(
            ask(active, (port) => ({ claim: port })),
            AbortSignal.any([until, AbortSignal.timeout(INSTALL_TIMEOUT_MS)]),
            () => new Error("The service worker did not take control of the worker."),
          );
        }
      },
      dispose: () => ended.abort(),
    };
  }
}

async function register(container: ServiceWorkerContainer, script: URL): Promise<ServiceWorkerRegistration> {
  try {
    return await container.register(script);
  } catch (error) {
    throw new Error(
      `The service worker ${script.href} could not be installed: ${String(error)}. The file must be there, and be ` +
        "served as JavaScript.",
      { cause: error },
    );
  }
}

async function activated(registration: ServiceWorkerRegistration): Promise<ServiceWorker> {
  if (registration.active) return registration.active;
  const starting = registration.installing ?? registration.waiting;
  if (!starting) throw new Error("The service worker was taken away while it started.");
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (starting.state === "activated") resolve();
      if (starting.state === "redundant") reject(new Error("The service worker failed while it started."));
    };
    starting.addEventListener("statechange", look);
    look();
  });
  return starting;
}

/** Sends a message with a port, and waits for the answer there. */
function ask(worker: ServiceWorker, message: (port: MessagePort) => PageMessage): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    post(worker, message(port2), [port2]);
  });
}

function controller(container: ServiceWorkerContainer): Promise<void> {
  return new Promise((resolve) => {
    container.addEventListener("controllerchange", () => resolve(), { once: true });
  });
}

function post(worker: ServiceWorker, message: PageMessage, transfer: Transferable[] = []): void {
  const whole: PageToServiceWorker = { type: "py-elements-sync", ...message };
  worker.postMessage(whole, transfer);
}
