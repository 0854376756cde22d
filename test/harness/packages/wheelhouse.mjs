// Real wheels, as PyPI has them, at `/wheelhouse/`. pip fetches each by its name when a page first asks for
// it; then `.cache/wheels/` has it.
//
//   simple/<name>/             the package's newest wheel that runs on this Pyodide, and those that others
//                              need of it, in the form of the simple API
//   wheels/<file>              the wheels themselves
//   empty/pyodide-lock.json    Pyodide's lock file without its packages, whose wheels PyPI has not: so the
//                              index is asked for all
//   requests, forget           which paths were asked for since `forget`
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { root } from "../../../scripts/command.mjs";

const prefix = "/wheelhouse/";
const cache = path.join(root, ".cache", "wheels");
const run = promisify(execFile);
/** How long it is believed that PyPI has no such wheel. */
const ABSENT_MS = 24 * 3_600_000;

/** Pyodide's lock file, as its package has it. */
export const lock = JSON.parse(readFileSync(path.join(root, "node_modules/pyodide/pyodide-lock.json")));

const [major, minor] = lock.info.python.split(".");
const target = [
  ...["--python-version", `${major}.${minor}`, "--implementation", "cp"],
  ...[`cp${major}${minor}`, "abi3", "none"].flatMap((abi) => ["--abi", abi]),
  ...["--platform", `pyemscripten_${lock.info.abi_version}_wasm32`],
];

const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** One pip at a time for each requirement. */
const fetching = new Map();

/**
 * Fetches a package's wheel for this Pyodide, unless it is in the cache.
 *
 * @param {string} requirement a name, or a name with a version: `"requests==2.33.1"`
 * @returns {Promise<string | undefined>} its file; undefined where PyPI has none that runs here
 * @throws {Error} when pip cannot be run, or cannot reach the index
 */
export function fetchWheel(requirement) {
  const folder = path.join(cache, requirement.replace(/[^\w.=<>~!,-]+/g, "-"));
  const known = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith(".whl"));
  if (known) return Promise.resolve(path.join(folder, known));
  const absent = path.join(folder, "absent");
  if (existsSync(absent) && Date.now() - Number(readFileSync(absent, "utf8")) < ABSENT_MS)
    return Promise.resolve(undefined);
  let wheel = fetching.get(folder);
  if (!wheel) {
    wheel = download(requirement, folder, absent).finally(() => fetching.delete(folder));
    fetching.set(folder, wheel);
  }
  return wheel;
}

async function download(requirement, folder, absent) {
  mkdirSync(folder, { recursive: true });
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"];
  try {
    await run("python3", [...pip, ...target, "--dest", folder, requirement], { timeout: 180_000 });
  } catch (error) {
    if (!/No matching distribution/.test(error.stderr ?? "")) throw error;
    writeFileSync(absent, String(Date.now()));
    return undefined;
  }
  const [wheel] = readdirSync(folder).filter((name) => name.endsWith(".whl"));
  return path.join(folder, wheel);
}

const normalized = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");

/** The requirements with a constraint that wheels in the cache have of a package. */
function constraintsOn(name) {
  const wheels = readdirSync(cache, { recursive: true }).filter((file) => file.endsWith(".whl"));
  return new Set(
    wheels.flatMap((file) =>
      requirementsOf(path.join(cache, file)).filter(
        (text) => normalized(/^[\w.-]+/.exec(text)?.[0] ?? "") === name && /[<=~]/.test(text),
      ),
    ),
  );
}

const requirements = new Map();

/** The needs of a wheel, without extras and markers. */
function requirementsOf(file) {
  if (!requirements.has(file)) {
    const metadata = unzipSync(readFileSync(file), { filter: ({ name }) => /^[^/]+\/METADATA$/.test(name) });
    const [headers] = Buffer.from(Object.values(metadata)[0] ?? "")
      .toString()
      .split(/\r?\n\r?\n/);
    const all = [...headers.matchAll(/^Requires-Dist: ([^;\r\n]+)(;.*\bextra\b)?/gim)];
    requirements.set(
      file,
      all.flatMap(([, text, extra]) => (extra ? [] : text.replace(/\[.*?\]|[() ]/g, ""))),
    );
  }
  return requirements.get(file);
}

/** The index's page of a package: its newest wheel, and those that others in the cache ask for. */
async function listing(name, base) {
  const wanted = [name, ...constraintsOn(normalized(name))];
  const wheels = await Promise.all(wanted.map(fetchWheel));
  const files = new Map(wheels.filter(Boolean).map((file) => [path.basename(file), file]));
  return JSON.stringify({
    meta: { "api-version": "1.0" },
    name,
    files: [...files].map(([filename, file]) => ({
      ...{ filename, url: `${base}wheels/${filename}`, hashes: { sha256: sha256(readFileSync(file)) } },
    })),
  });
}

function cachedWheel(filename) {
  const folder = readdirSync(cache).find((name) => existsSync(path.join(cache, name, filename)));
  return folder && readFileSync(path.join(cache, folder, filename));
}

async function answer(name, base) {
  const [, simple] = /^simple\/([^/]+)\/$/.exec(name) ?? [];
  if (simple) return listing(simple, base);
  if (name.startsWith("wheels/")) return cachedWheel(path.basename(name));
  if (name === "empty/pyodide-lock.json") return JSON.stringify({ ...lock, packages: {} });
  return undefined;
}

/**
 * Answers a request for a path below `/wheelhouse/`.
 *
 * @param {string} name the rest of the path
 * @param {string} base the address of `/wheelhouse/`: micropip wants absolute ones
 * @returns {Promise<{ status: number, type: string, body: Buffer }>}
 */
export async function wheelhouse(name, base) {
  const type = /\.whl$/.test(name)
    ? "application/zip"
    : name.startsWith("simple/")
      ? "application/vnd.pypi.simple.v1+json"
      : "application/json";
  try {
    const body = await answer(decodeURIComponent(name), base);
    if (body === undefined) return { status: 404, type, body: Buffer.alloc(0) };
    return { status: 200, type, body: Buffer.from(body) };
  } catch (error) {
    return { status: 502, type: "text/plain", body: Buffer.from(String(error.stderr || error)) };
  }
}

/** The middleware of the test server (Koa's form). */
export function wheelhouseServer() {
  let requests = [];
  return async (context, next) => {
    if (!context.path.startsWith(prefix)) return next();
    const name = context.path.slice(prefix.length);
    // Past Koa: the test runner's own middleware would tell the browser to keep every answer for a year.
    context.respond = false;
    const send = ({ status, type, body }) =>
      context.res
        .writeHead(status, {
          ...{ "Content-Type": type, "Content-Length": body.length, "Cache-Control": "no-store" },
          ...{ "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" },
        })
        .end(body);
    if (name === "requests" || name === "forget") {
      const body = Buffer.from(JSON.stringify(requests));
      if (name === "forget") requests = [];
      return send({ status: 200, type: "application/json", body });
    }
    requests.push(name);
    send(await wheelhouse(name, `${context.origin}${prefix}`));
  };
}
