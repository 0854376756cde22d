/** A service worker of the page's own, seen from a `srcdoc` frame in that page. */
import { expect } from "chai";
import type * as Page from "../../src/runtime/link/page/transports/service-worker-page.js";

const folder = new URL("/test/harness/service-worker/", location.href);
const script = new URL("own.js", folder);

async function frameIn(body: HTMLElement, source: { src: string } | { srcdoc: string }) {
  const frame = Object.assign(body.ownerDocument.createElement("iframe"), source);
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  body.append(frame);
  await loaded;
  return frame.contentWindow as Window & { eval(code: string): Promise<typeof Page> };
}

describe("a service worker of the page's own", function () {
  this.timeout(60_000);

  it("answers workers that a srcdoc frame of that page starts from another origin", async () => {
    const registration = await navigator.serviceWorker.register(script);
    while (registration.active?.state !== "activated")
      await new Promise((resolve) => setTimeout(resolve, 20));
    // Any address below the folder: what is there does not matter.
    const page = await frameIn(document.body, { src: new URL("none.html", folder).href });
    expect(page.navigator.serviceWorker.controller?.scriptURL).to.equal(script.href);
    const inner = await frameIn(page.document.body, { srcdoc: "<!doctype html><p>inner</p>" });
    const address = "/src/runtime/link/page/transports/service-worker-page.ts";
    const { ServiceWorkerAnswers } = await inner.eval(`import("${location.origin}${address}")`);
    const elsewhere = new URL("https://elsewhere.example/worker.js");
    const answers = (await ServiceWorkerAnswers.install({ worker: elsewhere, script })).open();
    expect(answers.url).to.match(new RegExp(`^${folder.href}py-elements-sync/`));
    answers.dispose();
    page.frameElement?.remove();
    await registration.unregister();
  });
});
