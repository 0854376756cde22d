// The server for configurations' requests, at `/test-server/`:
//
//   wheels/<file>                    wheels, good and broken (see wheels.mjs)
//   pypi/<name>/json                 an index in the form of PyPI's JSON API
//   simple/<name>/                   the same index in the form of the simple API
//   mip/package/py/…, mip/file/…     a mip index; packages: hello, hello-dep, bad-hash
//   mip-url/package.json             a mip package with URLs
//   files/…, archives/…, config/…, modules/…   see below
//   status/<code>                    answers with that status
//
// A first part `@<name>` makes a world of its own: `/test-server/@a/…` serves the same, and `@a/requests`
// says how often each of its paths was asked for. `@a/offline` makes all other paths of that world fail until
// `@a/online`.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { brokenWheels, wheels, zip } from "./wheels.mjs";

const prefix = "/test-server/";
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const text = (body, type = "text/plain") => ({ body: Buffer.from(body), type });
const json = (value) => text(JSON.stringify(value), "application/json");

const tree = { "app/main.py": "print('main')\n", "app/data/a.txt": "a\n", "top.txt": "top\n" };
const tar = Buffer.from(
  await packTar([
    { header: { name: "app/", size: 0, type: "directory" } },
    ...Object.entries(tree).map(([name, body]) => ({ header: { name, size: body.length }, body })),
    { header: { name: `deep/${"folder/".repeat(20)}long.txt`, size: 5 }, body: "long\n" },
  ]),
);

const mipFiles = {
  "hello.py": "import hello_dep\n\ndef greet():\n    return 'hello ' + hello_dep.name\n",
  "hello_dep.py": "name = 'mip'\n",
  "pkg/__init__.py": "value = 42\n",
};
const shortHash = (name) => sha256(mipFiles[name]).slice(0, 8);
const mipPackages = {
  "hello/latest": {
    v: 1,
    version: "1.2",
    hashes: [["hello.py", shortHash("hello.py")]],
    deps: [["hello-dep", "latest"]],
  },
  "hello/1.2": {
    v: 1,
    version: "1.2",
    hashes: [["hello.py", shortHash("hello.py")]],
    deps: [["hello-dep", "latest"]],
  },
  "hello-dep/latest": { v: 1, version: "0.1", hashes: [["hello_dep.py", shortHash("hello_dep.py")]] },
  "needy/latest": {
    v: 1,
    version: "1.0",
    hashes: [["hello_dep.py", shortHash("hello_dep.py")]],
    deps: [
      ["no-such-thing", "latest"],
      ["bad-hash", "latest"],
    ],
  },
  "bad-hash/latest": { v: 1, version: "1.0", hashes: [["bad.py", "deadbeef"]] },
  "escaping/latest": { v: 1, version: "1.0", hashes: [["../evil.py", shortHash("hello.py")]] },
};

/** Path below the prefix → what is there. */
const fixed = {
  "files/a.txt": text("contents of a"),
  "files/b.txt": text("contents of b"),
  "files/with%20space.txt": text("spaced"),
  "files/module.py": text("answer = 42\n"),
  "archives/app.zip": { body: zip(tree), type: "application/zip" },
  "archives/other.zip": {
    body: zip({ "top.txt": "another top\n", "other.txt": "other\n", "empty/": "" }),
    type: "application/zip",
  },
  "archives/app.whl": { body: zip(tree), type: "application/zip" },
  "archives/app.tar": { body: tar, type: "application/x-tar" },
  "archives/app.tar.gz": { body: gzipSync(tar), type: "application/gzip" },
  "archives/app.tgz": { body: gzipSync(tar), type: "application/gzip" },
  "archives/evil.zip": { body: zip({ "fine.txt": "", "../evil.txt": "" }), type: "application/zip" },
  "archives/damaged.zip": { body: zip(tree).subarray(0, 120), type: "application/zip" },
  "archives/damaged.tgz": { body: gzipSync(tar).subarray(0, 100), type: "application/gzip" },
  "archives/text.zip": text("no archive"),
  "config/app.json": json({ packages: ["greeting"], files: { "../files/a.txt": "" }, custom: [1, "two"] }),
  "config/app.toml": text('packages = ["greeting"]\n[files]\n"../files/a.txt" = ""\n'),
  "config/extensionless": json({ debug: true }),
  "config/page.json": text("<!doctype html><title>App</title>", "text/html"),
  "config/broken.json": text('{\n  "packages": ["a" "b"]\n}'),
  "config/remote.json": json({
    packages: ["../wheels/megaphone-1.0-py3-none-any.whl", "./remote.toml"],
    files: { "../files/a.txt": "remote/" },
  }),
  "config/remote.toml": text(
    'packages = ["shout<2", "remote.json"]\n[files]\n"../files/b.txt" = "remote/"\n',
  ),
  "modules/tools.js": text("export const tool = 'hammer';\n", "text/javascript"),
  "modules/broken.js": text("throw new Error('broken inside');\n", "text/javascript"),
  "modules/style.css": text("body { --test-server: 1 }\n", "text/css"),
  "mip-url/package.json": json({
    urls: [["pkg/__init__.py", "files/pkg_init.py"]],
    deps: [["hello", "1.2"]],
  }),
  "mip-url/files/pkg_init.py": text(mipFiles["pkg/__init__.py"]),
  "mip-url/single.py": text("single = True\n"),
};
for (const [name, body] of Object.entries(brokenWheels))
  fixed[`wheels/${name}`] = { body, type: "application/zip" };
for (const { filename, bytes, missing } of wheels) {
  if (!missing) fixed[`wheels/${filename}`] = { body: bytes, type: "application/zip" };
}
for (const [name, value] of Object.entries(mipPackages)) fixed[`mip/package/py/${name}.json`] = json(value);
for (const [name, body] of Object.entries(mipFiles)) {
  fixed[`mip/file/${shortHash(name).slice(0, 2)}/${shortHash(name)}`] = text(body);
}
fixed["mip/file/de/deadbeef"] = text("changed = True\n");

/** The index's answer for a package: PyPI's JSON API, or the simple API. */
function listing(name, simple) {
  const own = wheels.filter((wheel) => wheel.name === name);
  if (own.length === 0) return undefined;
  const file = ({ filename, sha256, requiresPython, yanked = false }) => ({
    filename,
    url: `../../wheels/${filename}`,
    [simple ? "hashes" : "digests"]: { sha256 },
    [simple ? "requires-python" : "requires_python"]: requiresPython ?? null,
    yanked,
  });
  if (simple) return { meta: { "api-version": "1.0" }, name, files: own.map(file) };
  const sdist = {
    filename: `${name}-0.9.tar.gz`,
    url: `../../wheels/${name}-0.9.tar.gz`,
    digests: {},
    yanked: false,
  };
  const releases = { 0.9: [sdist] };
  for (const wheel of own) (releases[wheel.version] ??= []).push(file(wheel));
  return { info: { name }, releases };
}

function answer(path) {
  if (Object.hasOwn(fixed, path)) return fixed[path];
  const [, form, name] = /^(pypi|simple)\/([^/]+)\/(?:json)?$/.exec(path) ?? [];
  const value = name && listing(name, form === "simple");
  return value && json(value);
}

/** The middleware of the test server (Koa's form). */
export function packageServer() {
  const worlds = new Map();
  return async (context, next) => {
    if (!context.path.startsWith(prefix)) return next();
    const [, world = "", path] = /^(?:@([^/]+)\/)?(.*)$/.exec(context.path.slice(prefix.length));
    const state = worlds.get(world) ?? { requests: {}, offline: false };
    worlds.set(world, state);
    // Past Koa: the test runner's own middleware would tell the browser to keep every answer for a year.
    context.respond = false;
    const send = (status, { body, type } = text("")) => {
      const cors = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };
      const length = { "Content-Type": type, "Content-Length": body.length };
      context.res.writeHead(status, { ...length, ...cors, "Cache-Control": "no-store" }).end(body);
    };
    if (path === "requests") return send(200, json(state.requests));
    if (path === "offline" || path === "online") {
      state.offline = path === "offline";
      return send(200);
    }
    state.requests[path] = (state.requests[path] ?? 0) + 1;
    if (state.offline) return context.req.socket.destroy();
    if (path === "slow/config.json") {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return send(200, json({ name: "slow" }));
    }
    const [, status] = /^status\/(\d+)(?:\/|$)/.exec(path) ?? [];
    const found = status ? undefined : answer(path);
    send(found ? 200 : Number(status ?? 404), found);
  };
}
