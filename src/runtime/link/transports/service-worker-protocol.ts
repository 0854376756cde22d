/**
 * What page, worker and service worker say to one another where a service worker answers.
 *
 * A worker that waits makes a synchronous request for `<scope>py-elements-sync/<token>/<number>`; the page gives the
 * service worker the answer to it, before or after. The token is the worker's, the number its request's.
 *
 * A service worker is stopped when it idles and starts again without what it knew. So it remembers nothing that it needs:
 * when it gets a request with a token that it has not heard of, it asks all pages, and the one whose worker it is gives
 * the answer once more, or says that there will be one.
 *
 * This file has types only: the service worker imports nothing, so that it can be a classic script as well as a module.
 */

/** From the page to the service worker. */
export type PageToServiceWorker = { readonly type: "py-elements-sync" } & PageMessage;

export type PageMessage =
  /** Are you ours? The answer is `true`, through the port. */
  | { readonly ping: MessagePort }
  /** Take control of the pages in your scope that were there before you. */
  | { readonly claim: true }
  /** The token's worker is this page's; its request has this answer. */
  | { readonly token: string; readonly answer: GivenAnswer | undefined };

export interface GivenAnswer {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** From the service worker to all pages: whose worker has this token? */
export interface ServiceWorkerToPage {
  readonly type: "py-elements-sync";
  readonly token: string;
}

/**
 * The statuses of responses, which all have the header `py-elements-sync` besides:
 * - 200: the answer;
 * - 408: none has come yet; ask again;
 * - 410: the page has gone.
 */
export type AnswerStatus = 200 | 408 | 410;
