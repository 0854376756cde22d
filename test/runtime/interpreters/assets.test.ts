import { expect } from "chai";
import { LoadError } from "../../../src/runtime/errors.js";
import type { LoadProgress } from "../../../src/runtime/interpreters/interpreter.js";
import { Assets } from "../../../src/runtime/interpreters/assets.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { withSubstitutes } from "../../../src/runtime/interpreters/substitutes.js";
import { bootForTest } from "../../harness/interpreters.js";

describe("Loading an interpreter", () => {
  const { fetch } = globalThis;
  const url = new URL("/dist/micropython/", location.href);
  const rejection = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );

  afterEach(() => {
    globalThis.fetch = fetch;
  });

  it("asks the server for a file that a loader is given in another way meanwhile", async () => {
    const assets = new Assets(url);
    const href = assets.href("micropython.wasm");
    const module = assets.wasm("micropython.wasm");
    const bytes = await withSubstitutes({ wasm: { href, module } }, async () => {
      await module;
      const given = await globalThis.fetch(href);
      expect(given.body === null).to.equal(true);
      return assets.ownBytes("micropython.wasm");
    });
    expect(bytes.byteLength).to.be.greaterThan(100_000);
  });

  it("fails with the reason for which the WebAssembly cannot be instantiated", async () => {
    const assets = new Assets(url);
    const href = assets.href("micropython.wasm");
    const module = assets.wasm("micropython.wasm");
    const failed = (await rejection(
      withSubstitutes({ wasm: { href, module } }, async () => {
        const response = globalThis.fetch(href);
        // As Emscripten's loaders do: what they find instead is empty.
        await WebAssembly.instantiateStreaming(response, {}).catch(async () =>
          WebAssembly.instantiate(await (await response).arrayBuffer(), {}),
        );
      }),
    )) as Error;
    expect(failed).to.be.instanceOf(TypeError);
    expect(failed.message).to.include("env").and.not.include("empty");
  });

  it("fails with the status and the address when files are missing", async () => {
    const nowhere = new URL("/nowhere/", location.href);
    micropython.preload(nowhere);
    const error = (await rejection(bootForTest(micropython, { url: nowhere }))) as LoadError;
    expect(error).to.be.instanceOf(LoadError);
    expect(error.code).to.equal("PY0404");
    expect(error.url).to.match(/\/nowhere\/micropython\.(mjs|wasm)$/);
    expect(error.message).to.contain("404").and.contain("address");
  });

  it("fails when there is no answer", async () => {
    globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    const error = (await rejection(
      bootForTest(micropython, { archive: Promise.resolve(new Map()) }),
    )) as LoadError;
    expect(error).to.be.instanceOf(LoadError);
    expect(error.code).to.equal("PY0001");
  });

  it("says so when a server does not know that modules are JavaScript", async () => {
    const assets = new Assets(new URL("/test-web/status/", location.href));
    const error = (await rejection(assets.script("200?type=text/plain&body=export{}"))) as LoadError;
    expect(error).to.be.instanceOf(LoadError);
    expect(error.code).to.equal("PY0001");
    expect(error.message).to.contain("It came as text/plain, and must as text/javascript.");
  });

  it("stops waiting when its signal aborts", async () => {
    const controller = new AbortController();
    const booting = rejection(bootForTest(micropython, { signal: controller.signal }));
    controller.abort();
    expect(await booting)
      .to.be.instanceOf(DOMException)
      .with.property("name", "AbortError");
    const aborted = await rejection(bootForTest(micropython, { signal: controller.signal }));
    expect(aborted).to.have.property("name", "AbortError");
  });

  it("works when it is tried again, asks for each file once, and reports progress", async () => {
    const requested: string[] = [];
    globalThis.fetch = (input, init) => {
      requested.push(String(input));
      return fetch(input, init);
    };
    const progress: LoadProgress[] = [];
    micropython.preload(url);
    micropython.preload(url);
    const { interpreter } = await bootForTest(micropython, { onProgress: (step) => progress.push(step) });
    expect(interpreter.execute("1 + 1", { filename: "a.py", run: 1 })).to.equal(2);
    expect(interpreter.version).to.equal("1.29.0");
    expect(requested.filter((address) => address.endsWith(".wasm")).length).to.be.lessThan(2);
    const last = progress.at(-1);
    expect(last).to.include({ phase: "interpreter", item: "micropython.wasm" });
    expect(last?.loaded).to.be.greaterThan(400_000);
  });
});
