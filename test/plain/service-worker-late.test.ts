/** A worker that the service worker does not control when it starts: Chromium has some, see
 * `reachServiceWorker`. */
import { expect } from "chai";
import { insert } from "../harness/elements.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["mpy-script"];

const folder = new URL("/test/harness/service-worker-late/", location.href);
const workerURL = new URL("worker.ts", folder);

describe("a script whose worker the service worker does not control at first", function () {
  this.timeout(60_000);
  const page = workerPage(workerURL);
  const { Worker } = globalThis;

  afterEach(async () => {
    globalThis.Worker = Worker;
    const registration = await navigator.serviceWorker.getRegistration(folder);
    await registration?.unregister();
  });

  it("reaches the page all the same", async () => {
    // It starts before there is a service worker for it.
    const early = new Worker(workerURL, { type: "module" });
    await fetch(workerURL);
    expect(await navigator.serviceWorker.getRegistration(folder)).to.equal(undefined);
    let started = 0;
    globalThis.Worker = class {
      constructor() {
        started++;
        return early;
      }
    } as unknown as typeof Worker;
    const script =
      insert<Script>(`<mpy-script worker service-worker="${folder.href}own.js" config='{"sync": "service-worker"}'>
from pyscript import document
print(document.body.localName)
</mpy-script>`);
    await script.done;
    expect(started).to.equal(1);
    expect(page.printed).to.deep.equal(["body"]);
    expect(page.errors).to.deep.equal([]);
  });
});
