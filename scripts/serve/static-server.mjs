// A small static server for measurements: what it sends is the same every time, compressed as a real host
// would.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { root } from "../command.mjs";

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".py": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

const cache = path.join(root, ".cache", "brotli");

/**
 * Brotli at its best, remembered on disk; large files at a level that servers use too, since the best takes
 * minutes.
 *
 * @param {Buffer} data
 */
export function compress(data) {
  const quality = data.length > 1_000_000 ? 9 : constants.BROTLI_MAX_QUALITY;
  const file = path.join(
    cache,
    `${createHash("sha256").update(data).digest("hex").slice(0, 24)}-${quality}.br`,
  );
  if (existsSync(file)) return readFileSync(file);
  const compressed = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, compressed);
  return compressed;
}

/**
 * @typedef {{ status: number, type: string, body: Buffer }} Answered
 *
 * @typedef {(pathname: string, origin: string) => Promise<Answered | undefined>} Answer
 */

/**
 * Serves folders and pages.
 *
 * @param {object} options
 * @param {Record<string, string>} options.folders URL prefix → folder
 * @param {Record<string, string>} [options.pages] URL path → HTML, or what the ending of the path says
 * @param {boolean} [options.isolated] whether pages are cross-origin isolated
 * @param {Answer} [options.answer] answers what is in no folder
 * @param {boolean} [options.compressed] whether files are sent compressed
 * @returns {Promise<{ origin: string, close(): Promise<void> }>}
 */
export async function serveFiles({ folders, pages = {}, isolated = false, compressed = true, answer }) {
  const files = new Map();

  const find = (pathname) => {
    if (Object.hasOwn(pages, pathname)) {
      return { data: Buffer.from(pages[pathname]), type: types[path.extname(pathname)] ?? types[".html"] };
    }
    const prefix = Object.keys(folders).find((name) => pathname.startsWith(name));
    if (!prefix || pathname.includes("..")) return undefined;
    const file = path.join(folders[prefix], decodeURIComponent(pathname.slice(prefix.length)));
    if (!existsSync(file) || !statSync(file).isFile()) return undefined;
    return { data: readFileSync(file), type: types[path.extname(file)] ?? "application/octet-stream" };
  };

  const read = (pathname) => {
    let found = files.get(pathname);
    if (!found) {
      found = find(pathname);
      if (!found) return undefined;
      const smaller = compressed ? compress(found.data) : found.data;
      if (smaller.length < found.data.length) Object.assign(found, { data: smaller, encoding: "br" });
      files.set(pathname, found);
    }
    return found;
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const own = await answer?.(pathname, `http://${request.headers.host}`);
    if (own) {
      response.writeHead(own.status, { "Content-Type": own.type, "Content-Length": own.body.length });
      return response.end(own.body);
    }
    const found = read(pathname);
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "Content-Type": found.type,
      "Content-Length": found.data.length,
      "Cache-Control": "max-age=3600",
      ...(found.encoding && { "Content-Encoding": found.encoding, Vary: "Accept-Encoding" }),
      ...(isolated && {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
      }),
    });
    response.end(found.data);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
