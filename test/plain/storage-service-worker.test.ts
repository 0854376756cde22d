/** Stores in workers that reach the page through the service worker. */
import { expect } from "chai";
import { storage, sync } from "../../src/storage.js";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

describe("a store of a page whose workers have the service worker only", function () {
  this.timeout(120_000);
  const page = workerPage();

  it("is the same for JavaScript and all workers", async () => {
    const name = `service worker ${Date.now()}`;
    const store = await storage(name);
    const types = ["mpy", "py"];
    const scripts = types.map((type) =>
      insert<Script>(`<${type}-script worker config='{"sync": "service-worker"}'>
import asyncio
from pyscript import storage
store = await storage("${name}")
store["by ${type}"] = [1.0, None]
await store.sync()
while "end" not in store or "by mpy" not in store or "by py" not in store:
    await asyncio.sleep(0.01)
print("${type}", store["end"], store["by mpy"], store["by py"])
</${type}-script>`),
    );
    await until(() => types.every((type) => `by ${type}` in store));
    store.end = { from: "JavaScript" };
    await sync(store);
    await Promise.all(scripts.map((script) => script.done));
    expect(scripts.map((script) => script.syncMode)).to.deep.equal(["service-worker", "service-worker"]);
    const seen = "{'from': 'JavaScript'} [1.0, None] [1.0, None]";
    expect([...page.printed].sort()).to.deep.equal([`mpy ${seen}`, `py ${seen}`]);
    expect(page.errors).to.deep.equal([]);
  });
});
