/** Errors on their way between page and worker: structured cloning would lose their classes and fields. */
import { transferHandlers, type TransferHandler } from "comlink";
import { abortError, CodedError, ConfigError, LoadError, PythonError, type ErrorCode } from "../../errors.js";

const UNSUSPENDABLE = "UnsuspendableError";

/** The error of a worker whose interpreter cannot be suspended, although the browser can. @param url the
 * interpreter's */
export function unsuspendable(url: string): Error {
  const error = new Error(`the interpreter at ${url} cannot be suspended: its build is not made for it`);
  error.name = UNSUSPENDABLE;
  return error;
}

/** Returns true for an error of {@link unsuspendable}, which may have crossed threads. */
export function isUnsuspendable(error: unknown): error is Error {
  return error instanceof Error && error.name === UNSUSPENDABLE;
}

/** An error as data. */
export type ErrorDescription =
  | {
      readonly kind: "python";
      readonly type: string;
      readonly message: string;
      readonly traceback: string;
      readonly filename: string;
      readonly lineno: number;
    }
  | { readonly kind: "abort"; readonly message: string }
  | {
      readonly kind: "coded" | "config" | "load";
      readonly code: ErrorCode;
      readonly message: string;
      readonly url: string;
    }
  | { readonly kind: "other"; readonly name: string; readonly message: string; readonly stack: string };

/** Returns the thrown value as data. */
export function describeError(thrown: unknown): ErrorDescription {
  if (thrown instanceof PythonError) {
    const { name, message, traceback, filename, lineno } = thrown;
    return { kind: "python", type: name, message, traceback, filename, lineno };
  }
  if (thrown instanceof CodedError) {
    const kind =
      thrown instanceof LoadError ? "load" : thrown instanceof ConfigError ? "config" : ("coded" as const);
    const message = thrown.message.replace(`(${thrown.code}): `, "");
    return { kind, code: thrown.code, message, url: thrown instanceof LoadError ? thrown.url : "" };
  }
  const { name = "Error", message = String(thrown), stack = "" } = (thrown ?? {}) as Partial<Error>;
  if (name === "AbortError") return { kind: "abort", message };
  return { kind: "other", name, message, stack };
}

/** The error that was described. */
export function restoreError(description: ErrorDescription): Error {
  switch (description.kind) {
    case "python":
      return new PythonError(description);
    case "abort":
      return abortError(description.message);
    case "coded":
      return new CodedError(description.code, description.message);
    case "config":
      return new ConfigError(description.code, description.message);
    case "load":
      return new LoadError(description.code, description.message, description.url);
    case "other": {
      const known = { TypeError, RangeError, SyntaxError, ReferenceError, Error };
      const isKnown = Object.hasOwn(known, description.name);
      const ErrorType = isKnown ? known[description.name as keyof typeof known] : Error;
      const error = new ErrorType(description.message);
      if (error.name !== description.name) error.name = description.name;
      if (description.stack) error.stack = description.stack;
      return error;
    }
  }
}

interface Thrown {
  readonly value: unknown;
}

interface SentThrown {
  readonly pyElements?: ErrorDescription;
}

let registered = false;

/**
 * Teaches Comlink our errors. They are described beside what Comlink itself sends, so that another user of
 * the same Comlink notices nothing.
 */
export function registerErrors(): void {
  if (registered) return;
  registered = true;
  const theirs = transferHandlers.get("throw") as TransferHandler<Thrown, object>;
  const handler: TransferHandler<Thrown, SentThrown> = {
    canHandle: (value): value is Thrown => theirs.canHandle(value),
    serialize(thrown) {
      const [serialized, transferables] = theirs.serialize(thrown);
      return [{ ...serialized, pyElements: describeError(thrown.value) }, transferables];
    },
    deserialize(serialized) {
      if (serialized.pyElements) throw restoreError(serialized.pyElements);
      return theirs.deserialize(serialized);
    },
  };
  transferHandlers.set("throw", handler as TransferHandler<unknown, unknown>);
}
