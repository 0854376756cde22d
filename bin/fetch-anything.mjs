// `fetch` for commands: files too, which Node's own does not read.
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @type {typeof fetch} */
export async function fetchAnything(address, init) {
  const url = new URL(address);
  if (url.protocol !== "file:") return fetch(address, init);
  const file = fileURLToPath(url);
  if (!existsSync(file) || !statSync(file).isFile()) {
    return new Response(null, { status: 404, statusText: "Not Found" });
  }
  return new Response(readFileSync(file));
}
