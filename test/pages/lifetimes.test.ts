/** Elements leave nothing behind when they go. Counted with real interpreters and the browser's collector. */
import { expect } from "chai";
import type { AdoptedScript } from "../../src/core.js";
import { openPage, until } from "../harness/page.js";

/** Chromium's collector; the test runner starts the browser with it. */
const { gc: collect } = globalThis as { gc?: () => Promise<void> | void };

/** Counts listeners on one node: what `addEventListener` added and neither a removal nor a signal took
 * away. */
function countListeners(node: EventTarget): () => number {
  let count = 0;
  const add = node.addEventListener.bind(node);
  const remove = node.removeEventListener.bind(node);
  Object.assign(node, {
    addEventListener(type: string, listener: EventListener, options?: AddEventListenerOptions) {
      count++;
      options?.signal?.addEventListener("abort", () => count--, { once: true });
      add(type, listener, options);
    },
    removeEventListener(type: string, listener: EventListener, options?: EventListenerOptions) {
      count--;
      remove(type, listener, options);
    },
  });
  return () => count;
}

interface Interpreter extends Held {
  execute(source: string, options: { filename: string; run: number }): unknown;
}

interface Held {
  held: { proxies: number };
}

for (const type of ["mpy", "py"] as const) {
  for (const tag of [`${type}-script`, "script"]) {
    it(`fifty <${tag}> inserted and removed leave no listener, proxy or detached node (${type})`, async function () {
      this.timeout(90_000);
      if (!collect) this.skip();
      const page = await openPage(
        `<button id="shared">shared</button><${type}-script>x = 1</${type}-script>`,
      );
      await page.finished();
      const core = (page.window as unknown as Record<symbol, { whenDefined(type: string): Promise<Held> }>)[
        Symbol.for("@pyscript/core")
      ];
      const interpreter = await core?.whenDefined(type);
      const button = page.get("#shared");
      const listeners = countListeners(button);
      const proxiesBefore = interpreter?.held.proxies;
      const nodes: WeakRef<Element>[] = [];

      for (let index = 0; index < 50; index++) {
        await (async () => {
          const element = page.document.createElement(tag) as HTMLElementTagNameMap["py-script"] &
            AdoptedScript;
          if (tag === "script") element.type = type;
          element.textContent = `
from pyscript import display, when, ffi
@when("click", "#shared")
def handler(event):
    display("clicked")
display("shown")
proxy = ffi.create_proxy(handler)
`;
          page.document.body.append(element);
          await until(() => element.done, "adopted");
          await element.done;
          const output: Element = tag === "script" ? (element.target ?? expect.fail("no output")) : element;
          await until(() => output.textContent.includes("shown"));
          nodes.push(new WeakRef<Element>(element), new WeakRef(output));
          element.remove();
        })();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(page.errors).to.deep.equal([]);
      expect(listeners()).to.equal(0);
      await until(() => interpreter?.held.proxies === proxiesBefore);
      await until(() => {
        void collect?.();
        return nodes.filter((node) => node.deref()).length === 0;
      }, "all detached nodes collected");
    });
  }

  describe(`many <${type}-script>`, function () {
    this.timeout(200_000);

    it("do not leave their code in Python's memory", async () => {
      const page = await openPage(`<${type}-script>x = 1</${type}-script>`);
      await page.finished();
      const core = (
        page.window as unknown as Record<symbol, { whenDefined(type: string): Promise<Interpreter> }>
      )[Symbol.for("@pyscript/core")];
      const interpreter = (await core?.whenDefined(type)) as Interpreter;
      // Unless something keeps them, 600 sources of 400 kB would take 240 MB.
      const source = `x = 1\n${"#".repeat(400_000)}\n`;
      const count = () =>
        interpreter.execute(
          type === "py"
            ? "import gc, sys\ngc.collect()\nsum(len(s) for s in sys.modules['pyscript._runner_cpython']._sources.values())"
            : "import gc\ngc.collect()\ngc.mem_alloc()",
          { filename: "count", run: 0 },
        ) as number;
      for (let index = 0; index < 600; index++)
        interpreter.execute(source, { filename: `s-${index}`, run: 0 });
      expect(count()).to.be.lessThan(110_000_000);
    });
  });

  for (const [where, attribute] of [
    ["on the main thread", ""],
    ["in a worker that others use as well", 'worker env="shared"'],
  ] as const) {
    it(`a function of a removed <${type}-script> ${where} is still what an attribute names`, async function () {
      this.timeout(60_000);
      const page = await openPage(
        `<button id="now" ${type}-click="now">now</button><button id="later" ${type}-click="later">later</button>
<p id="out"></p><${type}-script ${attribute}>other = 1</${type}-script><${type}-script id="one" ${attribute}>
import asyncio
from pyscript import display, window
__export__ = ["now", "later"]
def now(event):
    display("now", target="out")
    display("of the script")
async def later(event):
    window.console.log("later")
    try:
        await asyncio.sleep(0.01 if window.isQuick else 1000)
        display("later", target="out")
    finally:
        window.console.log("ended")
</${type}-script>`,
      );
      await page.finished();
      const quick = page.window as { isQuick?: boolean };
      quick.isQuick = false;
      const one = page.get("#one");
      page.get("#now").click();
      await until(() => page.get("#out").textContent === "now");
      await until(() => one.textContent.includes("of the script"));
      page.get("#later").click();
      await until(() => page.logs.includes("later"));
      one.remove();
      await until(() => page.logs.includes("ended"));
      quick.isQuick = true;
      const shown = one.textContent;
      page.get("#now").click();
      await until(() => page.get("#out").textContent === "nownow");
      page.get("#later").click();
      await until(
        () => page.logs.length === 4,
        () => `later: ${page.get("#out").textContent} ${page.logs.join()} ${page.errors.join()}`,
      );
      expect(page.get("#out").textContent).to.equal("nownowlater");
      expect(one.textContent).to.equal(shown);
      expect(page.logs).to.deep.equal(["later", "ended", "later", "ended"]);
      expect(page.errors).to.deep.equal([]);
      expect(page.warnings).to.deep.equal([]);
    });
  }

  describe(`a <${type}-script> that is moved twice`, () => {
    it("runs once and keeps its handlers", async function () {
      this.timeout(30_000);
      const page = await openPage(
        `<button id="b">b</button><div id="box"></div><${type}-script id="moved">
from pyscript import when, display
print("ran")
@when("click", "#b")
def handler(event):
    display("clicked")
</${type}-script>`,
      );
      await page.finished();
      const element = page.get("#moved");
      page.get("#box").append(element);
      page.document.body.prepend(element);
      await new Promise((resolve) => setTimeout(resolve, 20));
      page.get("#b").click();
      await until(() => element.textContent.includes("clicked"));
      expect(page.logs).to.deep.equal(["ran"]);
      expect(page.errors).to.deep.equal([]);
    });
  });
}
