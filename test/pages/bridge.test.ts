/** The reference's section on bridges, and what it leaves open: whole pages with the built files. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

const FOLDER = new URL("/test/pages/fixtures/bridge/", location.href).href;

type Call = (...args: unknown[]) => Promise<unknown>;
type Functions = Record<string, Call>;
type Bridge = Functions & PromiseLike<Functions>;

interface Library {
  default(url: string, options?: object): Bridge;
  kwargs(values: object): object;
}

/** A page with `bridge.js` alone. */
async function bridgePage(body = "", options = {}): Promise<{ page: TestPage; library: Library }> {
  const page = await openPage(
    `${body}<script type="module">window.library = await import("/dist/bridge.js")</script>`,
    { core: false, ...options },
  );
  const library = await until(() => (page.window as unknown as { library?: Library }).library);
  return { page, library };
}

async function failure(promise: PromiseLike<unknown>): Promise<Error> {
  return Promise.resolve(promise).then(
    () => expect.fail("It did not fail.") as never,
    (error: Error) => error,
  );
}

describe("the bridge", function () {
  this.timeout(60_000);

  it("runs the first example as printed", async () => {
    const page = await openPage(
      `<script type="module">
// main.js
import { pystuff } from '${FOLDER}calculations.js';

// Wait for Python to load.
const { add, multiply, factorial } = await pystuff;

// Call Python functions from JavaScript.
console.log(await add(5, 3));        // 8
console.log(await multiply(4, 7));   // 28
console.log(await factorial(5));     // 120
</script>`,
      { core: false },
    );
    await until(() => page.logs.length === 3);
    expect(page.logs).to.deep.equal(["8", "28", "120"]);
    expect(page.errors).to.deep.equal([]);
    expect(page.warnings).to.deep.equal([]);
  });

  for (const type of ["mpy", "py"]) {
    for (const worker of [false, true]) {
      describe(`${type}, worker: ${worker}`, () => {
        let page: TestPage;
        let library: Library;
        const open = (file: string, options = {}) =>
          library.default(FOLDER + file, { type, worker, ...options });

        beforeEach(async () => {
          ({ page, library } = await bridgePage());
        });

        it("calculates", async () => {
          const { add, multiply, factorial } = (await open("calculations.js")) as Functions as Record<
            "add" | "multiply" | "factorial",
            Call
          >;
          expect(await add(5, 3)).to.equal(8);
          expect(await multiply(4, 7)).to.equal(28);
          expect(await factorial(5)).to.equal(120);
          expect(await factorial(25)).to.equal(15511210043330985984000000n);
        });

        it("passes plain objects", async () => {
          const { parse_json, stringify_json } = (await open("utils.js")) as Functions as Record<
            "parse_json" | "stringify_json",
            Call
          >;
          const data = (await parse_json('{"name": "Alice", "age": 30}')) as { name: string; age: number };
          expect(data).to.deep.equal({ name: "Alice", age: 30 });
          expect(await stringify_json({ status: "ok", code: 200 })).to.equal('{"status": "ok", "code": 200}');
        });

        it("rejects with Python's exception", async () => {
          const { divide } = (await open("errors.js")) as Functions as Record<"divide", Call>;
          const error = (await failure(divide(10, 0))) as Error & { filename: string; lineno: number };
          expect(error.message).to.equal("Cannot divide by zero");
          expect(error.name).to.equal("ValueError");
          expect(error.filename).to.equal(`${FOLDER}errors.py`);
          expect(error.lineno).to.equal(7);
          expect(await divide(1, 4)).to.equal(0.25);
        });

        it("gives functions at once, that wait for Python", async () => {
          const { add, factorial, nothing } = open("calculations.js") as unknown as Record<
            "add" | "factorial" | "nothing",
            Call
          >;
          expect(await Promise.all([add(1, 2), factorial(3), add(3, 4)])).to.deep.equal([3, 6, 7]);
          const error = await failure(nothing(1));
          expect(error.name).to.equal("TypeError");
          expect(error.message).to.include(
            "calculations.py offers no nothing(). It offers add, multiply, factorial",
          );
        });

        it("finds the file of every kind of module", async () => {
          for (const name of [
            "calculations.mjs",
            "calculations.ts",
            "calculations.js?v=1#x",
            "calculations.py",
          ]) {
            const { add } = open(name) as unknown as Record<"add", Call>;
            expect(await add(1, 1), name).to.equal(2);
          }
          const { divide } = open("other.js", { file: "./errors.py" }) as unknown as Record<"divide", Call>;
          expect(await divide(1, 2)).to.equal(0.5);
        });

        it("offers public callables only", async () => {
          const functions = await open("kinds.js");
          expect(Object.keys(functions).sort()).to.deep.equal(
            ["Point", "forever", "kind", "later", "numbers", "power", "same", "wait_forever"].sort(),
          );
          expect(functions["_private"]).to.equal(undefined);
          expect(functions["asyncio"]).to.equal(undefined);
          expect(functions["then"]).to.equal(undefined);
        });

        it("calls functions of every kind", async () => {
          const functions = (await open("kinds.js")) as Functions as Record<
            "later" | "numbers" | "power" | "kind" | "same",
            Call
          >;
          expect(await functions.later([1])).to.deep.equal({ value: [1] });
          const values: unknown[] = [];
          for await (const value of (await functions.numbers(3)) as AsyncIterable<number>) values.push(value);
          for await (const value of functions.numbers(2) as unknown as AsyncIterable<number>)
            values.push(value);
          expect(values).to.deep.equal([0, 1, 2, 0, 1]);
          expect(await functions.power(3)).to.equal(9);
          expect(await functions.power(2, library.kwargs({ exponent: 10 }))).to.equal(1024);
          const kinds = [[], {}, 1, 1.5, "x", true, null, 2n ** 70n, new Uint8Array(2)];
          const names = await Promise.all(kinds.map((value) => functions.kind(value)));
          // On Pyodide they are read as proxies are, too.
          const [list, dict] = type === "py" ? ["JsList", "JsDict"] : ["list", "dict"];
          expect(names).to.deep.equal([
            list,
            dict,
            "int",
            "float",
            "str",
            "bool",
            "NoneType",
            "int",
            "bytes",
          ]);
          const data = { list: [1, 2.5, "é", null, { x: true }], big: 2n ** 70n };
          expect(await functions.same(data)).to.deep.equal(data);
          const bytes = page.window.Uint8Array.of(0, 255);
          expect([...((await functions.same(bytes)) as Uint8Array)]).to.deep.equal([0, 255]);
        });

        it("has async functions of a file that imports from pyscript", async () => {
          const functions = (await open("importing.js")) as Functions as Record<"later" | "fetched", Call>;
          expect(await functions.later(1)).to.deep.equal({ value: 1 });
          expect(await functions.fetched(`${FOLDER}data.json`))
            .to.be.a("string")
            .that.contains("{");
        });

        it("passes large arrays", async () => {
          const { same, kind } = (await open("kinds.js")) as Functions as Record<"same" | "kind", Call>;
          const bytes = new page.window.Uint8Array(10_000_000).fill(7);
          const result = (await same(bytes)) as Uint8Array;
          expect(result.length).to.equal(10_000_000);
          expect(result[9_999_999]).to.equal(7);
          // Sent to a worker, it is there and no longer here.
          expect(bytes.length).to.equal(worker ? 0 : 10_000_000);
          const part = new page.window.Uint8Array(3_000_000).subarray(1, 2_000_001);
          expect(await kind({ part })).to.equal(type === "py" ? "JsDict" : "dict");
          expect(part.length).to.equal(2_000_000);
        });

        it("names the file of a bundle in tracebacks", async () => {
          const file = "data:text/x-python,def fail(): raise ValueError('x')";
          const { fail } = open("bundle.js?v=3", { file }) as unknown as Record<"fail", Call>;
          expect(((await failure(fail())) as Error & { filename: string }).filename).to.equal(
            `${FOLDER}bundle.py`,
          );
        });

        it("rejects for a file that is missing", async () => {
          const missing = open("missing.js");
          const error = (await failure(missing)) as Error & { url: string };
          expect(error.name).to.equal("LoadError");
          expect(error.message).to.include("PY0404").and.include("missing.py");
          // It may be there by now, and is asked for again.
          const again = (await failure((missing as unknown as Record<"add", Call>).add(1))) as typeof error;
          expect([again.name, again.message]).to.deep.equal([error.name, error.message]);
        });

        it("rejects for a file that raises, and for wrong syntax", async () => {
          const fails = open("fails.js");
          const error = await failure(fails);
          expect(error.name).to.equal("RuntimeError");
          expect(error.message).to.equal('no database: {"tries": 3}');
          expect((await failure((fails as unknown as Record<"any", Call>).any())) === error).to.equal(true);
          const syntax = (await failure(open("wrong_syntax.js"))) as Error & { filename: string };
          expect(syntax.name).to.equal("SyntaxError");
          expect(syntax.filename).to.equal(`${FOLDER}wrong_syntax.py`);
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(page.errors).to.deep.equal([]);
        });

        it("shares the state of an env", async () => {
          const state = await open("state.js", { env: "shared" });
          const reader = await open("state_reader.js", { env: "shared" });
          await (state["count"] as Call)();
          expect(await (reader["read"] as Call)()).to.equal(1);
          await (state["count"] as Call)();
          expect(await (reader["read"] as Call)()).to.equal(2);
          expect(await (reader["read_imported"] as Call)()).to.equal(2);
        });

        it("has a namespace of its own without an env", async () => {
          const first = await open("state.js");
          const second = await open("state.js");
          await (first["count"] as Call)();
          await (first["count"] as Call)();
          expect(await (second["count"] as Call)()).to.equal(1);
          const reader = await open("state_reader.js");
          expect((await failure((reader["read"] as Call)())).name).to.equal("NameError");
        });

        it("calls the functions of an edited file, when an event says so", async () => {
          const execute = (execution: number, file = "edited.py") => {
            Object.assign(page.window, { execution });
            const detail = { path: new URL(FOLDER + file).pathname };
            const event = new CustomEvent("py:edited", { detail, bubbles: true, cancelable: true });
            return !page.document.dispatchEvent(event);
          };
          execute(1);
          const bridge = open("edited.js");
          const functions = await bridge;
          const {
            number,
            number_later: numberLater,
            first,
          } = functions as Record<"number" | "number_later" | "first", Call>;
          expect(await number()).to.equal(1);
          const pending = numberLater();

          expect(execute(2, "another.py")).to.equal(false);
          expect(await number()).to.equal(1);
          expect(execute(2)).to.equal(true);
          expect(await number()).to.equal(2);
          expect(await pending).to.equal(1);
          expect(await bridge.later?.()).to.equal("later");
          expect(await functions.later?.()).to.equal("later");
          expect((await failure(first())).message).to.include(
            "edited.py offers no first(). It offers number",
          );

          execute(0);
          expect((await failure(number())).message).to.equal("a mistake");
          execute(3);
          execute(4);
          expect(await number()).to.equal(4);
        });

        it("does not execute an edit that the next one has overtaken", async () => {
          const version = (number: number) => new Response(`def version():\n    return ${number}`);
          const slow = Promise.withResolvers<Response>();
          const versions = [version(1), slow.promise, version(3)];
          const { fetch } = page.window;
          page.window.fetch = (url, init) =>
            String(url).includes("overtaken.py")
              ? Promise.resolve(versions.shift() ?? version(0))
              : fetch.call(page.window, url, init);
          const env = `overtaken-${type}-${worker}`;
          const { version: latest } = (await open("overtaken.js", { env })) as Functions as Record<
            "version",
            Call
          >;
          const { read } = (await open("reader.js", {
            env,
            file: "data:text/x-python,def read(): return version()",
          })) as Functions as Record<"read", Call>;
          expect([await latest(), await read()]).to.deep.equal([1, 1]);
          const edited = () =>
            page.document.dispatchEvent(
              new CustomEvent("py:edited", {
                detail: { path: new URL(`${FOLDER}overtaken.py`).pathname },
                bubbles: true,
                cancelable: true,
              }),
            );
          edited();
          const between = latest();
          await new Promise((resolve) => setTimeout(resolve, 20));
          edited();
          expect([await between, await latest(), await read()]).to.deep.equal([3, 3, 3]);
          slow.resolve(version(2));
          await new Promise((resolve) => setTimeout(resolve, 100));
          expect([await latest(), await read()]).to.deep.equal([3, 3]);
          expect(versions.length).to.equal(0);
        });

        it("ends with its signal", async () => {
          const controller = new page.window.AbortController();
          const functions = (await open("kinds.js", { signal: controller.signal })) as Functions as Record<
            "wait_forever" | "same",
            Call
          >;
          const waiting = failure(functions.wait_forever());
          controller.abort();
          expect((await waiting).name).to.equal("AbortError");
          expect((await failure(functions.same(1))).name).to.equal("AbortError");
          expect((await failure(open("kinds.js", { signal: controller.signal }))).name).to.equal(
            "AbortError",
          );
        });
      });
    }
  }

  for (const type of ["mpy", "py"]) {
    it(`ends with its worker (${type})`, async () => {
      const { page, library } = await bridgePage(
        `<${type}-script worker env="e" id="s">x = 20</${type}-script>`,
        {
          core: true,
        },
      );
      await page.finished();
      const functions = (await library.default(`${FOLDER}kinds.js`, {
        type,
        env: "e",
      })) as Functions as Record<"forever" | "wait_forever" | "same", Call>;
      const { read } = (await library.default(`${FOLDER}x.js`, {
        type,
        env: "e",
        file: "data:text/x-python,def read(): return x + 1",
      })) as Functions as Record<"read", Call>;
      expect(await read()).to.equal(21);
      const pending = [failure(functions.wait_forever()), failure(functions.forever())];
      await new Promise((resolve) => setTimeout(resolve, 50));
      (page.get("#s") as unknown as { worker: { terminate(): void } }).worker.terminate();
      const errors = [
        ...(await Promise.all(pending)),
        await failure(functions.same(1)),
        await failure(read()),
      ];
      expect(errors.map(({ name }) => name)).to.deep.equal(Array(4).fill("AbortError"));
      expect(page.errors).to.deep.equal([]);
    });

    it(`ends what its functions have begun (${type})`, async () => {
      const { page, library } = await bridgePage();
      const source = `
import asyncio, js
js.globalThis.ticks = js.globalThis.endings = 0
async def forever():
    while True:
        await asyncio.sleep(0.01)
        js.globalThis.ticks += 1
def numbers():
    try:
        for number in range(1000):
            yield number
    finally:
        js.globalThis.endings += 1
`;
      const controller = new page.window.AbortController();
      const { signal } = controller;
      const file = `data:text/x-python,${encodeURIComponent(source)}`;
      const options = { type, worker: false, signal, file };
      const functions = (await library.default(`${FOLDER}ended.js`, options)) as Functions as Record<
        "forever" | "numbers",
        Call
      >;
      const counted = page.window as unknown as { ticks: number; endings: number };
      const pending = failure(functions.forever());
      const left = (await functions.numbers()) as AsyncIterator<number>;
      const taken = (await functions.numbers()) as AsyncIterator<number>;
      expect(await left.next()).to.deep.equal({ done: false, value: 0 });
      await taken.next();
      await until(() => counted.ticks > 2);
      controller.abort();
      expect((await pending).name).to.equal("AbortError");
      expect(counted.endings).to.equal(2);
      await left.return?.();
      expect((await failure(taken.next())).name).to.equal("AbortError");
      const { ticks } = counted;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(counted.ticks).to.equal(ticks);
      expect(page.errors).to.deep.equal([]);

      const inWorker = new page.window.AbortController();
      const { numbers } = (await library.default(`${FOLDER}kinds.js`, {
        type,
        signal: inWorker.signal,
      })) as Functions as Record<"numbers", Call>;
      for await (const number of (await numbers(9)) as AsyncIterable<number>) {
        expect(number).to.equal(0);
        inWorker.abort();
        break;
      }
    });

    it(`reads its configuration, in a worker (${type})`, async () => {
      const { page, library } = await bridgePage();
      const toml = '[files]\n"./data.json" = ""\n';
      // An object, TOML, and the URL of a file; what is relative is so to the JavaScript file, or to the file
      // itself.
      for (const config of [{ files: { "./data.json": "" } }, toml, "./config.toml"]) {
        const { names } = (await library.default(`${FOLDER}with_data.js`, {
          type,
          worker: false,
          config,
        })) as Functions as Record<"names", Call>;
        expect(await names()).to.equal('{ "names": ["Ada"] }\n');
      }
      const core = page.window as unknown as Record<symbol, { whenDefined(type: string): Promise<unknown> }>;
      let onMain = false;
      void core[Symbol.for("@pyscript/core")]?.whenDefined(type).then(() => (onMain = true));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(onMain).to.equal(false);
    });

    it(`says what cannot be sent to a worker (${type})`, async () => {
      const { library } = await bridgePage();
      const { same } = (await library.default(`${FOLDER}kinds.js`, { type })) as Functions as Record<
        "same",
        Call
      >;
      const error = await failure(same({ a: [document.body] }));
      expect(error.name).to.equal("TypeError");
      expect(error.message).to.include(
        "argument 1['a'][0] is a JavaScript HTMLBodyElement, which cannot be passed",
      );
      expect(await same(1)).to.equal(1);
      const result = await failure(same(() => {}));
      expect(result.message).to.include("a JavaScript AsyncFunction, which cannot leave a worker");
    });

    it(`calls JavaScript's functions from a worker (${type})`, async () => {
      const { page, library } = await bridgePage();
      const functions = (await library.default(`${FOLDER}callbacks.js`, { type })) as Functions;
      const { total, ask, fail, keep, is_same, pass_object, call_kept } = functions as Record<string, Call>;
      const progress: unknown[] = [];
      expect(
        await total?.([1, 2, 3], { progress: (...args: unknown[]) => void progress.push(args) }),
      ).to.equal(6);
      expect(progress).to.deep.equal([
        [1, 3],
        [3, 3],
        [6, 3],
      ]);
      const question = async (text: string, data: unknown) => {
        expect(text).to.equal("how many?");
        expect(data).to.deep.equal([1, 2 ** 40, { a: null }]);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 21;
      };
      expect(await ask?.(question)).to.equal(42);
      const throws = () => {
        throw new RangeError("too far");
      };
      expect(await fail?.(throws)).to.match(/caught .*too far/);
      const refused = await failure(pass_object?.(() => {}) as Promise<unknown>);
      expect(refused.message).to.include("object");
      const triple = (n: number) => n * 3;
      expect(await keep?.(triple)).to.equal(1);
      expect(await is_same?.(triple, triple)).to.equal(true);
      expect(await call_kept?.()).to.deep.equal([9]);
      expect(page.errors).to.deep.equal([]);
    });
  }

  it("refuses a type that there is not", async () => {
    const { library } = await bridgePage();
    const error = await failure(library.default(`${FOLDER}calculations.js`, { type: "ruby" }));
    expect(error.name).to.equal("TypeError");
    expect(error.message).to.equal('A bridge\'s type is "py" or "mpy", not "ruby".');
  });

  it("refuses an address that says nothing of its file's place", async () => {
    const { library } = await bridgePage();
    for (const address of ["./calculations.js", "/calculations.py", ""]) {
      const error = await failure(library.default(address, { type: "mpy" }));
      expect(error.name).to.equal("TypeError");
      expect(error.message).to.include(
        `import.meta.url; found ${JSON.stringify(address)}. Pass that, and name`,
      );
    }
  });

  it("uses what the page has loaded", async () => {
    const { page, library } = await bridgePage(`<mpy-script>found = 5</mpy-script>`, {
      core: true,
    });
    await page.finished();
    const { call } = (await library.default(`${FOLDER}x.js`, {
      type: "mpy",
      worker: false,
      env: "page",
      file: "data:text/x-python,def call(): return found",
    })) as Functions as Record<"call", Call>;
    expect(await call()).to.equal(5);
    expect(page.warnings).to.deep.equal([]);
  });

  it("takes a version of PyScript's, and the address of a core.js", async () => {
    for (const pyscript of ["2025.11.2", "/dist/core.js", "/dist", "/dist/"]) {
      const { page, library } = await bridgePage();
      const { add } = library.default(`${FOLDER}calculations.js`, {
        type: "mpy",
        worker: false,
        pyscript,
      }) as unknown as Record<"add", Call>;
      expect(await add(2, 3)).to.equal(5);
      page.close();
    }
  });
});
