/** How workers are shared, stopped and ended, and what happens to who waits for them. */
import { expect } from "chai";
import { workers, workerStarter } from "../../../src/elements/workers-api.js";
import { aliveWorkers } from "../../../src/runtime/workers/page/connection.js";
import { insert, nextTask } from "../../harness/elements.js";
import { until } from "../../harness/page.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";
import { failure } from "../../harness/failures.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const PyWorker = workerStarter(type);
  const tag = `${type}-script`;

  describe(`workers of one env (${type})`, function () {
    this.timeout(30_000);
    const page = workerPage();

    it("are one, in which scripts run in the order of the document", async () => {
      const one = insert<Script>(`<${tag} worker env="a">
import asyncio
await asyncio.sleep(0.02)
print("one")
x = 1</${tag}>`);
      const two = insert<Script>(`<${tag} worker env="a">print("two", x)</${tag}>`);
      const other = insert<Script>(`<${tag} worker env="b">print("x" in globals())</${tag}>`);
      await Promise.all([one.done, two.done, other.done]);
      expect(page.printed.filter((line) => !/e$/.test(line) || line === "one")).to.deep.equal([
        "one",
        "two 1",
      ]);
      expect(page.printed).to.include("False");
      expect(one.worker === two.worker).to.equal(true);
      expect(one.worker === other.worker).to.equal(false);
      expect(aliveWorkers()).to.equal(2);
      one.remove();
      await nextTask();
      expect(aliveWorkers()).to.equal(2);
      two.remove();
      await until(() => aliveWorkers() === 1);
    });

    it("refuse two configurations", async () => {
      const one = insert<Script>(`<${tag} worker env="c" config='{"a": 1}'>x = 1</${tag}>`);
      const two = insert<Script>(`<${tag} worker env="c" config='{"a": 2}'>x = 2</${tag}>`);
      const three = insert<Script>(`<${tag} worker env="c">x</${tag}>`);
      expect(await failure(two.done)).to.include({ name: "ConfigError", code: "PY0409" });
      await one.done;
      expect(await three.done).to.equal(1);
    });

    it("a worker stays when a script of its env is moved, and ends when it is removed", async () => {
      const box = insert("<div></div>");
      const script = insert<Script>(`<${tag} worker name="moved-${type}">print("ran")
__export__ = ["f"]
f = lambda: 1</${tag}>`);
      await script.done;
      const { worker } = script;
      box.append(script);
      await nextTask();
      expect(script.worker === worker).to.equal(true);
      const functions = await workers[`moved-${type}`];
      expect(await functions?.f?.()).to.equal(1);
      script.remove();
      await until(() => aliveWorkers() === 0);
      expect(await failure(functions?.f?.())).to.include({ name: "AbortError" });
      expect(page.printed).to.deep.equal(["ran"]);
      expect(page.errors).to.deep.equal([]);
    });
  });

  describe(`stop() in a worker (${type})`, function () {
    this.timeout(30_000);
    const page = workerPage();
    const endless: Record<string, string> = {
      "a loop": "while True: pass",
      "time.sleep": "import time\ntime.sleep(60)",
      "sync.sleep": "from pyscript import sync\nsync.sleep(60)",
      "an await": "import asyncio\nawait asyncio.sleep(60)",
    };

    for (const [what, source] of Object.entries(endless)) {
      it(`ends ${what}; the state survives`, async () => {
        const script = insert<Script>(`<${tag} worker>x = 1
print("begins")
${source}
print("goes on")</${tag}>`);
        const events: unknown[] = [];
        script.addEventListener(`${type}:done`, ({ detail }) => events.push(detail));
        await until(() => page.printed.includes("begins"));
        await new Promise((resolve) => setTimeout(resolve, 30));
        const started = performance.now();
        script.stop();
        expect(await failure(script.done)).to.include({ name: "AbortError" });
        const took = performance.now() - started;
        if (took > 1000) console.warn(`stop() took ${Math.round(took)} ms`);
        expect(events).to.have.length(1);
        expect(events[0]).to.not.have.property("replaced");
        expect(await script.run("x + 1")).to.equal(2);
        expect(page.printed).to.deep.equal(["begins"]);
        expect(page.errors).to.deep.equal([]);
      });
    }
  });

  describe(`a worker that ends (${type})`, function () {
    this.timeout(30_000);
    const page = workerPage();

    it("terminate() of a script ends its worker: everything that waits rejects, and run() starts another one", async () => {
      const script = insert<Script>(`<${tag} worker>while True: pass</${tag}>`);
      await script.ready;
      script.terminate();
      expect(await failure(script.done)).to.include({ name: "AbortError" });
      await until(() => aliveWorkers() === 0);
      expect(page.errors).to.deep.equal([]);
      expect(await script.run("1 + 1")).to.equal(2);
    });

    it("terminate() of a worker ends it, with one event for all that waited", async () => {
      const one = insert<Script>(`<${tag} worker env="t">while True: pass</${tag}>`);
      const two = insert<Script>(`<${tag} worker env="t">x = 1</${tag}>`);
      const events: Event[] = [];
      const listen = (event: Event) => events.push(event);
      document.addEventListener(`${type}:error`, listen);
      await one.ready;
      one.worker?.terminate();
      expect(await failure(one.done)).to.include({ name: "AbortError" });
      expect(await failure(two.done)).to.include({ name: "AbortError" });
      document.removeEventListener(`${type}:error`, listen);
      expect(events).to.have.length(1);
      expect(page.errors).to.have.length(1);
    });

    it("since its interpreter cannot be loaded", async () => {
      const script = insert<Script>(
        `<${tag} worker config='{"interpreter": "/no/such/folder/x.mjs"}'>x</${tag}>`,
      );
      expect(await failure(script.done)).to.include({ name: "LoadError" });
      await until(() => page.errors.length === 1 && aliveWorkers() === 0);
    });

    it("since its source is not there, or raises", async () => {
      const missing = PyWorker("/no/such/file.py", { name: `missing-${type}` });
      expect(await failure(missing.ready)).to.include({ name: "LoadError", code: "PY0404" });
      const raises = PyWorker(sourceURL("\nraise ValueError('no')"));
      expect(await failure(raises.ready)).to.include({ name: "ValueError", lineno: 2 });
      await until(() => page.errors.length === 2);
    });
  });

  describe(`many workers (${type})`, function () {
    this.timeout(60_000);
    const page = workerPage();

    it("run four at a time", async () => {
      const scripts = [1, 2, 3, 4].map((n) => insert<Script>(`<${tag} worker>${n} * 10</${tag}>`));
      expect(await Promise.all(scripts.map((script) => script.done))).to.deep.equal([10, 20, 30, 40]);
      expect(aliveWorkers()).to.equal(4);
      expect(page.errors).to.deep.equal([]);
    });

    it("workers come and go fifty times", async () => {
      for (let round = 0; round < 50; round++) {
        const script = insert<Script>(`<${tag} worker>1</${tag}>`);
        // Most go while they start.
        if (round % 10 === 0) await script.ready;
        script.remove();
        await nextTask();
        expect(aliveWorkers()).to.equal(0);
      }
      expect(page.errors).to.deep.equal([]);
    });
  });
}
