// Donkeys in kernels of a real Jupyter Server, while networks, servers and kernels fail.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findPython, startServer } from "./jupyter-server.mjs";
import { openBrowser, RemoteDonkey } from "./page.mjs";
import { startProxy } from "./proxy.mjs";

const token = "a-token-that-nobody-may-see";
const python = findPython();
const OUTAGE_MS = 10_000;

describe("a donkey in a kernel", { skip: !python && "no Jupyter Server can be had" }, () => {
  let browser;
  let server;
  let proxy;
  let page;

  before(async () => {
    browser = await openBrowser();
    server = await startServer(python, { origin: browser.origin, token });
    proxy = await startProxy(server.port);
    page = await browser.page();
  });

  after(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.stop();
  });

  const donkeys = [];
  afterEach(async () => {
    proxy.pass();
    await Promise.all(donkeys.splice(0).map((one) => one.outcome("kill")));
  });

  async function open(options = {}) {
    const donkey = await RemoteDonkey.open(page, {
      ...{ type: "jupyter", url: proxy.url, token, persistent: true, terminal: "#terminal" },
      ...options,
    });
    donkeys.push(donkey);
    return donkey;
  }

  it(
    "goes on after ten seconds without a network, with nothing lost and nothing done twice",
    { timeout: 90_000 },
    async () => {
      const py = await open();
      await py.call("execute", "import time\ncount = 0");
      for (const outage of ["refuse", "swallow"]) {
        const running = py.call(
          "execute",
          `count += 1\nfor i in range(24):\n    print("${outage}", i, flush=True)\n    time.sleep(0.25)`,
        );
        const next = py.call("evaluate", "(count := count + 1)");
        await sleep(1000);
        proxy[outage]();
        // It is asked for while nobody hears it.
        const later = py.call("evaluate", `"asked during ${outage}"`);
        await sleep(OUTAGE_MS);
        // A connection that has lost something is no good any more.
        proxy.refuse();
        proxy.pass();
        await running;
        await next;
        assert.equal(await later, `asked during ${outage}`);
        await py.shows("The connection is there again.");
      }
      assert.equal(await py.call("evaluate", "count"), 4);
      const terminal = await py.terminal();
      for (let i = 0; i < 24; i++) {
        assert.equal(terminal.split(`refuse ${i}\n`).length, 2, `refuse ${i} is shown once`);
      }
    },
  );

  it("maps a thousand items over ten seconds without a network, each once", { timeout: 90_000 }, async () => {
    const py = await open();
    await py.call(
      "execute",
      "import time\ndone = []\ndef work(x):\n    done.append(x)\n    time.sleep(0.004)\n    return x * 2",
    );
    const items = [...Array(1000).keys()];
    for (const outage of ["refuse", "swallow"]) {
      await py.call("execute", "done.clear()");
      const mapping = py.call("map", "work", items, { chunk: 20 });
      await sleep(1500);
      proxy[outage]();
      await sleep(OUTAGE_MS);
      proxy.refuse();
      proxy.pass();
      assert.deepEqual(
        await mapping,
        items.map((item) => item * 2),
      );
      assert.deepEqual(await py.call("evaluate", "done"), items, `${outage}: each item was worked on once`);
    }
  });

  it("takes up a connection that has died without a word", { timeout: 60_000 }, async () => {
    const py = await open();
    const running = py.call("evaluate", "__import__('time').sleep(3) or 'slept'");
    await sleep(500);
    proxy.swallow();
    const started = Date.now();
    setTimeout(() => proxy.pass(), 8000);
    assert.equal(await running, "slept");
    assert.ok(Date.now() - started < 30_000);
  });

  it(
    "rejects what was pending when its kernel is killed, says so, and goes on with the next one",
    { timeout: 60_000 },
    async () => {
      const py = await open();
      await py.call("execute", "import os, signal\nkept = 1");
      const ended = py.outcome("execute", "os.kill(os.getpid(), signal.SIGKILL)");
      const waiting = py.outcome("evaluate", "'kept' in globals()");
      const { error } = await ended;
      assert.equal(error.name, "KernelError");
      assert.match(error.message, /has ended while this ran.*was restarted: names and modules are gone/);
      assert.equal((await waiting).value, false);
      await py.shows("names and modules are gone");
    },
  );

  it(
    "rejects what was pending when its server is killed, and starts another kernel there",
    { timeout: 90_000 },
    async () => {
      const mortal = await startServer(python, { origin: browser.origin, token });
      let reborn;
      try {
        const py = await open({ url: mortal.url });
        await py.call("execute", "kept = 1");
        const ended = py.outcome("execute", "import time\ntime.sleep(100)");
        await sleep(500);
        await mortal.kill();
        await py.shows("is lost; it is being taken up again");
        await sleep(1000);
        reborn = await startServer(python, { origin: browser.origin, token, port: mortal.port });
        const { error } = await ended;
        assert.match(error.message, /has no such kernel any more/);
        assert.equal(await py.call("evaluate", "'kept' in globals()"), false);
        await py.shows("Another kernel was started");
        await py.call("kill");
      } finally {
        await mortal.stop();
        await reborn?.stop();
      }
    },
  );

  it("says so when a certificate is not trusted", { timeout: 60_000 }, async (test) => {
    const folder = mkdtempSync(path.join(tmpdir(), "py-elements-certificate-"));
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
    const made = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
      ...["-keyout", key, "-out", certificate],
    ]);
    if (made.status !== 0) return test.skip("there is no openssl to make a certificate with");
    const options = [`--ServerApp.certfile=${certificate}`, `--ServerApp.keyfile=${key}`];
    const secure = await startServer(python, { origin: browser.origin, token, options });
    try {
      await assert.rejects(open({ url: secure.url }), /the browser does not trust its certificate/);
    } finally {
      await secure.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it(
    "says that a call is larger than a server takes, also where its letters are long",
    { timeout: 60_000 },
    async () => {
      const py = await open();
      const source = `len("${"大".repeat(4_000_000)}")`;
      const { error } = await py.outcome("evaluate", source);
      assert.equal(error.name, "RangeError");
      assert.match(error.message, /takes messages of 10 MB, and this one has 12\.0 MB/);
      assert.equal(await py.call("evaluate", 'len("大")'), 1);
    },
  );

  it("never shows its token, whatever fails", async () => {
    for (const text of [await page.content(), ...browser.told]) assert.ok(!text.includes(token), text);
  });
});
