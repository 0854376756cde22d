// Donkeys in kernels of a real Jupyter Server. `npm run build` first; `npm run test:jupyter` does both.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPython, startServer } from "./jupyter-server.mjs";
import { openBrowser, RemoteDonkey } from "./page.mjs";

const token = "a-token-that-nobody-may-see";
const python = findPython();

describe(
  "a donkey in a kernel of a Jupyter server",
  { skip: !python && "no Jupyter Server can be had" },
  () => {
    let browser;
    let server;
    let page;

    before(async () => {
      browser = await openBrowser();
      server = await startServer(python, { origin: browser.origin, token });
      page = await browser.page();
    });

    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    const donkeys = [];
    afterEach(() => Promise.all(donkeys.splice(0).map((one) => one.outcome("kill"))));

    async function open(options = {}) {
      const donkey = await RemoteDonkey.open(page, {
        ...{ type: "jupyter", url: server.url, token, persistent: true, terminal: "#terminal" },
        ...options,
      });
      donkeys.push(donkey);
      return donkey;
    }

    const rest = async (path) =>
      (await fetch(server.url + path, { headers: { Authorization: `token ${token}` } })).json();

    const failure = async (promise) => {
      const error = await promise.then(
        () => assert.fail("it did not fail"),
        (error) => error,
      );
      return error;
    };

    it("evaluates, executes and processes, shown in a terminal", async () => {
      const py = await open();
      assert.equal(await py.call("evaluate", "2 + 2"), 4);
      await py.call("execute", "x = 42\nprint(x)");
      await py.call("process", "x + 1\nfor i in range(2):\n    print(i)\n'text'");
      const prompt = ">>> x + 1\n... for i in range(2):\n...     print(i)\n... 'text'\n43\n0\n1\n'text'";
      assert.equal(await py.terminal(), `42\n${prompt}`);
      await py.call("clear");
      assert.equal(await py.terminal(), "");
      await py.call("execute", "import sys\nprint('out'); print('err', file=sys.stderr)");
      assert.match(await py.terminal(), /out/);
      await py.call("reset");
      assert.equal(await py.terminal(), "");
    });

    it("waits for awaitables, and knows IPython's magics", async () => {
      const py = await open();
      await py.call("execute", "import asyncio\nawait asyncio.sleep(0.01)\nasync def answer(n): return n");
      assert.equal(await py.call("evaluate", "answer(1)"), 1);
      assert.equal(await py.call("evaluate", "asyncio.create_task(answer(2))"), 2);
      assert.equal(await py.call("evaluate", "await answer(3)\n+ 1"), 4);
      await py.call("process", "!echo from the shell");
      assert.match(await py.terminal(), /\nfrom the shell$/);
    });

    it("gives values as donkeys in workers do", async () => {
      const py = await open();
      const value = (code) => py.call("evaluate", code);
      assert.deepEqual(await value("{'a': [1, 2.5, None, True], 'b': ('text', {1: 'ü\\u2028'})}"), {
        a: [1, 2.5, null, true],
        b: ["text", { 1: "ü\u2028" }],
      });
      assert.deepEqual(await value("None"), { undefined: true });
      assert.deepEqual(await value("2**70"), { bigint: String(2n ** 70n) });
      assert.deepEqual(await value("b'ab'"), { class: "Uint8Array", data: [97, 98], length: 2 });
      assert.deepEqual(await value("__import__('array').array('d', [0.5, 1.5])"), {
        ...{ class: "Float64Array", data: [0.5, 1.5], length: 2 },
      });
      assert.deepEqual(
        await value(
          "__import__('datetime').datetime(2026, 1, 2, tzinfo=__import__('datetime').timezone.utc)",
        ),
        {
          date: "2026-01-02T00:00:00.000Z",
        },
      );
      const error = await failure(value("[object()]"));
      assert.match(error.message, /is a object, which cannot be passed by value/);
    });

    it("begins each call afresh, unless it is persistent", async () => {
      const py = await open({ persistent: false });
      await py.call("execute", "x = 10");
      assert.equal((await failure(py.call("evaluate", "x"))).name, "NameError");
    });

    it("rejects with what Python raises, colours in the terminal alone", async () => {
      const py = await open();
      const error = await failure(py.call("execute", "def f():\n    raise ValueError('wrong')\nf()"));
      const { name, message, lineno, filename, traceback } = error;
      assert.deepEqual(
        { name, message, lineno, filename },
        { name: "ValueError", message: "wrong", lineno: 2, filename: "<donkey>" },
      );
      assert.match(traceback, /raise ValueError\('wrong'\)[^]*\nValueError: wrong\n$/);
      assert.ok(!traceback.includes("\x1b") && !traceback.includes("py-elements"), traceback);
      assert.match(await py.terminal(), /ValueError: wrong$/);
      const colours = await page.evaluate(() => {
        const buffer = document.querySelector("py-terminal").terminal.buffer.active;
        const row = (text) =>
          [...Array(buffer.length).keys()].find((at) =>
            buffer.getLine(at).translateToString().startsWith(text),
          );
        return buffer.getLine(row("ValueError: wrong")).getCell(0).getFgColor();
      });
      assert.equal(colours, 1);
      const syntax = await failure(py.call("evaluate", "x = 1"));
      assert.deepEqual([syntax.name, syntax.lineno], ["SyntaxError", 1]);
      assert.equal(
        (await failure(py.call("execute", "import sys\nsys.exit(3)"))).traceback,
        "SystemExit: 3\n",
      );
      assert.deepEqual(await py.call("execute", "sys.exit()"), { undefined: true });
      assert.equal(await py.call("evaluate", "'goes on'"), "goes on");
    });

    it("shows rich output by display's own path, beside the terminal or in a target", async () => {
      const py = await open();
      await py.call(
        "execute",
        `
from IPython.display import HTML, SVG, Image, display, clear_output
display(HTML("<b id='bold'>bold</b><script>globalThis.ran = true</script>"))
pixel = __import__("base64").b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
display(Image(pixel, width=7))
handle = display(HTML("<i>first</i>"), display_id=True)
handle.update(HTML("<i>second</i>"))
import pyscript
pyscript.display("text", HTML("<u>under</u>"), target="target")
`,
      );
      const shown = await page.evaluate(() => ({
        bold: document.querySelector("py-terminal #bold")?.textContent,
        ran: globalThis.ran,
        image: document.querySelector("py-terminal img")?.getAttribute("width"),
        italic: [...document.querySelectorAll("py-terminal i")].map((element) => element.textContent),
        target: document.querySelector("#target").innerHTML,
      }));
      assert.deepEqual(shown, {
        ...{ bold: "bold", ran: true, image: "7", italic: ["second"] },
        target: "<div>text</div><div><u>under</u></div>",
      });
      await py.call(
        "process",
        "HTML('<s>struck</s>')\ndisplay(HTML('<em>gone</em>'))\nclear_output()\n{'plain': 1}",
      );
      assert.match(await py.terminal(), /\{'plain': 1\}$/);
      assert.deepEqual(
        await page.evaluate(() => document.querySelectorAll("py-terminal :is(s, em)").length),
        0,
      );
    });

    it("answers input() at the terminal", async () => {
      const py = await open();
      const type = (text) =>
        page.evaluate((text) => document.querySelector("py-terminal").terminal.input(text), text);
      const reading = py.call(
        "execute",
        "name = input('Name? ')\nimport getpass\nsecret = getpass.getpass('Secret? ')",
      );
      await py.shows("Name?");
      await type("Ada\r");
      await py.shows("Secret?");
      await type("hidden\r");
      await reading;
      assert.deepEqual(await py.call("evaluate", "[name, secret]"), ["Ada", "hidden"]);
      assert.ok(!(await py.terminal()).includes("hidden"));
      for (const [key, name] of [
        ["\x03", "KeyboardInterrupt"],
        ["\x04", "EOFError"],
      ]) {
        await py.call("clear");
        const ended = failure(py.call("execute", "input('Again? ')"));
        await py.shows("Again?");
        await type(key);
        assert.equal((await ended).name, name);
      }
      assert.equal(await py.call("evaluate", "name"), "Ada");
    });

    it("interrupts what computes and what waits, and names stay", async () => {
      const py = await open();
      await py.call("execute", "kept = 1; import asyncio, time");
      for (const code of ["while True: pass", "time.sleep(100)", "await asyncio.sleep(100)"]) {
        const running = failure(py.call("execute", code));
        await sleep(300);
        await py.call("interrupt");
        const { name, message } = await running;
        assert.deepEqual({ name, message }, { name: "KeyboardInterrupt", message: "" }, code);
      }
      assert.equal(await py.call("evaluate", "kept"), 1);
      const given = await page.evaluate(async (name) => {
        const control = new AbortController();
        const running = donkeys[name]
          .execute("while True: pass", { signal: control.signal })
          .catch(({ name }) => name);
        const waiting = donkeys[name].evaluate("'comes after'");
        setTimeout(() => control.abort(), 300);
        return [await running, await waiting];
      }, py.name);
      assert.deepEqual(given, ["AbortError", "comes after"]);
    });

    it(
      "gets large values whole, and says what a server leaves out of huge output",
      { timeout: 60_000 },
      async () => {
        const py = await open();
        const large = await py.call("evaluate", "bytes(range(256)) * 120_000");
        assert.deepEqual([large.length, large.data[19]], [30_720_000, 19]);
        assert.equal((await py.call("evaluate", "'ü' * 5_000_000")).length, 5_000_000);
        await py.call("execute", "for i in range(200): print(str(i) * 50_000)");
        await py.shows("IOPub data rate exceeded");
        assert.equal(await py.call("evaluate", "i"), 199);
        const started = performance.now();
        const slow = py.call(
          "execute",
          "import time\nfor i in range(5):\n    print('tick', i, flush=True)\n    time.sleep(0.4)",
        );
        await py.shows("tick 1");
        assert.ok(performance.now() - started < 1900, "the first lines come while the others are awaited");
        await slow;
        await py.shows("tick 4");
      },
    );

    it("maps a function over items, one by one", async () => {
      const py = await open();
      assert.deepEqual(await py.call("map", "lambda x: x * x", [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
      assert.deepEqual(
        await py.call("starmap", "pow", [
          [2, 3],
          [5, 2],
        ]),
        [8, 25],
      );
      await py.call("broadcast", "async def later(item):\n    return [item['n'], item.get('m')]");
      assert.deepEqual(await py.call("map", "later", [{ n: 1.5 }, { n: "ü", m: null }]), [
        [1.5, null],
        ["ü", null],
      ]);
      const told = await page.evaluate(async (name) => {
        const progress = [];
        const lengths = await donkeys[name].map("len", [new Uint8Array(5), new Float64Array(6)], {
          chunk: 1,
          onProgress: ({ done, total }) => progress.push(`${done}/${total}`),
        });
        const iterated = [];
        for await (const value of donkeys[name].imap("str", [1, 2])) iterated.push(value);
        return { lengths, progress, iterated };
      }, py.name);
      assert.deepEqual(told, { lengths: [5, 6], progress: ["1/2", "2/2"], iterated: ["1", "2"] });
      const error = await failure(
        py.call("map", "def inverse(x):\n    return 1 / x", [1, 2, 0, 4], { chunk: 2 }),
      );
      assert.deepEqual([error.name, error.index], ["ZeroDivisionError", 2]);
      const afresh = await open({ persistent: false });
      await afresh.call("broadcast", "factor = 3\ndef times(x): return factor * x");
      assert.deepEqual(await afresh.call("map", "times", [1, 2]), [3, 6]);
    });

    it("hands calls and items to several kernels", async () => {
      const py = await open({ workers: 2 });
      const started = performance.now();
      const pids = await py.call(
        "map",
        "lambda x: __import__('time').sleep(0.5) or __import__('os').getpid()",
        [1, 2, 3, 4],
      );
      assert.equal(new Set(pids).size, 2);
      assert.ok(performance.now() - started < 1900);
    });

    it("maps by a client of ipyparallel or Dask that the kernel has", { timeout: 90_000 }, async (test) => {
      const py = await open({ client: "client" });
      const error = await failure(py.call("map", "abs", [-1]));
      assert.match(error.message, /name 'client' is not defined/);
      await py.call("execute", "client = {}");
      assert.match((await failure(py.call("map", "abs", [-1]))).message, /names a dict; expected a client/);
      await py.call("execute", "import os\ndef work(x):\n    import os\n    return [os.getpid(), 12 // x]");
      const clients = {
        ipyparallel:
          "import ipyparallel\nclient = ipyparallel.Cluster(n=2, log_level=40).start_and_connect_sync()",
        distributed:
          "import distributed\nclient = distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None)",
      };
      for (const [library, code] of Object.entries(clients)) {
        if (
          !(await py.call(
            "evaluate",
            `__import__("importlib.util").util.find_spec("${library}") is not None`,
          ))
        ) {
          test.diagnostic(`${library} is not installed`);
          continue;
        }
        await py.call("execute", code);
        const results = await py.call("map", "work", [1, 2, 3, 4]);
        assert.deepEqual(
          results.map(([, value]) => value),
          [12, 6, 4, 3],
          library,
        );
        assert.ok(!results.some(([pid]) => pid === 0));
        const own = await py.call("evaluate", "os.getpid()");
        assert.ok(!results.some(([pid]) => pid === own), `${library} works elsewhere`);
        const failed = await failure(py.call("map", "work", [1, 0, 3], { chunk: 3 }));
        assert.deepEqual([failed.name, failed.index], ["ZeroDivisionError", 1], library);
        await py.call(
          "execute",
          library === "ipyparallel" ? "client.shutdown(hub=True)" : "client.shutdown()",
        );
      }
    });

    it("shuts its kernel down when it is killed, and no other", async () => {
      const kernels = async () => (await rest("api/kernels")).map(({ id }) => id);
      const before = await kernels();
      const py = await open();
      const [own] = (await kernels()).filter((id) => !before.includes(id));
      const guest = await open({ kernel: own });
      await py.call("execute", "shared = 'from the first'");
      assert.equal(await guest.call("evaluate", "shared"), "from the first");
      await guest.call("kill");
      assert.deepEqual((await kernels()).includes(own), true);
      const pending = py.call("execute", "import time; time.sleep(100)").catch((error) => error.name);
      await sleep(200);
      await py.call("kill");
      assert.equal(await pending, "AbortError");
      assert.equal((await failure(py.call("evaluate", "1"))).name, "AbortError");
      assert.deepEqual(await kernels(), before);
    });

    it("says why it cannot be had", async () => {
      const reason = (options) => failure(open(options));
      const wrong = await reason({ token: "a-wrong-token" });
      assert.match(wrong.message, /has answered 403: it does not accept the token/);
      assert.equal(wrong.code, "PY0403");
      assert.match((await reason({ token: undefined })).message, /asks for a token/);
      assert.match((await reason({ kernel: "fortran" })).message, /has no kernel "fortran"; it has python3/);
      const id = "01234567-89ab-cdef-0123-456789abcdef";
      assert.match((await reason({ kernel: id })).message, /runs no kernel 01234567/);
      assert.match((await reason({ url: "http://localhost:1/" })).message, /nobody answers there/);
      assert.match((await reason({ url: undefined })).message, /needs a url/);
      assert.match((await reason({ url: "mailto:a@b.c" })).message, /is no address of a Jupyter server/);
      // The browser itself says in the console that it was not let in.
      const closed = await startServer(python, { origin: "https://example.org", token });
      try {
        assert.match(
          (await reason({ url: closed.url })).message,
          /lets no pages of http:\/\/localhost:\d+ read that/,
        );
      } finally {
        await closed.stop();
      }
    });

    it("is an element as well, whose token is no attribute", async () => {
      const told = await page.evaluate(
        async (url, token) => {
          const element = document.createElement("py-donkey");
          for (const [name, value] of Object.entries({ type: "jupyter", url, persistent: "" }))
            element.setAttribute(name, value);
          element.token = () => Promise.resolve(token);
          document.body.append(element);
          const value = await element.evaluate("6 * 7");
          const markup = element.outerHTML;
          element.remove();
          const careless = document.createElement("py-donkey");
          careless.setAttribute("type", "jupyter");
          careless.setAttribute("url", `${url}?token=careless`);
          document.body.append(careless);
          const error = await careless.ready.then(String, ({ message }) => message);
          careless.remove();
          return { value, markup, error };
        },
        server.url,
        token,
      );
      assert.equal(told.value, 42);
      assert.ok(!told.markup.includes(token));
      assert.match(told.error, /the url has a token/);
    });

    it("never shows its token", async () => {
      const py = await open({ url: `${server.url}lab?token=${token}`, token: undefined });
      assert.equal(await py.call("evaluate", "1"), 1);
      const markup = await page.content();
      for (const text of [markup, await py.terminal(), ...browser.told])
        assert.ok(!text.includes(token), text);
    });
  },
);
