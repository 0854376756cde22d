/** Python in a worker reaches the page through the service worker, with no other way left. */
import { expect } from "chai";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

export function describePythonByServiceWorker(types: readonly ("py" | "mpy")[]): void {
  for (const type of types) {
    describe(`<${type}-script worker> with sync = "service-worker"`, function () {
      this.timeout(60_000);
      const page = workerPage();

      it("uses the page's document, catches its errors, sleeps, and displays", async () => {
        const script = insert<Script>(`<${type}-script worker config='{"sync": "service-worker"}'>
from pyscript import document, display, sync
box = document.createElement("div")
box.id = "made"
document.body.append(box)
for index in range(20):
    item = document.createElement("p")
    item.textContent = str(index)
    box.append(item)
print(len(box.children), box.lastChild.textContent)
try:
    document.querySelector("[")
except Exception as error:
    print("caught", "SyntaxError" in str(error) or "selector" in str(error))
sync.sleep(0.2)
display("shown")
</${type}-script>`);
        await script.done;
        expect(script.syncMode).to.equal("service-worker");
        expect(page.printed).to.deep.equal(["20 19", "caught True"]);
        expect(document.querySelectorAll("#made p").length).to.equal(20);
        expect(script.textContent).to.include("shown");
        expect(page.errors).to.deep.equal([]);
      });

      if (type === "mpy") {
        it("sleeps without computing, so that stop() need not replace it", async () => {
          const script = insert<Script>(`<${type}-script worker config='{"sync": "service-worker"}'>
import time
x = 1
print("begins")
time.sleep(60)</${type}-script>`);
          await until(() => page.printed.includes("begins"));
          await new Promise((resolve) => setTimeout(resolve, 50));
          script.stop();
          await script.done.catch(() => {});
          expect(await script.run("x + 1")).to.equal(2);
        });
      }

      it("says what is wrong with the page's own service worker", async () => {
        const script =
          insert<Script>(`<${type}-script worker service-worker="/test/harness/service-worker/own.js" config='{"sync": "service-worker"}'>
print("never")</${type}-script>`);
        const error = await script.done.then(
          () => undefined,
          (reason: unknown) => String(reason),
        );
        expect(error).to.match(
          /"sync" is "service-worker", but the service worker .*own\.js is for .*worker\.ts/,
        );
        expect(page.printed).to.deep.equal([]);
      });
    });
  }
}
