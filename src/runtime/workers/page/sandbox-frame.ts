/**
 * The script of `sandbox.html`, which the build puts into that page. A frame of an opaque origin, it starts
 * one worker, which has that origin and the frame's policy, and passes the page's ports on to it.
 */
import type { FrameAnswer, FrameStart, SandboxSetup } from "../shared/sandbox-protocol.js";
import { workerAddress } from "./trusted-types.js";

// In a frame that is not sandboxed the worker would have this site's origin, whoever embeds the frame.
if (origin === "null") addEventListener("message", begin);

function begin({ source, data, ports }: MessageEvent<FrameStart>): void {
  const [control, own, files] = ports;
  if (source !== parent || !control || !own || !files) return;
  removeEventListener("message", begin);
  const answer = (message: FrameAnswer) => control.postMessage(message);
  try {
    const { code, name, allow } = data;
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    const isText = typeof code === "string";
    const scheme = isText ? "data:" : "blob:";
    policy.content = `worker-src ${scheme}; script-src ${scheme} 'wasm-unsafe-eval'; connect-src ${allow.join(" ") || "'none'"}`;
    document.head.append(policy);
    const url = isText ? code : URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    // A classic one: Chromium (156) loads no module worker of an opaque origin from a `blob:`. The other is
    // none, since Pyodide refuses workers in which `importScripts` runs a `data:`.
    const worker = new Worker(workerAddress(url), { name, type: isText ? "module" : "classic" });
    worker.addEventListener("error", ({ message }) => answer({ failed: message }));
    worker.postMessage({ allow } satisfies SandboxSetup, [own, files]);
    answer({ started: true });
  } catch (error) {
    answer({ failed: String(error) });
  }
}
