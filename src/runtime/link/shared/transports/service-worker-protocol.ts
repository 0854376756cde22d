/**
 * The messages between page, worker and service worker.
 *
 * A worker that waits makes a synchronous request for `<scope>py-elements-sync/<token>/<number>`; the page
 * gives the service worker the answer to it, before or after. The token is the worker's, the number its
 * request's. The service worker answers number 0 itself: so a worker finds out whether its requests get
 * there.
 *
 * A short answer is text in a header, since a body takes Chromium a third longer: it makes a blob of it, in
 * another process.
 *
 * A service worker is stopped when it idles and starts again without what it knew. So it remembers nothing
 * that it needs: when it gets a request with an unknown token, it asks all pages, and the one whose worker
 * it is gives the answer once more, or says that there will be one.
 *
 * This file has types only: the service worker imports nothing, so that it can be a classic script as well
 * as a module.
 */

/** From the page to the service worker. */
export type PageToServiceWorker = { readonly type: "py-elements-sync" } & PageMessage;

export type PageMessage =
  /** Are you ours? The answer is `true`, through the port. */
  | { readonly ping: MessagePort }
  /** Take control of the pages and workers in your scope that do not have you. The answer is `true`, through
   * the port. */
  | { readonly claim: MessagePort }
  /** The token's worker is this page's; its request has this answer. */
  | { readonly token: string; readonly answer: GivenAnswer | undefined };

export interface GivenAnswer {
  readonly number: number;
  /** As text it is in base64. */
  readonly bytes: Uint8Array<ArrayBuffer> | string;
}

/** From the service worker to all pages: whose worker has this token? */
export interface ServiceWorkerToPage {
  readonly type: "py-elements-sync";
  readonly token: string;
}

/**
 * The statuses of responses, which all have the header `py-elements-sync` besides:
 * - 200: the answer: the body, or in base64 the header `py-elements-answer`;
 * - 408: none has come yet; ask again;
 * - 410: the page has gone.
 */
export type AnswerStatus = 200 | 408 | 410;
