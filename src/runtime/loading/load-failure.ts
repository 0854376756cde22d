/** Errors about files that did not come. Their words are loaded when they are needed, as few pages need
 * them. */
import { LoadError } from "../errors.js";

/** The reason: the status that a server answered, the type that came instead of a script's, or what
 * failed. */
export type LoadProblem =
  number | { readonly type: string | null } | "unreachable" | "incomplete" | "not compiled" | "untyped";

/** The error to throw for the file at `href`. */
export async function loadFailure(href: string, problem: LoadProblem, cause?: unknown): Promise<LoadError> {
  const words = await import("./load-problems.js").catch(() => undefined);
  return (
    words?.describeProblem(href, problem, cause) ??
    new LoadError("PY0001", `${href} could not be loaded: ${String(cause)}`, href, { cause })
  );
}
