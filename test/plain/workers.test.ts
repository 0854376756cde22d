/** Workers on pages whose threads share no memory: the page is reached by stack switching, a worker that
 * computes replaced. */
import { expect } from "chai";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { workerPage } from "../harness/worker-page.js";
import { failure } from "../harness/failures.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const tag = `${type}-script`;

  describe(`<${tag} worker> without shared memory`, function () {
    this.timeout(40_000);
    const page = workerPage();

    it("reaches the page by stack switching", async () => {
      const script = insert<Script>(`<${tag} worker>
from pyscript import display, document, context
display(document.title)
print(context.sync_mode)
</${tag}>`);
      await script.done;
      expect(script.syncMode).to.equal("stack-switching");
      expect(script.textContent.trim()).to.equal(document.title);
      expect(page.printed).to.deep.equal(["stack-switching"]);
      expect(page.errors).to.deep.equal([]);
    });

    it("reaches the page from a source without top-level await, too", async () => {
      const script = insert<Script>(`<${tag} worker async="false">
from pyscript import document
document.title</${tag}>`);
      expect(await script.done).to.equal(document.title);
    });

    for (const [what, source] of Object.entries({
      "sync.sleep": "from pyscript import sync\nsync.sleep(60)",
      "an await": "import asyncio\nawait asyncio.sleep(60)",
    })) {
      it(`stop() ends ${what}; the state survives`, async () => {
        const script = insert<Script>(`<${tag} worker>x = 1
print("begins")
${source}</${tag}>`);
        await until(() => page.printed.includes("begins"));
        await new Promise((resolve) => setTimeout(resolve, 30));
        script.stop();
        expect(await failure(script.done)).to.include({ name: "AbortError" });
        expect(await script.run("x + 1")).to.equal(2);
        expect(page.errors).to.deep.equal([]);
      });
    }

    it("the events of all that are stopped at once say that their worker was replaced", async () => {
      const waits = insert<Script>(`<${tag} worker env="both" async>import asyncio
print("waits")
await asyncio.sleep(60)</${tag}>`);
      await until(() => page.printed.includes("waits"));
      const computes = insert<Script>(`<${tag} worker env="both">print("computes")
while True: pass</${tag}>`);
      await until(() => page.printed.includes("computes"));
      const replaced: (boolean | undefined)[] = [];
      for (const script of [waits, computes]) {
        script.addEventListener(`${type}:done`, ({ detail }) =>
          replaced.push((detail as { replaced?: boolean }).replaced),
        );
        script.done.catch(() => {});
      }
      computes.stop();
      waits.stop();
      await until(() => replaced.length === 2);
      expect(replaced).to.deep.equal([true, true]);
    });

    it("stop() replaces a worker that computes, and the event says so", async () => {
      const script = insert<Script>(`<${tag} worker env="shared">
from pyscript import when
@when("click", "body")
def clicked(event):
    pass
x = 1
print("begins")
while True: pass</${tag}>`);
      const other = insert<Script>(`<${tag} worker env="shared">1</${tag}>`);
      const details: { replaced?: boolean }[] = [];
      const errors: Error[] = [];
      script.addEventListener(`${type}:done`, ({ detail }) => details.push(detail));
      other.addEventListener(`${type}:error`, ({ detail }) => errors.push(detail.error));
      await until(() => page.printed.includes("begins"));
      script.stop();
      expect(await failure(script.done)).to.include({ name: "AbortError" });
      expect(details.map(({ replaced }) => replaced)).to.deep.equal([true]);
      // The other one had not begun: it has its turn in the next worker.
      expect(await other.done).to.equal(1);
      expect(errors).to.deep.equal([]);
      expect(await script.run('"x" in globals()')).to.equal(false);
      document.body.click(); // The old worker's listeners have gone with it.
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(page.errors).to.deep.equal([]);
    });
  });
}
