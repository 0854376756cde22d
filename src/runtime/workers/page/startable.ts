/** Addresses that a worker can be started from. Browsers refuse those of other origins, but not a script that
 * imports them. */
import { unlessAborted } from "../../errors.js";
import type { InterpreterType } from "../../interpreters/interpreter.js";
import { textAddress } from "../../loading/text-address.js";
import { workerAddress } from "./trusted-types.js";

/** A browser that has not started a worker of one statement in so long starts none, in milliseconds. */
const PROBE_MS = 10_000;

export interface Startable {
  readonly href: string;
  readonly kind: WorkerType;
  release(): void;
}

/**
 * The address to start the worker at `url` from.
 *
 * @param type the interpreter's whose scripts the worker imports before it is told more
 * @param fromBlob see {@link startsFromBlob}
 */
export function startable(url: URL, type: InterpreterType | undefined, fromBlob: boolean): Startable {
  if (url.origin === origin)
    return { href: type ? `${url.href}#${type}` : url.href, kind: "module", release() {} };
  const text = `import ${JSON.stringify(url.href)};`;
  if (!fromBlob) return { href: textAddress(text), kind: "module", release() {} };
  const isOpaque = isOpaqueOrigin();
  const href = blobAddress(isOpaque ? importing(url) : text);
  return { href, kind: isOpaque ? "classic" : "module", release: () => URL.revokeObjectURL(href) };
}

/**
 * Finds whether the browser starts workers from a `blob:` here. On pages of an opaque origin (a sandboxed
 * frame) WebKit (WebKitGTK 2.50.6) does not. A `data:` would start everywhere, but in Chromium (156) no
 * compiled WebAssembly comes to such a worker by a port
 * (`findings/chromium-no-compiled-webassembly-by-a-port-to-a-data-worker.sh`).
 */
export async function startsFromBlob(): Promise<boolean> {
  if (!isOpaqueOrigin()) return true;
  const href = blobAddress("postMessage(0);");
  let worker: Worker | undefined;
  try {
    worker = new Worker(workerAddress(href));
    const { promise, resolve } = Promise.withResolvers<boolean>();
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    return await unlessAborted(promise, AbortSignal.timeout(PROBE_MS));
  } catch {
    return false;
  } finally {
    worker?.terminate();
    URL.revokeObjectURL(href);
  }
}

const isOpaqueOrigin = (): boolean => origin === "null";

const blobAddress = (text: string): string =>
  URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/** Chromium (156) starts no module from an address of an opaque origin: a classic script imports it, keeps
 * the messages that come before that has listeners, and looks like a module, which Pyodide asks for. Bundlers
 * that look for imports in text leave it alone. */
function importing({ href }: URL): string {
  return `const early = [], keep = (event) => early.push(event);
addEventListener("message", keep);
globalThis.importScripts = () => { throw new TypeError("This worker is a module."); };
import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ ${JSON.stringify(href)}).then(() => {
  removeEventListener("message", keep);
  for (const { data, ports } of early) dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
}).catch((error) => setTimeout(() => { throw error; }));`;
}
