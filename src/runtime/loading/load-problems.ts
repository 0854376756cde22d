/** Why a file of this library, or of an interpreter, is not there, and what to do; loaded when that has
 * happened. */
import { distURL } from "./dist.js";
import { LoadError } from "../errors.js";
import { httpErrorCode } from "./http-error-code.js";
import type { LoadProblem } from "./load-failure.js";

/** Says in words what happened to the file at `href`. */
export function describeProblem(href: string, problem: LoadProblem, cause: unknown): LoadError {
  const advice = adviceOn(href);
  const error = (code: LoadError["code"], text: string) =>
    new LoadError(code, `${href} ${text}${advice}`, href, { cause });
  if (typeof problem === "number") {
    const where = advice ? "" : " The interpreter's files must be at the configured address.";
    return error(httpErrorCode(problem), `answered ${problem}.${where}`);
  }
  const reason = String(cause);
  if (problem === "unreachable") {
    const text = `could not be reached (${reason}). Check the address and the network; other origins must allow it with CORS.`;
    return error("PY0001", text);
  }
  if (problem === "incomplete") return error("PY0001", `did not arrive whole: ${reason}. Try again.`);
  if (problem === "not compiled") {
    const text = `could not be compiled: ${reason}. It must be served whole, with the type application/wasm.`;
    return error("PY0001", text);
  }
  if (problem === "untyped") {
    // It runs: where files are looked for is no advice here.
    const text = `${href} was not served as application/wasm: browsers compile it later, and each time anew.`;
    return new LoadError("PY0001", text, href);
  }
  const { type } = problem;
  // The import does not say what was wrong; a request for the same has.
  if (type && /javascript/.test(type)) {
    return new LoadError("PY0001", `${href} did not run: ${reason}.`, href, { cause });
  }
  return error("PY0001", `did not run: ${reason}. It came as ${type}, and must as text/javascript.`);
}

/** Says what to do where a file is not there: for the end of a message; empty for a file that is not this
 * library's. */
export function adviceOn(href: string): string {
  const dist = distURL().href;
  if (!href.startsWith(dist)) return "";
  return __BUNDLED__
    ? ` py-elements looks for its files in ${dist}. With Vite, add the plugin of "py-elements/vite". Else copy them by ` +
        '"npx py-elements copy <folder>", and say where they are: <meta name="py-elements" content="/folder/"> in the ' +
        'page, or setBasePath() of "py-elements/base-path".'
    : ` py-elements looks for its files in ${dist}: the whole dist folder of this very version must be there, as ` +
        '"npx py-elements copy <folder>" puts it. <meta name="py-elements" content="/folder/"> says where else it is.';
}

/** Says what to do where the code that a part of this library is in did not come, or not whole. */
export function missingPart(): string {
  const { href } = distURL();
  return (
    `A part of py-elements could not be loaded, or is damaged.${adviceOn(href)} A core.js that a cache has kept from ` +
    "another version looks for parts that are no more. Browsers ask for such a part again when the page is loaded anew."
  );
}
