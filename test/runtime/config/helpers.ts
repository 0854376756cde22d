import { expect } from "chai";
import { CodedError, type ErrorCode } from "../../../src/runtime/errors.js";

/** Waits for `promise` to reject with an error of this library, and looks at it. */
export async function rejection(
  promise: Promise<unknown>,
  code: ErrorCode,
  ...parts: (string | RegExp)[]
): Promise<CodedError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    expect(error.code, error.message).to.equal(code);
    expect(error.message).to.satisfy((message: string) => message.startsWith(`(${code}): `));
    for (const part of parts) {
      if (typeof part === "string") expect(error.message).to.include(part);
      else expect(error.message).to.match(part);
    }
    return error;
  }
  throw new Error(`It did not fail, but gave ${String(value)}.`);
}

/** A signal that never aborts. */
export const signal = new AbortController().signal;
