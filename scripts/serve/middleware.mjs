// Additions of the servers of tests and demo to serving files.
import { createReadStream, existsSync } from "node:fs";
import { archives } from "../build/archive.mjs";
import { root } from "../command.mjs";
import { interpreterFiles } from "../build/interpreter-files.mjs";

/** Makes pages cross-origin isolated, as synchronous calls from workers need. */
export function isolation(context, next) {
  context.set("Cross-Origin-Opener-Policy", "same-origin");
  context.set("Cross-Origin-Embedder-Policy", "require-corp");
  context.set("Cross-Origin-Resource-Policy", "cross-origin");
  return next();
}

/** Lets pages of other origins load code from here, as from a CDN. */
export function anyOrigin(context, next) {
  if (/^\/(src|dist|node_modules|__w)/.test(context.path)) context.set("Access-Control-Allow-Origin", "*");
  return next();
}

/** Serves the Python archives from `src/python` and the interpreters from their packages, so that no build is
 * needed. */
export function unbuilt(context, next) {
  if (/^\/dist\/pyscript-\w+\.(json|bin)$/.test(context.path)) {
    const parts = Object.values(archives()).flatMap((parts) => Object.values(parts));
    const part = parts.find(({ name }) => context.path.endsWith(name));
    if (!part) return next();
    context.type = context.path.slice(context.path.lastIndexOf("."));
    context.body = part.content;
    return;
  }
  // The policy in it has the hash of its script, which plugins would write anew.
  if (context.path === "/dist/sandbox.html") {
    context.type = ".html";
    context.body = createReadStream(`${root}dist/sandbox.html`);
    return;
  }
  // As a classic script, which can't import what it is made of.
  if (context.path === "/src/service-worker.ts") {
    context.url = "/src/runtime/link/service-worker/service-worker.ts";
    return next();
  }
  const source = interpreterFiles().get(context.path.slice("/dist/".length));
  if (!source || existsSync(`${root}dist/${context.path.slice("/dist/".length)}`)) return next();
  context.type = context.path.slice(context.path.lastIndexOf("."));
  context.body = createReadStream(source);
}

/** Serves `demo/` as the root, with `dist/`, the elements' stories and what pages import from packages beside
 * it. */
export function gallery(context, next) {
  if (!/^\/(dist|demo|node_modules|__)|^\/src\/elements\/.*stories\.js$/.test(context.path)) {
    context.url = `/demo${context.url}`;
  }
  return next();
}

/** A server plugin: what is in `dist/` is served as it is. Imports in it are for browsers, and resolve as
 * they stand. */
export const asBuilt = {
  name: "as-built",
  resolveImport: ({ source, context }) => (context.path.startsWith("/dist/") ? source : undefined),
};
