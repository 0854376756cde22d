/** Behaviour of the page's host that one Python file alone cannot show: runs beside each other, their ends,
 * their failures. */
import { expect } from "chai";
import type { InterpreterDriver } from "../../src/runtime/interpreters/interpreter.js";
import { until } from "../harness/interpreters.js";
import { createWorld, type Started, type World } from "../harness/python-tests.js";

export function pageHostSuite(driver: InterpreterDriver): void {
  let world: World;
  const started: Started[] = [];
  const start: World["start"] = (...args) => {
    const run = world.start(...args);
    started.push(run);
    return run;
  };

  before(async function () {
    this.timeout(60_000);
    world = await createWorld(driver);
  });

  afterEach(() => {
    for (const run of started.splice(0)) run.end();
    world.reported.length = 0;
  });

  after(() => world?.dispose());

  /** A button in the page, gone with the test. */
  function addButton(id: string, root: ParentNode = document.body): HTMLButtonElement {
    const button = document.createElement("button");
    button.id = id;
    root.append(button);
    started.push({ end: () => button.remove() } as Started);
    return button;
  }

  describe("display targets", () => {
    const interleaved = (name: string) => `
import asyncio
from pyscript import display
for step in range(4):
    display("${name}" + str(step))
    await asyncio.sleep(0.005)
`;

    it("display targets stay apart while scripts take turns", async () => {
      const one = start(interleaved("a"));
      const two = start(interleaved("b"));
      await Promise.all([one.result, two.result]);
      expect(one.output.textContent).to.equal("a0a1a2a3");
      expect(two.output.textContent).to.equal("b0b1b2b3");
    });

    it("follow functions that scripts share, into tasks and handlers", async () => {
      const button = addButton("shared");
      await start(`
import asyncio
from pyscript import display, when
async def shared(name):
    await asyncio.sleep(0.002)
    display(name)
`).result;
      const use = (name: string) => `
@when("click", "#shared")
async def on_click(event):
    await asyncio.sleep(0.002)
    display("click ")
    await asyncio.create_task(shared("${name} "))
await asyncio.gather(shared("${name}1 "), shared("${name}2 "))
`;
      const [one, two] = [start(use("one")), start(use("two"))];
      await Promise.all([one.result, two.result]);
      button.click();
      await until(() => two.output.textContent?.endsWith("two ") ?? false, "the handlers have run");
      await until(() => one.output.textContent?.endsWith("one ") ?? false, "the handlers have run");
      expect(one.output.textContent).to.equal("one1 one2 click one ");
      expect(two.output.textContent).to.equal("two1 two2 click two ");
    });

    it("are looked up from the root the script lives in", async () => {
      const host = document.createElement("div");
      document.body.append(host);
      const root = host.attachShadow({ mode: "open" });
      root.innerHTML = `<p id="inside"></p><button class="b"></button>`;
      const outside = addButton("outside");
      addButton("inside");
      await start(
        `
from pyscript import display, when
display("x", target="inside")
display("y", target="#outside")
@when("click", ".b")
def clicked():
    display("clicked", target="p")
`,
        { root },
      ).result;
      root.querySelector("button")?.click();
      expect(root.querySelector("p")?.textContent).to.equal("xclicked");
      expect(outside.textContent).to.equal("y");
      host.remove();
    });

    it("are nowhere when their script is gone, and not in another one's place", async () => {
      const one = start("from pyscript import display\ndef later(): display('late')");
      await one.result;
      one.end();
      const two = start("1");
      await two.result;
      world.environment.interpreter.execute("later()", { filename: "x", run: one.run.id });
      expect(one.output.textContent).to.equal("");
      expect(two.output.textContent).to.equal("");
    });

    it("are missed with a clear error when no script is left", () => {
      const display = () =>
        world.environment.interpreter.execute("from pyscript import display\ndisplay('x')", {
          filename: "x",
          run: 0,
        });
      expect(display).to.throw("No script is in the page that this could be displayed in");
    });

    it("a display target may be a script that has an element for its output", async () => {
      const script = document.createElement("script");
      script.type = "text/plain";
      script.id = "script-target";
      const output = addButton("script-output");
      Object.assign(script, { target: output });
      document.body.append(script);
      await start("from pyscript import display\ndisplay('x', target='script-target')").result;
      expect(output.textContent).to.equal("x");
      script.remove();
    });

    it("get an id when they have none", async () => {
      const id = await start("from pyscript import current_target\ncurrent_target()").result;
      expect(id).to.match(/^m?py-\d+$/);
    });
  });

  describe("listeners", () => {
    const heard = () => (globalThis as { heard?: string[] }).heard ?? [];

    beforeEach(() => Object.assign(globalThis, { heard: [] }));

    it("go with their run, and let go of the function", async () => {
      const before = world.environment.interpreter.held.proxies;
      const button = addButton("b1");
      const run = start(`
from pyscript import when, window
@when("click", "#b1")
def clicked():
    window.heard.push("clicked")
`);
      await run.result;
      button.click();
      expect(heard()).to.have.length(1);
      run.end();
      button.click();
      expect(heard()).to.have.length(1);
      expect(world.environment.interpreter.held.proxies).to.equal(before);
    });

    it("a listener that listens once, or has a signal that aborts, lets go of its function then", async () => {
      const before = world.environment.interpreter.held.proxies;
      const button = addButton("b2");
      await start(`
from pyscript import when, window
controller = window.AbortController.new()
when("click", "#b2", handler=lambda: window.heard.push("once"), once=True)
when("click", "#b2", handler=lambda: controller.abort(), signal=controller.signal)
when("click", "#b2", handler=print, signal=window.AbortSignal.abort())
`).result;
      button.click();
      button.click();
      expect(heard()).to.deep.equal(["once"]);
      expect(world.environment.interpreter.held.proxies).to.equal(before);
    });

    it("keep no element alive after their run", async function () {
      // Collecting in a task of its own finds no element on the stack.
      const collect = (globalThis as { gc?: (options: object) => Promise<void> }).gc;
      if (!collect) this.skip();
      const button = new WeakRef(addButton("weak"));
      const run = start(`
from pyscript import display, when
when("click", "#weak", handler=lambda event: display(event.type))
display("x", target="weak")
`);
      await run.result;
      button.deref()?.click();
      for (const one of started.splice(0)) one.end();
      for (let round = 0; round < 40 && button.deref(); round++) {
        world.environment.interpreter.collectGarbage();
        await collect({ type: "major", execution: "async" });
      }
      expect(button.deref() === undefined).to.equal(true);
    });

    it("report what they raise once, with their run, and go on", async () => {
      const button = addButton("b3");
      const run = start(`
import asyncio
from pyscript import when, window
@when("click", "#b3")
def fails(event):
    raise ValueError("sync")
@when("click", "#b3")
async def fails_later(event):
    await asyncio.sleep(0.002)
    raise KeyError("async")
@when("click", "#b3")
def works(event):
    window.heard.push("works")
`);
      await run.result;
      button.click();
      expect(heard()).to.deep.equal(["works"]);
      await until(() => world.reported.length > 1, "both are reported");
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(world.reported.map(({ error, run }) => [error.name, run])).to.deep.equal([
        ["ValueError", run.run.id],
        ["KeyError", run.run.id],
      ]);
      expect(world.reported[0]?.error).to.include({ message: "sync", filename: run.run.filename, lineno: 6 });
    });

    it("report a TypeError of their own once, though it is of arguments", async () => {
      const button = addButton("b4");
      await start(`
from pyscript import when, window
def helper(required):
    pass
@when("click", "#b4")
def fails(event):
    window.heard.push("called")
    helper()
@when("click", "#b4")
def two(first, second):
    pass
`).result;
      button.click();
      expect(heard()).to.deep.equal(["called"]);
      expect(world.reported.map(({ error }) => error.name)).to.deep.equal(["TypeError", "TypeError"]);
    });

    it("a listener of an Event raises where it is triggered, and reports later exceptions", async () => {
      const run = start(`
from pyscript import Event, window
event = Event()
async def fails_later():
    raise KeyError("async")
def fails():
    raise ValueError("sync")
event.add_listener(fails_later)
event.add_listener(window.heard.push)
event.add_listener(fails)
event.add_listener(lambda: window.heard.push("too late"))
try:
    event.trigger("x")
except ValueError as error:
    window.heard.push(str(error))
`);
      await run.result;
      expect(heard()).to.deep.equal(["x", "sync"]);
      await until(() => world.reported.length > 0, "it is reported");
      expect(world.reported.map(({ error, run }) => [error.name, run])).to.deep.equal([
        ["KeyError", run.run.id],
      ]);
    });

    it("prevent the default before Python runs", async () => {
      const link = document.createElement("a");
      link.href = "#nowhere";
      link.id = "b5";
      document.body.append(link);
      await start(`
from pyscript import when
when("click", "#b5", handler=lambda: None, prevent_default=True)
`).result;
      const click = new MouseEvent("click", { cancelable: true, bubbles: true });
      link.dispatchEvent(click);
      expect(click.defaultPrevented).to.equal(true);
      link.remove();
    });
  });

  describe("functions that are looked up by name", () => {
    it("may take the event or not", async () => {
      await start(`
from functools import partial
calls = []
def without():
    calls.append("without")
def with_event(event):
    calls.append(event)
async def later():
    calls.append("later")
def fails(event):
    calls.append("fails")
    without(event)
class app:
    method = partial(calls.append, "partial")
`).result;
      const { interpreter } = world.environment;
      for (const name of ["without", "with_event", "later", "app.method", "without"]) {
        await interpreter.lookup(name)?.call("event");
      }
      expect(() => interpreter.lookup("fails")?.call("event")).to.throw("positional argument");
      const calls = interpreter.execute("calls", { filename: "x", run: 0 });
      expect(calls).to.deep.equal(["without", "event", "later", "partial", "without", "fails"]);
    });
  });

  describe("callbacks made with create_proxy", () => {
    it("report what nobody catches, once, with their run", async function () {
      const button = addButton("c1");
      const run = start(`
import asyncio
from pyscript import document
from pyscript.ffi import create_proxy
def fails(event):
    raise ValueError("from a callback")
async def fails_later(event):
    await asyncio.sleep(0.002)
    raise KeyError("from an async callback")
button = document.getElementById("c1")
button.addEventListener("click", create_proxy(fails))
button.addEventListener("click", create_proxy(fails_later))
`);
      await run.result;
      // Mocha takes uncaught errors for failures of the test.
      const original = window.onerror;
      const rejected = window.onunhandledrejection;
      window.onerror = window.onunhandledrejection = null;
      const ignore = (event: Event) => event.stopImmediatePropagation();
      try {
        button.click();
        await until(() => world.reported.length > 1, "both are reported");
        await new Promise((resolve) => setTimeout(resolve, 30));
      } finally {
        window.onerror = original;
        window.onunhandledrejection = rejected;
        window.removeEventListener("error", ignore);
      }
      expect(world.reported.map(({ error, run }) => [error.name, run])).to.deep.equal([
        ["ValueError", run.run.id],
        ["KeyError", run.run.id],
      ]);
    });

    it("do nothing any more when their run has ended, and proxies of other objects are destroyed", async () => {
      const kept = globalThis as { kept?: () => unknown; keptObject?: { keys(): unknown } };
      const run = start(`
from pyscript import window
from pyscript.ffi import create_proxy, to_js
window.kept = create_proxy(lambda: "called")
window.keptObject = create_proxy({"a": 1})
window.keptToo = to_js({"inside": lambda: "called"})
`);
      await run.result;
      expect(kept.kept?.()).to.equal("called");
      run.end();
      expect(kept.kept?.()).to.be.oneOf([undefined, null]);
      if (driver.type === "py") expect(() => kept.keptObject?.keys()).to.throw("destroyed");
    });
  });
}
