/** The donkey's sections of both reference documents: every example as it is printed, but for the import's
 * URL. */
import { expect } from "chai";
import type { PythonError } from "../../src/runtime/errors.js";
import { openPage, until } from "../harness/page.js";

const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";

interface Donkeys {
  donkey(
    options?: object,
  ): Promise<Record<string, (...args: unknown[]) => Promise<unknown>>> &
    Record<string, (...args: unknown[]) => Promise<unknown>>;
}

for (const type of ["mpy", "py"] as const) {
  describe(`donkeys of the reference (${type})`, function () {
    this.timeout(60_000);

    const open = async (body = "", options: Parameters<typeof openPage>[1] = {}, entry = "core") => {
      const page = await openPage(body, options);
      const importer = page.window as unknown as { eval(code: string): Promise<Donkeys> };
      const { donkey } =
        options.core === false || options.head
          ? await load(page.window, entry)
          : await importer.eval(`import("/dist/${entry}.js")`);
      const text = () =>
        [...page.document.querySelectorAll("py-terminal")]
          .map((element) => {
            const buffer = element.terminal?.buffer.active;
            if (!buffer) return "";
            return Array.from({ length: buffer.length }, (_, index) =>
              buffer.getLine(index)?.translateToString(true),
            )
              .join("\n")
              .trimEnd();
          })
          .join("\n");
      return { page, donkey, text };
    };
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => {
          throw new Error("it did not fail");
        },
        (error: unknown) => error as PythonError,
      );

    it("ask for one, and use its six methods", async () => {
      const { donkey, text, page } = await open();
      const py_donkey = await donkey({
        type, // Use MicroPython ('py' for Pyodide).
        persistent: true, // `false`, as printed, is below.
        terminal: "", // Optional terminal element selector.
        config: {}, // PyScript configuration object.
      });
      await py_donkey["process"]?.('print("Hello from Python!")');
      await until(() => text().includes("\nHello from Python!"));
      await py_donkey["execute"]?.("x = 42");
      await py_donkey["execute"]?.("print(x)");
      await until(() => text().endsWith("\n42"));
      expect(await py_donkey["evaluate"]?.("2 + 2")).to.equal(4);
      await py_donkey["clear"]?.();
      await until(() => text() === "");
      await py_donkey["reset"]?.();
      await py_donkey["kill"]?.();
      expect((await failure(py_donkey["evaluate"]?.("1") as Promise<unknown>)).name).to.equal("AbortError");
      expect(page.errors).to.deep.equal([]);
    });

    it("keep state, or do not", async () => {
      const { donkey } = await open();
      const worker1 = await donkey({ type, persistent: false });
      await worker1["execute"]?.("x = 10");
      const error = await failure(worker1["evaluate"]?.("x") as Promise<unknown>);
      expect(error.name).to.equal("NameError");
      const worker2 = await donkey({ type, persistent: true });
      await worker2["execute"]?.("x = 10");
      expect(await worker2["evaluate"]?.("x")).to.equal(10);
    });

    it("are taken apart at once", async () => {
      const { donkey, text } = await open();
      const { process, execute, evaluate, clear, reset, kill } = donkey({
        type,
        persistent: false,
        terminal: "",
        config: {},
      });
      await process?.("1 + 1");
      await until(() => text().endsWith(">>> 1 + 1\n2"));
      await execute?.("x = 1");
      expect(await evaluate?.("'x'")).to.equal("x");
      await clear?.();
      await reset?.();
      await kill?.();
    });

    it("show themselves where they are told to, also hidden", async () => {
      const { donkey, page } = await open(
        `<div id="py_donkey-output"></div><div id="hidden-terminal" hidden></div>`,
      );
      const py_donkey = await donkey({ type, terminal: "#py_donkey-output" });
      await py_donkey["process"]?.('print("Hello from Python!")');
      expect(page.document.querySelectorAll("#py_donkey-output py-terminal").length).to.equal(1);
      const hidden = await donkey({ type, terminal: "#hidden-terminal" });
      await hidden["process"]?.('print("Hello")');
      expect(page.get("#hidden-terminal py-terminal").offsetHeight).to.equal(0);
    });

    it("load packages and files first", async () => {
      const { donkey } = await open();
      const py_donkey = await donkey({
        type,
        config: { files: { "/demo/data/cities.csv": "./data.csv" } },
        persistent: true,
      });
      await py_donkey["execute"]?.("text = open('data.csv').read()");
      expect(await py_donkey["evaluate"]?.("len(text.split()) > 10")).to.equal(true);
    });

    it("come from donkey.js as well, under a strict policy", async () => {
      const { donkey, page } = await open(
        "",
        { core: false, head: `<meta http-equiv="content-security-policy" content="${policy}">` },
        "donkey",
      );
      const py = await donkey({ type });
      await py["process"]?.("print('\\x1b[38;2;9;9;9mcolour')");
      expect(await py["evaluate"]?.("1 + 1")).to.equal(2);
      expect(page.errors).to.deep.equal([]);
    });
  });
}

describe("donkeys of a Jupyter server", function () {
  this.timeout(60_000);

  it("leave no kernel that the server was starting when they were ended", async () => {
    const asked: string[] = [];
    const page = await openPage("");
    page.window.fetch = async (input, init) => {
      const request = new page.window.Request(input, init);
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      // The server starts it, whether anybody waits for the answer or not.
      await new Promise((resolve) => setTimeout(resolve, 300));
      request.signal.throwIfAborted();
      return request.method === "DELETE"
        ? new Response(null, { status: 204 })
        : Response.json({ id: "kernel-1", name: "python3" });
    };
    const element = page.document.createElement("py-donkey");
    element.setAttribute("type", "jupyter");
    element.setAttribute("url", `${location.origin}/jupyter/`);
    page.document.body.append(element);
    await until(() => asked.includes("POST /jupyter/api/kernels"));
    await element.kill();
    await until(() => asked.includes("DELETE /jupyter/api/kernels/kernel-1"));
    expect(asked.filter((one) => one.startsWith("POST")).length).to.equal(1);
  });
});

/** Imports in another window, which a strict policy keeps from evaluating text. */
function load(window: Window & typeof globalThis, entry: string): Promise<Donkeys> {
  const script = window.document.createElement("script");
  script.type = "module";
  script.src = `/test/pages/fixtures/${entry}-loader.js`;
  window.document.head.append(script);
  return until(() => (window as unknown as { loaded?: Donkeys }).loaded);
}
