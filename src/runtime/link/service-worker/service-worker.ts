/**
 * Runs in the service worker: answers the synchronous requests of workers with the answers that their pages
 * give it. See `service-worker-protocol.ts`. It only listens, so that a page's own service worker can have
 * it beside its own code.
 */
import type {
  AnswerStatus,
  GivenAnswer,
  PageToServiceWorker,
  ServiceWorkerToPage,
} from "../shared/transports/service-worker-protocol.js";

// In a function: as a classic script it shares its names with the page's own.
(() => {
  const scope = globalThis as unknown as ServiceWorkerGlobalScope;
  // Elsewhere (a page, a server) it has nothing to do.
  if (!("clients" in scope)) return;
  /** Browsers end a service worker whose response takes half a minute or a few. */
  const MAX_RESPONSE_MS = 25_000;
  const address = /\/py-elements-sync\/([\da-f-]{36})\/(\d+)$/;

  interface Wait {
    readonly number: number;
    readonly answer: (status: AnswerStatus, bytes?: GivenAnswer["bytes"]) => void;
  }

  /** Requests that wait, one for each token. */
  const waits = new Map<string, Wait>();
  /** Answers that have come before their requests. */
  const early = new Map<string, GivenAnswer>();
  /** The pages of tokens, by their ids. */
  const pages = new Map<string, string>();

  scope.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    const [, token, number] = (url.origin === scope.location.origin && address.exec(url.pathname)) || [];
    if (!token || !number || !isOfWorker(event.request)) return;
    event.stopImmediatePropagation();
    event.respondWith(number === "0" ? response(200, "") : respond(token, Number(number)));
  });

  scope.addEventListener("message", (event) => {
    const message = event.data as PageToServiceWorker | null;
    if (message?.type !== "py-elements-sync") return;
    event.stopImmediatePropagation();
    if ("ping" in message) message.ping.postMessage(true);
    else if ("claim" in message) {
      event.waitUntil(scope.clients.claim().then(() => message.claim.postMessage(true)));
    } else {
      const { token, answer } = message;
      if (event.source instanceof Client) {
        // A token is of the page that has named it first.
        const page = pages.get(token) ?? event.source.id;
        if (page !== event.source.id) return;
        pages.set(token, page);
      }
      if (answer) give(token, answer);
    }
  });

  /** Frames, tabs, images and scripts may name the address as well, those of other sites among them. */
  function isOfWorker({ mode, destination, method }: Request): boolean {
    return mode !== "navigate" && destination === "" && method === "GET";
  }

  function response(status: AnswerStatus, bytes: GivenAnswer["bytes"] | undefined): Response {
    const headers: Record<string, string> = {
      "py-elements-sync": String(status),
      "cache-control": "no-store",
    };
    if (typeof bytes !== "string") return new Response(bytes ?? null, { status, headers });
    headers["py-elements-answer"] = bytes;
    return new Response(null, { status, headers });
  }

  function respond(token: string, number: number): Promise<Response> {
    // A worker waits for one answer at a time: what waited before has been given up.
    waits.get(token)?.answer(408);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        void isThere(token).then((there) => wait.answer(there ? 408 : 410));
      }, MAX_RESPONSE_MS);
      const wait: Wait = {
        number,
        answer(status, bytes) {
          clearTimeout(timer);
          if (waits.get(token) === wait) waits.delete(token);
          resolve(response(status, bytes));
        },
      };
      const answer = early.get(token);
      early.delete(token);
      if (answer?.number === number) wait.answer(200, answer.bytes);
      else {
        waits.set(token, wait);
        if (!pages.has(token)) void askPages(token);
      }
    });
  }

  function give(token: string, answer: GivenAnswer): void {
    const wait = waits.get(token);
    if (wait?.number === answer.number) wait.answer(200, answer.bytes);
    else early.set(token, answer);
  }

  async function askPages(token: string): Promise<void> {
    const message: ServiceWorkerToPage = { type: "py-elements-sync", token };
    for (const page of await allPages()) page.postMessage(message);
  }

  /** Returns true if the page of a worker is still open. (Firefox reports no worker that waits.) */
  async function isThere(token: string): Promise<boolean> {
    const page = pages.get(token);
    const open = await allPages();
    if (page === undefined ? open.length > 0 : open.some(({ id }) => id === page)) return true;
    pages.delete(token);
    return false;
  }

  function allPages(): Promise<readonly WindowClient[]> {
    return scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  }
})();
