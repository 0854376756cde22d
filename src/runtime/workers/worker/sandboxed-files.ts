/** Asks the page for files, by the requests of `sandbox-protocol.ts`, and makes responses of its answers. */
import type { FileAbort, FileAnswer, FileRequest } from "../shared/sandbox-protocol.js";

/** The options of a request that go to the page. */
export type FileOptions = {
  readonly [K in "credentials" | "integrity" | "cache" | "signal"]?: RequestInit[K] | undefined;
};

type Ask = (url: string, options: FileOptions) => Promise<Response | undefined>;

/** A request that the page answers. */
interface Asked {
  readonly response: PromiseWithResolvers<Response | undefined>;
  body?: ReadableStreamDefaultController<Uint8Array>;
}

/**
 * Returns a function that has the page fetch a file; its promise resolves with undefined where the page does
 * not fetch that, and rejects with a `TypeError` where it could not.
 *
 * @param port its other end is the page's
 */
export function filesOfPage(port: MessagePort): Ask {
  const asked = new Map<number, Asked>();
  let count = 0;
  let closed = false;

  port.onmessage = ({ data: answer }: MessageEvent<FileAnswer>) => {
    const { id } = answer;
    const request = asked.get(id);
    if (!request) return;
    if ("part" in answer) return request.body?.enqueue(answer.part);
    if ("status" in answer) {
      try {
        request.response.resolve(responseOf(request, answer, () => abandon(id)));
        if (answer.hasBody) return;
      } catch (error) {
        // Servers may answer with a status that no response can be made with, such as 999.
        request.response.reject(new TypeError(String((error as Error).message)));
        if (answer.hasBody) return void abandon(id);
      }
    } else if ("end" in answer) request.body?.close();
    else if ("error" in answer || request.body) {
      const why = "error" in answer ? answer.error : "Python has started, and the page fetches nothing more.";
      const error = new TypeError(why);
      request.response.reject(error);
      request.body?.error(error);
    } else {
      closed ||= answer.closed;
      request.response.resolve(undefined);
    }
    asked.delete(id);
  };

  /** Returns undefined where nobody was asked for that any more. */
  const abandon = (id: number): Asked | undefined => {
    const request = asked.get(id);
    if (asked.delete(id)) port.postMessage({ id, abort: true } satisfies FileAbort);
    return request;
  };

  return async (url, { credentials, integrity, cache, signal }) => {
    if (closed) return undefined;
    signal?.throwIfAborted();
    const id = ++count;
    const request: Asked = { response: Promise.withResolvers() };
    asked.set(id, request);
    signal?.addEventListener("abort", () => {
      if (!abandon(id)) return;
      request.response.reject(signal.reason);
      request.body?.error(signal.reason);
    });
    port.postMessage({ id, url, credentials, integrity, cache } satisfies FileRequest);
    return request.response.promise;
  };
}

function responseOf(
  request: Asked,
  { hasBody, status, statusText, headers }: Extract<FileAnswer, { status: number }>,
  cancel: () => void,
): Response {
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    request.body = controller;
  };
  const body = hasBody ? new ReadableStream<Uint8Array<ArrayBuffer>>({ start, cancel }) : null;
  return new Response(body, { status, statusText, headers: plainHeaders(headers) });
}

/** The headers of a response whose body is no longer compressed. */
function plainHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  const isEncoded = headers.some(([name]) => /^content-encoding$/i.test(name));
  return headers
    .filter(([name]) => !isEncoded || !/^content-(encoding|length)$/i.test(name))
    .map(([...pair]) => pair);
}
