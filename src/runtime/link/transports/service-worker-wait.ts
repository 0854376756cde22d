/**
 * The worker's half where a service worker answers: a request that the worker waits for, and so does not end its task.
 * See `service-worker-protocol.ts`.
 */
import { Reader } from "../codec.js";
import type { Answers } from "./messages-worker.js";

/** How often in a row a request may fail at once before that is an error. */
const ATTEMPTS = 5;
/** A failure after so many milliseconds is not "at once": the service worker was stopped while it waited. */
const AT_ONCE = 1000;

export class ServiceWorkerWait implements Answers {
  readonly mode = "service-worker";
  readonly #url: string;

  /** @param url what the service worker answers below: `PageAnswers.url` */
  constructor(url: string) {
    this.#url = url;
  }

  wait(id: number): Reader {
    return new Reader(waitForAnswer(`${this.#url}${id}`));
  }
}

/**
 * Waits for the answer at this URL, for as long as it takes.
 *
 * @throws Error when the page has gone, or no service worker of this library answers
 */
export function waitForAnswer(url: string): Uint8Array<ArrayBuffer> {
  for (let failures = 0; ;) {
    const started = performance.now();
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.responseType = "arraybuffer";
    try {
      request.send();
    } catch (error) {
      failures = performance.now() - started < AT_ONCE ? failures + 1 : 0;
      if (failures < ATTEMPTS) continue;
      throw new Error(`The service worker does not answer at ${url}: ${String(error)}. ${ADVICE}`, {
        cause: error,
      });
    }
    if (request.getResponseHeader("py-elements-sync") === null) {
      throw new Error(
        `The request for ${url} went to the server, which answered ${request.status}: no service worker of this ` +
          `library controls this worker. ${ADVICE}`,
      );
    }
    if (request.status === 200) return new Uint8Array(request.response as ArrayBuffer);
    if (request.status === 410) throw new Error("The page that this worker belongs to has gone.");
    failures = 0;
  }
}

const ADVICE = "Perhaps it was unregistered since; load the page again. See docs/workers.md.";
