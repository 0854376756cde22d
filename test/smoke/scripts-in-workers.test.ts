/** Scripts in workers, in every browser: the page, calls both ways, stopping, four at a time. */
import { expect } from "chai";
import { workers, workerStarter } from "../../src/elements/workers-api.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { bestSyncMode, canShareMemory } from "../harness/abilities.js";
import { insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { sourceURL, workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const tag = `${type}-script`;

  describe(`<${tag} worker>`, function () {
    this.timeout(90_000);
    const page = workerPage();

    it("reaches the page, hears events, exports functions", async () => {
      const button = insert("<button id='b'>b</button>");
      const script = insert<Script>(`<${tag} worker name="smoke-${type}">
from pyscript import display, document, when
display(document.title)
@when("click", "#b")
def clicked(event):
    display(event.type)
def add(a, b):
    return a + b
__export__ = ["add"]
</${tag}>`);
      const functions = await workers[`smoke-${type}`];
      expect(await functions?.add?.(1, 2)).to.equal(3);
      expect(script.syncMode).to.equal(bestSyncMode);
      expect(script.textContent).to.include(document.title);
      button.click();
      await until(() => script.textContent.includes("click"));
      expect(page.errors).to.deep.equal([]);
    });

    it("is called and calls by sync", async () => {
      const worker = workerStarter(type)(
        sourceURL(`from pyscript import sync
sync.greet = lambda name: sync.hello(name)`),
      );
      worker.sync.hello = async (name: string) => `Hello, ${name}`;
      expect(await worker.sync.greet?.("you")).to.equal("Hello, you");
      worker.terminate();
    });

    it("stops where it computes; its state is kept where threads share memory", async () => {
      const script = insert<Script>(`<${tag} worker>x = 1
print("begins")
while True: pass</${tag}>`);
      await until(() => page.printed.includes("begins"));
      script.stop();
      const error = await script.done.catch((reason: unknown) => reason);
      expect(error).to.include({ name: "AbortError" });
      expect(await script.run(`"x" in globals()`)).to.equal(canShareMemory);
    });

    it("starts four at a time, which end with their elements", async () => {
      const scripts = [1, 2, 3, 4].map((n) => insert<Script>(`<${tag} worker>${n} * 10</${tag}>`));
      expect(await Promise.all(scripts.map((script) => script.done))).to.deep.equal([10, 20, 30, 40]);
      for (const script of scripts) script.remove();
      await nextTask();
      expect(aliveWorkers()).to.equal(0);
    });
  });
}

describe("four workers of each kind", function () {
  this.timeout(120_000);
  const page = workerPage();

  it("run on one page, and end with their elements", async () => {
    const scripts = (["mpy", "py"] as const).flatMap((type) =>
      [1, 2, 3, 4].map((n) =>
        insert<Script>(`<${type}-script worker>
from pyscript import document
document.body.dataset["${type}${n}"] = "here"
${n}</${type}-script>`),
      ),
    );
    expect(await Promise.all(scripts.map((script) => script.done))).to.deep.equal([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(Object.keys(document.body.dataset).length).to.equal(8);
    expect(aliveWorkers()).to.equal(8);
    for (const name of Object.keys(document.body.dataset)) delete document.body.dataset[name];
    for (const script of scripts) script.remove();
    await nextTask();
    expect(aliveWorkers()).to.equal(0);
    expect(page.errors).to.deep.equal([]);
  });
});
