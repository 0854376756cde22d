/** Fetches Python. */
import { CodedError, LoadError } from "../errors.js";

/** Python, and what its tracebacks call it. */
export interface Source {
  readonly code: string;
  /** The absolute `src` URL; undefined for inline code. */
  readonly url: string | undefined;
}

/**
 * @param check the advice to the author when it fails
 * @throws LoadError when it cannot be fetched, an `AbortError` when `signal` aborts
 */
export async function fetchSource(
  src: string,
  base: string,
  signal: AbortSignal,
  check = 'the "src" attribute',
): Promise<Source> {
  if (!URL.canParse(src, base)) {
    throw new LoadError("PY0001", `"src" is "${src}", which is not a URL.`, src);
  }
  const url = new URL(src, base);
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new LoadError(
      "PY0001",
      `The source ${url.href} could not be fetched. Check ${check} and the connection, then try again.`,
      url.href,
      { cause },
    );
  }
  if (!response.ok) {
    const code = await import("./http-error-code.js").then(
      ({ httpErrorCode }) => httpErrorCode(response.status),
      () => "PY0001" as const,
    );
    throw new LoadError(
      code,
      `The source ${url.href} could not be fetched: the server answered ${response.status} ${response.statusText}. ` +
        `Check ${check}.`,
      url.href,
    );
  }
  try {
    return { code: await response.text(), url: url.href };
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new CodedError("PY0001", `The source ${url.href} broke off while it was read.`, { cause });
  }
}
