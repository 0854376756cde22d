/**
 * The errors that this library raises. Each says what happened, where, and what to do next.
 *
 * - {@link PythonError}: Python raised an exception.
 * - {@link ConfigError}: a configuration cannot be used.
 * - {@link LoadError}: a file, package or interpreter could not be loaded; `retryable`.
 */

/** Describes a Python exception; every field is text that Python made. */
export interface PythonErrorInfo {
  /** The class of the exception: `"ValueError"`. */
  readonly type: string;
  /** Exactly `str(exception)`. */
  readonly message: string;
  /** The traceback as Python prints it, without frames of this library. */
  readonly traceback: string;
  /** The file of the innermost frame of the author's code, `""` when there is none. */
  readonly filename: string;
  /** The line in {@link filename}, counted from 1; 0 when there is none. */
  readonly lineno: number;
}

/** The same, as Python hands it over. */
export type Description = readonly [
  type: string,
  message: string,
  traceback: string,
  filename: string,
  lineno: number,
];

/**
 * A Python exception in JavaScript.
 *
 * @example
 * ```ts
 * try {
 *   await script.done;
 * } catch (error) {
 *   if (error instanceof PythonError) console.log(error.name, error.message, error.lineno);
 * }
 * ```
 */
export class PythonError extends Error {
  /** The traceback as Python prints it. */
  readonly traceback: string;
  /** The `src` URL or the element's id where the exception was raised, `""` when unknown. */
  readonly filename: string;
  /** The line in {@link filename}, from 1; 0 when unknown. */
  readonly lineno: number;

  constructor(info: PythonErrorInfo, options?: ErrorOptions) {
    super(info.message, options);
    this.name = info.type;
    this.traceback = info.traceback;
    this.filename = info.filename;
    this.lineno = info.lineno;
  }
}

/** The exception that Python has described. */
export function pythonError(...[type, message, traceback, filename, lineno]: Description): PythonError {
  return new PythonError({ type, message, traceback, filename, lineno });
}

/**
 * The error codes that PyScript documents, so that its users find what they know.
 * `PY0404` and its kin are those of `http-error-code.ts`.
 */
export type ErrorCode =
  | "PY0000" // anything else
  | "PY0001" // a request failed before there was an answer
  | "PY0002" // a name could not be resolved
  | "PY0401"
  | "PY0403"
  | "PY0404"
  | "PY0409" // two things claim one place: two configurations, two files for one path
  | "PY0500"
  | "PY0503"
  | "PY1000" // a bad configuration
  | "PY1001"; // a package could not be installed

/** An error of this library with one of the documented codes, which also begins its message: `(PY1000):
 * …`. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  /** Written out, since minifying renames classes. */
  override readonly name: string = "CodedError";

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(`(${code}): ${message}`, options);
    this.code = code;
  }
}

/** A configuration that cannot be used; the message quotes the key, what was found and what was expected. */
export class ConfigError extends CodedError {
  override readonly name = "ConfigError";
}

/** Something could not be loaded; loading it again may succeed. */
export class LoadError extends CodedError {
  /** The address that could not be loaded, as an absolute URL if there is one. */
  readonly url: string;
  override readonly name = "LoadError";

  constructor(code: ErrorCode, message: string, url: string, options?: ErrorOptions) {
    super(code, message, options);
    this.url = url;
  }
}

/** The `DOMException` that everything pending rejects with when it is stopped. */
export function abortError(message: string): DOMException {
  return new DOMException(message, "AbortError");
}

/** Returns true for the error that everything pending rejects with when it is stopped. */
export function isAbort(error: unknown): boolean {
  return (error as Partial<Error> | null | undefined)?.name === "AbortError";
}

/** Returns the thrown value as an error: JavaScript can throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(nameAndMessage(thrown).message, { cause: thrown });
}

/** Returns the name and message of a thrown value: JavaScript can throw anything. */
export function nameAndMessage(thrown: unknown): { readonly name: string; readonly message: string } {
  try {
    const { name, message } = (typeof thrown === "object" && thrown ? thrown : {}) as Partial<Error>;
    return { name: String(name ?? "Error"), message: String(message ?? thrown) };
  } catch {
    // It has no text, or does not let anybody look.
    return { name: "Error", message: Object.prototype.toString.call(thrown) };
  }
}

/**
 * `promise`, unless `signal` aborts first; `promise` goes on for others.
 *
 * @param reason the reason to reject with then; by default the signal's own
 */
export function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reason: () => unknown = () => signal.reason,
): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => {});
    return Promise.reject(reason() as Error);
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(reason() as Error);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * A failure of the host, as it crosses to Python: the class of an exception, a colon, and its message
 * (`"ValueError: Cannot find …"`); 0 when all went well, which crosses faster than nothing or empty text do.
 */
export type HostFailure = string | 0;
