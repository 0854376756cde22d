// A server that serves `dist/` and pages, and spoils one file of them in a way that networks and servers do.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { root } from "../../scripts/command.mjs";

const types = {
  ...{
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
  },
  ...{ ".wasm": "application/wasm", ".zip": "application/zip" },
};

/** The faults: each answers a request for a file. */
export const faults = {
  "answers 404": (response) => void response.writeHead(404).end("not found"),
  "answers 500": (response) => void response.writeHead(500).end("no"),
  "is a page instead": (response) =>
    send(response, "text/html", Buffer.from("<!doctype html><title>App</title>")),
  "has another type": (response, { data }) => send(response, "text/plain", data),
  "is truncated": (response, { data, type }) => send(response, type, data.subarray(0, data.length >> 1)),
  "is cut off": (response, { data, type }) => {
    response.writeHead(200, { "Content-Type": type, "Content-Length": data.length });
    response.write(data.subarray(0, data.length >> 1));
    setTimeout(() => response.destroy(), 20);
  },
  "cannot be reached": (response) => void response.destroy(),
  "comes slowly": (response, { data, type }) => void setTimeout(() => send(response, type, data), 1500),
};

function send(response, type, data) {
  response.writeHead(200, { "Content-Type": type, "Content-Length": data.length }).end(data);
}

/**
 * @param {Record<string, string>} pages HTML by path
 * @param {{ isolated?: boolean, folders?: Record<string, string> }} [options] folders besides `/dist/`, by
 *   their place below the repository
 */
export async function faultServer(pages, { isolated = true, folders = {} } = {}) {
  /** Path → the name of its fault. */
  const spoiled = new Map();
  const asked = [];
  const served = { "/dist/": "dist/", ...folders };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    asked.push(pathname);
    response.setHeader("Cache-Control", "no-store");
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    response.setHeader("Access-Control-Allow-Origin", "*");
    const file = find(pathname);
    const fault = spoiled.get(pathname);
    if (!file) response.writeHead(404).end();
    else if (fault) faults[fault](response, file);
    else send(response, file.type, file.data);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));

  function find(pathname) {
    if (Object.hasOwn(pages, pathname))
      return { data: Buffer.from(pages[pathname]), type: "text/html; charset=utf-8" };
    const [prefix, folder] = Object.entries(served).find(([prefix]) => pathname.startsWith(prefix)) ?? [];
    if (!prefix || pathname.includes("..")) return undefined;
    const file = path.join(root, folder, pathname.slice(prefix.length));
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
    return { data: readFileSync(file), type: types[path.extname(file)] ?? "application/octet-stream" };
  }

  return {
    origin: `http://localhost:${server.address().port}`,
    spoiled,
    /** The paths that were asked for, since the list was emptied. */
    asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
