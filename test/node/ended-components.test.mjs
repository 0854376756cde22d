// Components that were inserted and removed leave a page and their Python nothing. Counted in the browser,
// after its collector has run. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchChrome } from "../../scripts/browsers/launch-chrome.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { pageCounts, pause, STEADY_HEAP } from "../harness/browser-memory.mjs";

const INSTANCES = 10_000;
const PART = 1_000;
/** How much all of them may leave in the page's heap, in kB: an element that is kept has about 2. */
const HEAP = 1_000;
/** How much each may leave in Python: bytes in MicroPython, objects in Pyodide; an instance has some hundred
 * bytes, and ten objects. */
const PYTHON = { mpy: 60, py: 1 };
/** How often counts that are too high are made again: elements go when the collector has found them, and
 * Python hears of it in a task of its own. */
const COUNTED_AGAIN = 40;

const python = `
import gc
from pyscript import window
from pyscript.ffi import create_proxy
from pyscript.web import Component, button, component, prop, slot, span
from pyscript import _component_updates


class Row(Component):
    item = prop({})

    def render(self):
        return [
            span(str(self.item.get("name")), slot()),
            button("more", on_click=lambda event: self.emit("more", item=self.item)),
        ]

    def updated(self, changed):
        self.shown = changed


@component("row-in-shadow")
class InShadow(Row):
    styles = "button { color: red; }"


@component("row-in-light")
class InLight(Row):
    shadow = False


def collect():
    gc.collect()


def counts():
    used = gc.mem_alloc() if hasattr(gc, "mem_alloc") else len(gc.get_objects())
    return f"{len(_component_updates.instances)} {used}"


# MicroPython's collector runs when the call has returned.
window.collect = create_proxy(collect)
window.counts = create_proxy(counts)
`;

const page = (type, worker) => `<!doctype html><link rel="icon" href="data:,"><div id="place"></div>
<script type="module" src="/dist/core.js"></script>
<${type}-script ${worker ? "worker" : ""}>${python}</${type}-script>`;

const kinds = ["mpy", "py"].flatMap((type) => [false, true].map((worker) => ({ type, worker })));
const nameOf = ({ type, worker }) => `/${type}${worker ? "-worker" : ""}`;

describe("components that have been removed leave nothing:", () => {
  let browser;
  let server;

  before(async () => {
    const pages = Object.fromEntries(kinds.map((kind) => [nameOf(kind), page(kind.type, kind.worker)]));
    server = await serveFiles({ folders: { "/dist/": "dist" }, pages, isolated: true });
    browser = await launchChrome(STEADY_HEAP);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const kind of kinds) {
    const { type, worker } = kind;
    const place = worker ? "in a worker" : "on the main thread";
    it(`${INSTANCES} of ${type}, ${place}: heap, listeners, nodes and Python's memory are as before`, async () => {
      const tab = await browser.newPage();
      const problems = [];
      tab.on("pageerror", (error) => problems.push(error.message));
      await tab.goto(`${server.origin}${nameOf(kind)}`);
      await tab.evaluate(() => customElements.whenDefined("row-in-light"));
      await tab.waitForFunction("globalThis.counts");
      const session = await tab.createCDPSession();
      await session.send("Performance.enable");
      // The first part warms up.
      await tab.evaluate(comeAndGo, PART);
      const early = await settledCount(tab, session);
      for (let made = 0; made < INSTANCES; made += PART) await tab.evaluate(comeAndGo, PART);
      // There may not be one more listener, node or instance.
      const most = { ...early, heap: early.heap + HEAP, python: early.python + INSTANCES * PYTHON[type] };
      const late = await settledCount(tab, session, most);
      await tab.close();
      assert.deepEqual(problems, []);
      for (const name of Object.keys(most)) {
        assert.ok(late[name] <= most[name], `${name}: ${JSON.stringify({ early, late })}`);
      }
    });
  }
});

/* global document, customElements -- in the page */

/** Inserts so many elements, half of them with a shadow root; uses and removes them. */
async function comeAndGo(count) {
  const place = document.querySelector("#place");
  const elements = [];
  let heard = 0;
  place.addEventListener("more", () => heard++);
  for (let number = 0; number < count; number++) {
    const element = document.createElement(number % 2 ? "row-in-shadow" : "row-in-light");
    element.item = { name: `name ${number}`, tags: ["a", "b"] };
    element.append("child");
    elements.push(element);
  }
  place.append(...elements);
  for (const element of elements) await element.updateComplete;
  for (const element of elements.slice(0, 10)) {
    const root = element.shadowRoot ?? element;
    if (!/name \d+/.test(root.querySelector("span").textContent)) throw new Error(root.innerHTML);
    root.querySelector("button").click();
  }
  const end = performance.now() + 20_000;
  while (heard < 10) {
    if (performance.now() > end) throw new Error(`${heard} events of 10`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  place.replaceWith(document.createElement("div"));
  document.querySelector("div").id = "place";
}

/** Counts, and again as long as there is more than there may be, a few times. */
async function settledCount(tab, session, most = { instances: 0 }) {
  for (let tries = 0; ; tries++) {
    await pause(100);
    for (let times = 0; times < 2; times++) await session.send("HeapProfiler.collectGarbage");
    const [instances, python] = (await tab.evaluate("Promise.resolve(collect()).then(() => counts())"))
      .split(" ")
      .map(Number);
    const { listeners, heap, nodes } = await pageCounts(session);
    const count = { listeners, heap: Math.round(heap / 1000), nodes, instances, python };
    const isHigher = Object.keys(most).some((name) => count[name] > most[name]);
    if (!isHigher || tries === COUNTED_AGAIN) return count;
  }
}
