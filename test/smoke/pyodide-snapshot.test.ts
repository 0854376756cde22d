/** One memory snapshot, made in Chromium, serves every browser. */
import { expect } from "chai";
import type { Interpreter } from "../../src/runtime/interpreters/interpreter.js";
import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { preloadSnapshot, SnapshotDownload } from "../../src/runtime/interpreters/pyodide-snapshot.js";
import { distURL } from "../../src/runtime/loading/dist.js";
import { canSwitchStacks } from "../harness/abilities.js";
import { bootForTest } from "../harness/interpreters.js";
import { warningsOf } from "../harness/warnings.js";

const main = { filename: "app.py", run: 1 };

const realFetch = globalThis.fetch;

/** Answers requests for the snapshot. */
function serveSnapshot(answer: () => Response | Promise<Response>): { readonly requests: number } {
  const served = { requests: 0 };
  globalThis.fetch = async (input, init) => {
    if (!String(input).includes("/snapshot-")) return realFetch.call(globalThis, input, init);
    served.requests += 1;
    const signal = init?.signal ?? undefined;
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
    aborted.catch(() => {});
    const response = await Promise.race([answer(), aborted]);
    const { body, headers, status } = response;
    if (!body) return response;
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
    body.pipeTo(writable, signal ? { signal } : {}).catch(() => {}); // Its reader gets the error.
    return new Response(readable, { headers, status });
  };
  return served;
}

const ends: (() => void)[] = [];

async function boot(): Promise<Interpreter> {
  const ending = new AbortController();
  const { interpreter } = await bootForTest(pyodide, { signal: ending.signal });
  ends.push(() => {
    ending.abort();
    interpreter.dispose();
  });
  return interpreter;
}

/** Imported in the snapshot, and not by a plain start, nor where files of packages are installed. */
const isImported = '"html" in __import__("sys").modules';

/** Boots until the snapshot came in time. It is asked for before all else, however busy the machine is. */
async function bootRestored(): Promise<Interpreter> {
  const folder = new URL("/dist/pyodide/", location.href);
  for (let tries = 0; tries < 8; tries++) {
    preloadSnapshot(folder);
    const interpreter = await boot();
    if (interpreter.execute(isImported, main)) return interpreter;
    // It would download the snapshot for the next visit, while another test counts who does.
    ends.pop()?.();
  }
  throw new Error("The snapshot never came in time.");
}

/** A body that comes in pieces of 1 kB, one every 10 ms. */
function slowly(data: Uint8Array): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (sent >= data.length) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, 10));
      controller.enqueue(data.slice(sent, (sent += 1024)));
    },
  });
}

async function gzip(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const isDamaged = /browser's copy of .*snapshot-.* is damaged, or of another version/;

describe("Pyodide's snapshot", function () {
  this.timeout(60_000);

  afterEach(() => {
    globalThis.fetch = realFetch;
    for (const end of ends.splice(0)) end();
  });

  it("was made by the build, since there is a browser", () => {
    expect(__SNAPSHOT__).to.match(/^snapshot-\w+\.bin$/);
  });

  it("has modules imported that a plain start has not", async () => {
    await bootRestored();

    const served = serveSnapshot(() => new Response(null, { status: 404 }));
    expect((await boot()).execute(isImported, main)).to.equal(false);
    expect(served.requests).to.equal(1);
  });

  it("leaves no two interpreters with the same random numbers", async () => {
    const numbers = [await bootRestored(), await bootRestored()].map((python) =>
      python.execute("import random\nrandom.random()", main),
    );
    expect(numbers[0]).not.to.equal(numbers[1]);
  });

  it("waits for promises inside synchronous calls, or says that this browser cannot", async () => {
    const source = `import asyncio
from pyodide.ffi import run_sync
try:
    said = run_sync(asyncio.sleep(0.01, 7))
except RuntimeError as error:
    said = str(error)
said`;
    expect(await (await bootRestored()).executeAsync(source, main).result).to.equal(
      canSwitchStacks ? 7 : "WebAssembly stack switching not supported in this JavaScript runtime",
    );
  });

  it("fits whatever calls functions in this browser, be it as on iOS", async () => {
    const work = `import ctypes, re, json, sqlite3, functools
total = functools.reduce(int.__add__, map(len, re.findall(r"\\w+", "some words here")))
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)
connection = sqlite3.connect(":memory:")
connection.create_function("twice", 1, lambda x: 2 * x)
json.dumps([total, callback(41), connection.execute("select twice(21)").fetchone()[0]])`;
    const { userAgent } = navigator;
    for (const agent of [userAgent, "iPhone"]) {
      Object.defineProperty(navigator, "userAgent", { value: agent, configurable: true });
      try {
        expect((await bootRestored()).execute(work, main)).to.equal("[13, 42, 42]");
      } finally {
        Object.defineProperty(navigator, "userAgent", { value: userAgent, configurable: true });
      }
    }
  });

  it("imports what is not in it, and loads late modules", async () => {
    const python = await bootRestored();
    python.writeFile("late.py", "value = 3");
    expect(python.execute("import late, fractions, sqlite3 as _\nlate.value", main)).to.equal(3);
  });

  it("is not missed when it is of another version, which the console says once", async () => {
    const other = await gzip(new Uint8Array(1000).fill(1));
    serveSnapshot(() => new Response(other));
    const warnings: string[] = [];
    // On a busy machine the first one may not have waited for it.
    for (let tries = 0; tries < 8 && warnings.length === 0; tries++) {
      const told = await warningsOf(async () => {
        expect((await boot()).execute("1 + 1", main)).to.equal(2);
      });
      warnings.push(...told);
    }
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(isDamaged);
  });

  describe("on its way", () => {
    const url = new URL("/snapshot-x.bin", location.href);

    it("makes way for Python's library where it comes slowly, and is downloaded later", async () => {
      const data = await gzip(crypto.getRandomValues(new Uint8Array(60_000)));
      const served = serveSnapshot(() => new Response(slowly(data)));
      const later = new SnapshotDownload(url);
      await later.settled;
      expect(await later.inTime()).to.equal(undefined);
      expect(served.requests).to.equal(1);
      serveSnapshot(() => new Response(data));
      await later.forNextTime(new AbortController().signal);
      expect(served.requests + 1).to.equal(2);
    });

    it("is not missed when it is damaged or cut, which the console says once", async () => {
      const cut = (await gzip(crypto.getRandomValues(new Uint8Array(1000)))).slice(0, 500);
      for (const body of ["no gzip at all", cut]) {
        serveSnapshot(() => new Response(body));
        const warnings = await warningsOf(async () => {
          expect(await new SnapshotDownload(url).inTime()).to.equal(undefined);
        });
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.match(isDamaged);
      }
    });

    it("is not missed when the network fails", async () => {
      serveSnapshot(() => Promise.reject(new TypeError("offline")));
      expect(await new SnapshotDownload(url).inTime()).to.equal(undefined);
    });

    it("makes way for Python's library where no byte of it comes", async () => {
      serveSnapshot(() => new Promise(() => {}));
      const later = new SnapshotDownload(url);
      await later.settled;
      expect(await later.inTime()).to.equal(undefined);
    });

    it("is downloaded anew for the next visit where what came is damaged, and once", async () => {
      const caching: (RequestCache | undefined)[] = [];
      globalThis.fetch = (_, init) => {
        caching.push(init?.cache);
        return Promise.resolve(new Response("no gzip at all"));
      };
      const warnings = await warningsOf(async () => {
        const damaged = new SnapshotDownload(url);
        expect(await damaged.inTime()).to.equal(undefined);
        await damaged.forNextTime(new AbortController().signal);
      });
      expect(caching).to.deep.equal([undefined, "reload"]);
      expect(warnings).to.have.length(1);
    });

    it("is not downloaded for an interpreter that has gone", async () => {
      const served = serveSnapshot(() => new Promise(() => {}));
      const later = new SnapshotDownload(url);
      await later.settled;
      await later.forNextTime(AbortSignal.abort());
      expect(served.requests).to.equal(1);
    });

    it("is waited for while it comes fast enough", async () => {
      const data = await gzip(crypto.getRandomValues(new Uint8Array(30_000)));
      serveSnapshot(async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return new Response(data, { headers: { "content-length": String(data.length) } });
      });
      const memory = await new SnapshotDownload(url).inTime();
      expect(memory?.byteLength).to.equal(30_000);
    });
  });

  describe("with Python's library on its way", () => {
    /** The answer to the request for the library waits until it is called. */
    function holdLibrary(): () => void {
      let answer = () => {};
      const held = new Promise<void>((resolve) => (answer = resolve));
      const passed = globalThis.fetch;
      globalThis.fetch = async (input, init) => {
        if (String(input).endsWith("/python_stdlib.zip")) await held;
        return passed.call(globalThis, input, init);
      };
      return answer;
    }

    /** An interpreter in a folder of its own address, so that its library is not there yet. */
    async function bootWithout(): Promise<Interpreter> {
      folders += 1;
      performance.getEntriesByType = () => [
        { name: distURL().href, requestStart: 1, responseStart: 100 } as unknown as PerformanceEntry,
      ];
      const { interpreter } = await bootForTest(pyodide, {
        url: new URL(`/dist${"/".repeat(folders + 1)}pyodide/`, location.href),
      });
      ends.push(() => interpreter.dispose());
      return interpreter;
    }
    let folders = 0;
    const { getEntriesByType } = performance;
    afterEach(() => (performance.getEntriesByType = getEntriesByType));

    it("runs what imports nothing that is missing, and lets the rest wait", async () => {
      const answer = holdLibrary();
      const python = await bootWithout();
      const run = (source: string) => python.executeAsync(source, main).result;
      expect(await run("import json, os.path\nfrom re import match\njson.dumps([1])")).to.equal("[1]");
      const waiting = run("x = 1\nimport json, fractions as f\nstr(f.Fraction(1, 3))");
      const soon = new Promise((resolve) => setTimeout(() => resolve("waits"), 50));
      expect(await Promise.race([waiting, soon])).to.equal("waits");
      const stopped = python.executeAsync("import statistics", main);
      stopped.cancel();
      answer();
      expect(await waiting).to.equal("1/3");
      await python.whole;
      expect(String(await stopped.result.catch((error: unknown) => error))).to.contain("AbortError");
    });

    it("is fetched at once by who imports without being waited for", async () => {
      holdLibrary();
      const python = await bootWithout();
      const late = "def late():\n    import fractions\n    return str(fractions.Fraction(1, 2))\nlate()";
      expect(python.execute(late, main)).to.equal("1/2");
      expect(await python.executeAsync("import statistics\n3", main).result).to.equal(3);
    });
  });
});
