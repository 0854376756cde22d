// `sandbox.html`: the page of the frames that sandboxes are, with the one script that its policy allows.
import { createHash } from "node:crypto";

/** A plugin for Rollup's output: the page takes the place of the script. */
export const sandboxPage = {
  name: "sandbox-page",
  generateBundle(_, bundle) {
    for (const [name, { code }] of Object.entries(bundle)) {
      delete bundle[name];
      this.emitFile({ type: "asset", fileName: name.replace(/\.js$/, ".html"), source: page(code.trim()) });
    }
  },
};

/**
 * The policy allows more than any sandbox is let to, `connect-src data:` among it: the script adds another
 * policy, and the worker looks whether that one holds.
 */
function page(script) {
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob: data: 'wasm-unsafe-eval'`,
    "worker-src blob: data:",
    "connect-src http: https: ws: wss: data:",
  ].join("; ");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox</title><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script></head></html>\n`;
}
