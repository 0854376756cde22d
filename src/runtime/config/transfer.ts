/**
 * Fetching, for everything that a configuration asks for: progress that is summed over parallel requests, and
 * failures that say what was wanted, what came, and what to do.
 */
import { LoadError } from "../errors.js";
import { httpErrorCode } from "../loading/http-error-code.js";
import type { LoadProgress } from "../interpreters/interpreter.js";

/** The part of the standard `fetch` that is used; tests and pages may hand in their own. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export type Bytes = Uint8Array<ArrayBuffer>;

/** The options of every request. */
export interface TransferOptions {
  readonly signal: AbortSignal;
  readonly fetch?: Fetch | undefined;
}

/** The options of requests for packages. */
export interface PackagesOptions extends TransferOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** A request and its purpose. */
export interface Request {
  readonly url: URL;
  /** The name in messages: `the file "data.csv"`. */
  readonly what: string;
  /** The advice after a failure; a sentence. */
  readonly advice?: string | undefined;
  readonly cache?: RequestCache | undefined;
  readonly tally?: Tally | undefined;
}

/** Sums up how far several parallel requests have come. */
export class Tally {
  #loaded = 0;
  #total = 0;
  #known = true;

  /** @param expected how many bytes there will be in all, where that is known before anything has come */
  constructor(
    readonly phase: LoadProgress["phase"],
    readonly report: ((progress: LoadProgress) => void) | undefined,
    readonly expected?: number,
  ) {
    this.#total = expected ?? 0;
  }

  /** A response has begun. A compressed one does not say how long it will be when it is not. */
  begin(item: string, headers: Headers): void {
    if (this.expected === undefined) {
      const length = headers.get("content-encoding") ? null : headers.get("content-length");
      if (length) this.#total += Number(length);
      else this.#known = false;
    }
    this.add(item, 0);
  }

  add(item: string, bytes: number): void {
    this.#loaded += bytes;
    this.report?.({
      phase: this.phase,
      loaded: this.#loaded,
      total: this.#known && this.#loaded <= this.#total ? this.#total : undefined,
      item,
    });
  }
}

/**
 * Asks for a URL.
 *
 * @returns a response with a status of success
 * @throws LoadError with the code of the status, or PY0001 when there was no answer
 */
export async function request(
  { url, what, advice, cache }: Request,
  { signal, fetch = globalThis.fetch }: TransferOptions,
  init: RequestInit = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url.href, { ...init, signal, ...(cache && { cache }) });
  } catch (error) {
    throw unreachable(url, what, error, signal);
  }
  if (response.ok) return response;
  void response.body?.cancel().catch(() => {});
  const status = `${response.status} ${response.statusText}`.trim();
  throw new LoadError(
    httpErrorCode(response.status),
    `cannot load ${what} from ${url.href}: the server answered ${status}. ${advice ?? "Check the URL."}`,
    url.href,
  );
}

/** Loads a URL whole. */
export async function fetchBytes(wanted: Request, options: TransferOptions): Promise<Bytes> {
  const response = await request(wanted, options);
  const { url, what, tally } = wanted;
  tally?.begin(url.href, response.headers);
  try {
    if (!tally?.report || !response.body) return new Uint8Array(await response.arrayBuffer());
    const chunks: Bytes[] = [];
    const reader = response.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      chunks.push(step.value);
      tally.add(url.href, step.value.length);
    }
    return concatenate(chunks);
  } catch (error) {
    throw unreachable(url, what, error, options.signal);
  }
}

/** Loads a URL as text. */
export async function fetchText(
  wanted: Request,
  options: TransferOptions,
  init?: RequestInit,
): Promise<[string, Response]> {
  const response = await request(wanted, options, init);
  try {
    return [await response.text(), response];
  } catch (error) {
    throw unreachable(wanted.url, wanted.what, error, options.signal);
  }
}

/** Runs what `body` starts as one: when a part of it fails, the signal that the parts were given aborts. */
export async function together<T>(
  signal: AbortSignal,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const group = new AbortController();
  try {
    return await body(AbortSignal.any([signal, group.signal]));
  } catch (error) {
    group.abort(error);
    throw error;
  }
}

function unreachable(url: URL, what: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const reason = error instanceof Error ? error.message : String(error);
  return new LoadError(
    "PY0001",
    `cannot load ${what} from ${url.href}: the request failed (${reason}). ` +
      "Check the network, and that the server allows requests from this page (CORS).",
    url.href,
    { cause: error },
  );
}

/** Joins chunks; a single one is returned as it is. */
export function concatenate(chunks: readonly Bytes[]): Bytes {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
