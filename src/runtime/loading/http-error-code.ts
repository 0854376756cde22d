import type { ErrorCode } from "../errors.js";

/** The code for an HTTP status that is not a success. */
export function httpErrorCode(status: number): ErrorCode {
  switch (status) {
    case 401:
      return "PY0401";
    case 403:
      return "PY0403";
    case 404:
      return "PY0404";
    case 503:
      return "PY0503";
    default:
      return status >= 500 ? "PY0500" : "PY0001";
  }
}
