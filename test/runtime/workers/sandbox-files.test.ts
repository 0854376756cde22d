/** Files that a page fetches for a worker in a sandbox, by both ends of the port between them. */
import { expect } from "chai";
import { serveFiles } from "../../../src/runtime/workers/page/sandbox-files.js";
import { filesOfPage } from "../../../src/runtime/workers/worker/sandboxed-files.js";
import { until } from "../../harness/page.js";

const folder = new URL("/folder/", location.href);
const realFetch = globalThis.fetch;
const ends: (() => void)[] = [];

afterEach(() => {
  globalThis.fetch = realFetch;
  for (const end of ends.splice(0)) end();
});

/** Both ends; the page's `fetch` answers with this. @param answer gets the signal of the request */
function connect(answer: (signal: AbortSignal) => Response | Promise<Response>) {
  const requests: (string | undefined)[] = [];
  globalThis.fetch = (input, init) => {
    requests.push(String(input));
    return Promise.resolve().then(() => answer(init?.signal as AbortSignal));
  };
  const { port1, port2 } = new MessageChannel();
  const serving = new AbortController();
  const config = { base: location.href, values: {} } as unknown as Parameters<typeof serveFiles>[1]["config"];
  serveFiles(port1, { config, folders: [folder], files: [], signal: serving.signal });
  ends.push(() => (port1.close(), port2.close()));
  return { ask: filesOfPage(port2), serving, requests };
}

const file = (name: string) => new URL(name, folder).href;
const failure = (promise: Promise<unknown> | undefined) =>
  (promise ?? Promise.resolve()).then(
    () => "did not fail",
    (error: unknown) => String(error),
  );

/** Reads all. Where a stream fails, `response.text()` does not say why in Chromium. */
async function read({ body }: Response): Promise<void> {
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  while (!(await reader.read()).done);
}

/** A body whose parts come when the test sends them. */
function slowBody() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancelled: unknown;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (made) => void (controller = made),
    cancel: (reason) => void (cancelled = reason ?? true),
  });
  return {
    stream,
    send: (...bytes: number[]) => controller?.enqueue(new Uint8Array(bytes)),
    end: () => controller?.close(),
    fail: (error: Error) => controller?.error(error),
    cancelled: () => cancelled,
  };
}

describe("files of a sandbox", () => {
  it("come in parts, as they arrive, with status and headers", async () => {
    const wait = () => new Promise((resolve) => setTimeout(resolve, 60));
    const body = slowBody();
    const { ask } = connect(
      () => new Response(body.stream, { status: 203, headers: { "content-length": "3", "x-a": "b" } }),
    );
    const response = (await ask(file("a.wasm"), {})) as Response;
    expect(response.status).to.equal(203);
    expect([...response.headers]).to.deep.equal([
      ["content-length", "3"],
      ["x-a", "b"],
    ]);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (const part of [[1, 2], [3]]) {
      await wait();
      body.send(...part);
      expect([...((await reader.read()).value as Uint8Array)]).to.deep.equal(part);
    }
    body.end();
    expect((await reader.read()).done).to.equal(true);
  });

  it("come in few parts where the network gives many", async () => {
    const body = slowBody();
    const { ask } = connect(() => new Response(body.stream));
    const response = (await ask(file("a.wasm"), {})) as Response;
    const sent = Array.from({ length: 20_000 }, (_, index) => index % 256);
    for (let at = 0; at < sent.length; at += 10) body.send(...sent.slice(at, at + 10));
    body.end();
    const parts: Uint8Array[] = [];
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
    expect(parts.length).to.be.lessThan(200);
    expect(parts.flatMap((part) => [...part])).to.deep.equal(sent);
  });

  it("have no length where they came compressed", async () => {
    const headers = { "content-encoding": "gzip", "content-length": "3", "content-type": "text/plain" };
    const { ask } = connect(() => new Response("plain text", { headers }));
    const response = (await ask(file("a.txt"), {})) as Response;
    expect([...response.headers]).to.deep.equal([["content-type", "text/plain"]]);
    expect(await response.text()).to.equal("plain text");
  });

  it("may be empty, or have no body", async () => {
    const { ask } = connect(() => new Response(null, { status: 204 }));
    const response = (await ask(file("nothing"), {})) as Response;
    expect([response.status, await response.text()]).to.deep.equal([204, ""]);
  });

  it("fail with a status that no response can be made with, and are no longer fetched", async () => {
    let asked: AbortSignal | undefined;
    const { ask } = connect((signal) => {
      asked = signal;
      const { body, headers } = new Response(slowBody().stream);
      return { body, headers, status: 999, statusText: "" } as Response;
    });
    expect(await failure(ask(file("a"), {}))).to.match(/^(Type|Range)Error: /);
    await until(() => asked?.aborted);
  });

  it("are fetched where the page means them, and nothing else", async () => {
    const { ask, requests } = connect(() => new Response("x"));
    expect(await ask("https://elsewhere.example/", {})).to.equal(undefined);
    expect(await ask(new URL("/other/", location.href).href, {})).to.equal(undefined);
    expect(requests).to.deep.equal([]);
    await ask(file("x"), {});
    expect(requests).to.deep.equal([file("x")]);
  });

  it("fail as the page's request did, before the first part and after it", async () => {
    const offline = connect(() => Promise.reject(new TypeError("offline")));
    expect(await failure(offline.ask(file("a"), {}))).to.equal("TypeError: offline");
    const body = slowBody();
    const { ask } = connect(() => new Response(body.stream));
    const response = (await ask(file("a"), {})) as Response;
    body.send(1);
    const text = failure(read(response));
    body.fail(new TypeError("cut"));
    expect(await text).to.equal("TypeError: cut");
  });

  it("are no longer fetched when who asked has given them up", async () => {
    for (const given of ["before", "during"] as const) {
      let asked: AbortSignal | undefined;
      const body = slowBody();
      const { ask } = connect((signal) => {
        asked = signal;
        return given === "before" ? new Promise<never>(() => {}) : new Response(body.stream);
      });
      const abort = new AbortController();
      const answer = ask(file("a"), { signal: abort.signal });
      if (given === "before") {
        await until(() => asked);
        abort.abort(new Error("not needed"));
        expect(await failure(answer)).to.equal("Error: not needed");
      } else {
        const text = failure(read((await answer) as Response));
        abort.abort(new Error("not needed"));
        expect(await text).to.equal("Error: not needed");
      }
      await until(() => asked?.aborted);
      expect(await failure(ask(file("a"), { signal: abort.signal }))).to.equal("Error: not needed");
    }
  });

  it("are no longer fetched when nobody reads them", async () => {
    let asked: AbortSignal | undefined;
    const { ask } = connect((signal) => {
      asked = signal;
      return new Response(slowBody().stream);
    });
    const response = (await ask(file("a"), {})) as Response;
    await response.body?.cancel();
    await until(() => asked?.aborted);
  });

  it("end when Python is there, and who waits is told", async () => {
    const { ask, serving, requests } = connect((signal) => {
      const body = slowBody();
      signal.addEventListener("abort", () => body.fail(new Error("aborted")));
      return new Response(body.stream);
    });
    const text = failure(read((await ask(file("a"), {})) as Response));
    serving.abort();
    expect(await text).to.include("the page fetches nothing more");
    expect(await ask(file("b"), {})).to.equal(undefined);
    expect(await ask(file("c"), {})).to.equal(undefined);
    expect(requests).to.deep.equal([file("a")]);
  });
});
