/** No transport: the worker cannot reach the page synchronously, and says what would make it. */
import { Writer } from "../codec.js";
import type { WorkerTransport } from "./transport.js";

const WHY =
  "This worker cannot reach the page synchronously (document, window, display …). One of three things makes it " +
  "possible: serve the page with the headers Cross-Origin-Opener-Policy: same-origin and " +
  "Cross-Origin-Embedder-Policy: require-corp; or use a browser with JSPI (a current Chrome, Edge or Firefox); or let " +
  "the page install dist/service-worker.js. See docs/workers.md. What does not need the page works, as does " +
  "awaiting its promises.";

export class NoTransport implements WorkerTransport {
  readonly mode = "none";
  readonly #writer = new Writer();
  readonly queued = false;

  request(): Writer {
    return this.#writer.begin();
  }

  ask(): never {
    throw new Error(WHY);
  }

  entry(): Writer {
    return this.#writer.begin();
  }

  queue(): boolean {
    return true; // Nothing is held, so nothing is to be let go of.
  }
}
