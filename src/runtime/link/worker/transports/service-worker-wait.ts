/**
 * The worker's half where a service worker answers: a request that the worker waits for, and so does not end
 * its task. See `service-worker-protocol.ts`.
 */
import { Reader } from "../../shared/binary-codec.js";
import type { Answers } from "./messages-worker.js";

/** How often in a row a request may fail at once before that is an error. */
const ATTEMPTS = 5;
/** How often control is asked for, and how long it may take to arrive then, in milliseconds. */
const CLAIMS = 3;
const CLAIM_STEPS_MS = [0, 20, 50, 100, 200, 500];
/** How long a service worker may take to say that it is there; milliseconds. */
const READY_TIMEOUT_MS = 5_000;
/** A failure after so many milliseconds is not "at once": the service worker was stopped while it waited. */
const AT_ONCE_MS = 1000;

export class ServiceWorkerWait implements Answers {
  readonly mode = "service-worker";
  readonly #url: string;

  /** @param url the address below which the service worker answers: `PageAnswers.url` */
  constructor(url: string) {
    this.#url = url;
  }

  wait(id: number): Reader {
    return new Reader(waitForAnswer(`${this.#url}${id}`));
  }
}

/**
 * Makes sure that the service worker gets this worker's requests, which is not certain of one that was just
 * installed: when a browser looks for the service worker of another page or worker of the origin at the same
 * moment, Chromium (150) forgets for a while that there is a new one, and workers that start then have none.
 * Claiming them helps.
 *
 * It returns also when it cannot be had: then the first request says what is wrong.
 *
 * @param url `PageAnswers.url`
 * @param claim has the service worker take control; `PageAnswers.claim`
 */
export async function reachServiceWorker(url: string, claim: () => Promise<unknown>): Promise<void> {
  for (let claims = 0; !(await isReached(url)); claims++) {
    if (claims === CLAIMS) return;
    try {
      await claim();
    } catch {
      return;
    }
    // The answer may be here before the control is.
    for (const pause of CLAIM_STEPS_MS) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (await isReached(url)) return;
    }
  }
}

async function isReached(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
    return (await fetch(`${url}0`, { signal })).headers.has("py-elements-sync");
  } catch {
    return false;
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
      failures = performance.now() - started < AT_ONCE_MS ? failures + 1 : 0;
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
    if (request.status === 200) {
      const text = request.getResponseHeader("py-elements-answer");
      return text === null ? new Uint8Array(request.response as ArrayBuffer) : fromBase64(text);
    }
    if (request.status === 410) throw new Error("The page that this worker belongs to has gone.");
    failures = 0;
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = decoded.charCodeAt(index);
  return bytes;
}

const ADVICE = "Perhaps it was unregistered since; load the page again. See docs/workers.md.";
