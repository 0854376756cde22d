// The server that `fetch` and `WebSocket` are tested against.
//
// Over HTTP, under `/test-web/`:
//   echo          the request, as JSON: method, headers, and the body as text
//   echo/bytes    the request's body, as it came
//   status/<code>?type=<content type>&body=<text>
//   bytes/<n>     n bytes: 0, 1, … 255, 0, …
//   micropython/<file>    of MicroPython as it is published
//   unsuspendable/<pyodide or micropython>/<file>   of the same built so that it cannot be suspended
//   micropython-with-jumps    the file of dist/, with what stands in for each invoke_… exported
//   strict/<file>   of dist/, with a policy that demands trusted types, as some servers send it with all
//   never         no answer; `never/aborted` says how many of those requests were given up
//   broken        breaks off in the middle of the body
//   cors/…        any of these, for pages of other origins, too
//
// As sockets, under `/test-socket/`:
//   echo          sends back what it gets; protocols "first" and "second" are known
//   close/<code>/<reason>   closes at once
//   drop          breaks the connection at the first message
//   refuse        is no WebSocket: 403
//   chat/<room>   sends what it gets to all sockets of that room
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { WebSocket, WebSocketServer } from "ws";
import { micropythonWithJumps } from "../../scripts/build/interpreter-files.mjs";

const require = createRequire(import.meta.url);
const web = "/test-web/";
const sockets = "/test-socket/";

/** The middleware (Koa's form). */
export function webServer() {
  let aborted = 0;
  const answers = {
    async echo(request) {
      const { method, headers, url } = request;
      const body = (await bodyOf(request)).toString();
      return [200, "application/json", JSON.stringify({ method, headers, url, body })];
    },
    "echo/bytes": async (request) => [200, "application/octet-stream", await bodyOf(request)],
    status: (request, [code], query) => [
      Number(code),
      query.get("type") ?? "text/plain",
      query.get("body") ?? "",
    ],
    bytes: (request, [size]) => [
      200,
      "application/octet-stream",
      Buffer.from(Array.from({ length: Number(size) }, (_, index) => index)),
    ],
    micropython: (request, [file]) => [
      200,
      file.endsWith(".mjs") ? "text/javascript" : "application/wasm",
      readFileSync(require.resolve(`@micropython/micropython-webassembly-pyscript/${file}`)),
    ],
    unsuspendable: (request, [folder, file]) => {
      const type = { mjs: "text/javascript", wasm: "application/wasm", json: "application/json" };
      return [200, type[file.split(".").at(-1)] ?? "application/octet-stream", unsuspendable(folder, file)];
    },
    "micropython-with-jumps": () => [200, "application/wasm", readFileSync(micropythonWithJumps())],
    strict(request, rest, query, response) {
      response.setHeader(
        "Content-Security-Policy",
        "require-trusted-types-for 'script'; trusted-types py-elements lit-html",
      );
      const file = rest.join("/");
      const types = { css: "text/css", html: "text/html", js: "text/javascript", json: "application/json" };
      const type = types[file.split(".").at(-1)] ?? "application/wasm";
      return [200, type, readFileSync(new URL(`../../dist/${file}`, import.meta.url))];
    },
    "never/aborted": () => [200, "text/plain", String(aborted)],
    never(request, rest, query, response) {
      response.on("close", () => (aborted += 1));
    },
    broken(request, rest, query, response) {
      response.writeHead(200, { "Content-Length": 1000 }).write("only this");
      setTimeout(() => response.destroy(), 20);
    },
  };
  return async (context, next) => {
    if (!context.path.startsWith(web)) return next();
    context.respond = false; // past the test runner's own middleware, as in packages/server.mjs
    const { req, res } = context;
    let path = context.path.slice(web.length);
    if (path.startsWith("cors/")) {
      path = path.slice("cors/".length);
      res.setHeader("Access-Control-Allow-Origin", "*");
    }
    const name = Object.keys(answers).find((known) => path === known) ?? path.split("/")[0];
    const rest = path.slice(name.length + 1).split("/");
    const query = new URLSearchParams(context.querystring);
    const answer = await answers[name]?.(req, rest, query, res);
    if (!answer) return;
    const [status, type, body] = answer;
    res.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", "X-Test": "yes" }).end(body);
  };
}

/** Builds as there are: MicroPython's exports have other names, Pyodide does not look for JSPI. */
function unsuspendable(folder, file) {
  const packages = { micropython: "@micropython/micropython-webassembly-pyscript", pyodide: "pyodide" };
  const content = readFileSync(require.resolve(`${packages[folder]}/${file}`));
  const text = content.toString("latin1");
  const changed =
    folder === "micropython"
      ? text.replaceAll("_emscripten_stack_restore", "_emscripten_stack_restorX")
      : file === "pyodide.asm.mjs" && text.replace('&&"Suspending"in WebAssembly', "&&false");
  return changed ? Buffer.from(changed, "latin1") : content;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The server's plugin that answers sockets. */
export function socketServer() {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => ["first", "second"].find((protocol) => offered.has(protocol)) ?? false,
  });
  const rooms = new Map();
  const kinds = {
    echo: (socket) => socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })),
    close: (socket, [code, reason]) => socket.close(Number(code), decodeURIComponent(reason ?? "")),
    drop: (socket) => socket.on("message", () => socket.terminate()),
    chat(socket, [room]) {
      if (!rooms.has(room)) rooms.set(room, new Set());
      const chat = rooms.get(room);
      chat.add(socket.on("close", () => chat.delete(socket)));
      socket.on("message", (data) => {
        for (const other of chat) if (other.readyState === WebSocket.OPEN) other.send(String(data));
      });
    },
  };
  return {
    name: "test-sockets",
    serverStart({ server: http }) {
      http.on("upgrade", (request, stream, head) => {
        const { pathname } = new URL(request.url, "http://localhost");
        if (!pathname.startsWith(sockets)) return;
        const [kind, ...rest] = pathname.slice(sockets.length).split("/");
        if (!Object.hasOwn(kinds, kind)) return stream.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        server.handleUpgrade(request, stream, head, (socket) => kinds[kind](socket, rest));
      });
    },
  };
}
