import { expect } from "chai";
import {
  createRuntime,
  installRuntime,
  pageOptions,
  type ElementsRuntime,
} from "../../src/elements/runtime.js";
import { CrashError } from "../../src/runtime/interpreters/crash.js";
import { PyodideCrash } from "../../src/runtime/interpreters/pyodide-crash.js";
import "../../src/elements/py-script/define.js";
import "../../src/elements/script-py/define.js";
import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { insert } from "../harness/elements.js";
import { bootForTest } from "../harness/interpreters.js";
import { until } from "../harness/page.js";
import { BUSY, failure, panels } from "../harness/failures.js";

type Script = HTMLElementTagNameMap["py-script"];

const NESTED = `nested = []
for _ in range(100_000): nested = [nested]
`;

describe("Pyodide crashes on the page's main thread", function () {
  this.timeout(60_000);
  const { error } = console;
  const { onerror, onunhandledrejection } = window;
  /** The errors that reached the window. */
  const uncaught: Event[] = [];
  const hear = (event: Event) => void uncaught.push(event);
  const printed: string[] = [];
  const events: Error[] = [];
  const listen = (event: Event) => void events.push((event as CustomEvent<{ error: Error }>).detail.error);
  let runtime: ElementsRuntime;

  beforeEach(() => {
    printed.length = events.length = uncaught.length = 0;
    runtime = createRuntime({
      ...pageOptions(),
      streams: { stdout: (line) => printed.push(line), stderr: () => {} },
    });
    installRuntime(runtime);
    runtime.roots.observe(document);
    console.error = () => {}; // Pyodide writes about it, too.
    // An error that reaches the window fails the test, even if somebody prevents the default.
    window.onerror = window.onunhandledrejection = null;
    addEventListener("error", hear);
    addEventListener("unhandledrejection", hear);
    document.addEventListener("py:error", listen);
  });

  afterEach(async () => {
    document.body.replaceChildren();
    await new Promise((resolve) => setTimeout(resolve, 10)); // Removed for good.
    runtime.dispose();
    console.error = error;
    Object.assign(window, { onerror, onunhandledrejection });
    removeEventListener("error", hear);
    removeEventListener("unhandledrejection", hear);
    document.removeEventListener("py:error", listen);
  });

  it("running, queued and later calls reject, and the page says so", async () => {
    const waiting = insert<Script>(`<py-script async>${BUSY}</py-script>`);
    await until(() => printed.includes("tick"));
    const crashing = insert<Script>(`<py-script>${NESTED}repr(nested)</py-script>`);
    const queued = insert<Script>("<py-script>print('queued')</py-script>");
    const [first, ...others] = await Promise.all(
      [waiting, crashing, queued].map((script) => failure(script.done)),
    );
    expect(first).to.be.instanceOf(CrashError);
    expect(first?.message).to.match(/\(PY0000\): .*main thread has crashed: .*reload the page.*"worker"/i);
    expect(others.every((other) => other === first)).to.equal(true);
    await until(() => runtime.mainEnvironment("py")?.signal.aborted);
    expect(runtime.mainEnvironment("py")?.signal.reason === first).to.equal(true);
    expect(panels(document).length).to.equal(1);
    expect(panels(document)[0]?.querySelector("[part=retry]") === null).to.equal(true);
    expect(events.length).to.equal(1);

    // Later ones have errors of their own when all that was under way has ended.
    await runtime.mainEnvironment("py")?.queue.idle();
    printed.length = 0;
    document.body.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(printed).to.deep.equal([]);
    expect(events.length).to.equal(1);

    const late = insert<Script>("<py-script>1</py-script>");
    expect(await failure(late.done)).to.be.instanceOf(CrashError);
    await until(() => panels(document).length === 2);
    expect(await failure(waiting.run("1"))).to.include({ name: "CrashError", message: first?.message });
    expect(uncaught.filter((event) => !event.defaultPrevented)).to.deep.equal([]);
  });

  for (const [where, source] of Object.entries({
    "a task": `async def later():
    await asyncio.sleep(0.01)
    repr(nested)
task = asyncio.create_task(later())`,
    "a handler": `from pyscript import when
@when("click", "body")
def clicked(event): repr(nested)`,
    "a function that JavaScript called": `from pyscript.ffi import create_proxy
import js
js.document.body.addEventListener("click", create_proxy(lambda event: repr(nested)))`,
  })) {
    it(`is noticed in ${where}, with nobody waiting`, async () => {
      const script = insert<Script>(`<py-script>import asyncio\n${NESTED}${source}</py-script>`);
      await script.done;
      document.body.click();
      await until(() => panels(document).length > 0);
      await until(() => runtime.mainEnvironment("py")?.signal.aborted);
      expect(panels(document).length).to.equal(1);
      expect(events.map(({ name }) => name)).to.deep.equal(["CrashError"]);
      expect(await failure(script.run("1"))).to.be.instanceOf(CrashError);
      expect(uncaught.filter((event) => !event.defaultPrevented)).to.deep.equal([]);
    });
  }
});

describe("Pyodide crashes while it is suspended", function () {
  this.timeout(60_000);
  const { error } = console;
  before(() => (console.error = () => {}));
  after(() => (console.error = error));

  it("a call that waits for a promise rejects", async function () {
    if (!("Suspending" in WebAssembly)) this.skip();
    const { interpreter } = await bootForTest(pyodide, {
      suspendable: true,
      crashed: () => Promise.resolve(),
    });
    const execute = (source: string) =>
      failure(Promise.resolve(interpreter.execute(source, { filename: "test.py", run: 0 })));
    const waiting = execute("import asyncio\nfrom pyodide.ffi import run_sync\nrun_sync(asyncio.sleep(60))");
    const crashing = execute(`${NESTED}repr(nested)`);
    expect(await crashing).to.be.instanceOf(CrashError);
    expect(await waiting).to.be.instanceOf(CrashError);
    interpreter.dispose();
  });
});

describe("PyodideCrash", () => {
  /** The part of Pyodide that it needs; `fatal_error` is Pyodide's own, as far as it is known. */
  const fake = () => ({
    _api: {
      setCompatNullToNone() {},
      fatal_error(thrown: unknown): void {
        throw Object.assign(thrown as Error, { pyodide_fatal_error: thrown instanceof RangeError });
      },
    },
    _module: {
      ended: 0,
      _PyEval_SaveThread() {
        return ++this.ended;
      },
      pyproxy_destroy() {},
    },
  });
  const watch = (py: ReturnType<typeof fake>, crashed: (error: Error) => Promise<unknown>) =>
    new PyodideCrash(py as unknown as ConstructorParameters<typeof PyodideCrash>[0], crashed);
  const enter = (py: ReturnType<typeof fake>, thrown: Error): unknown => {
    try {
      py._api.fatal_error(thrown);
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it("leaves alone what is none", () => {
    const py = fake();
    const crash = watch(py, () => Promise.reject(new Error("It is none")));
    const refused = new Error("no lock");
    expect(enter(py, refused)).to.equal(refused);
    expect(crash.happened).to.equal(false);
    crash.check();
    expect(py._module.ended).to.equal(0);
  });

  it("rejects what is pending, and nothing that has settled", async () => {
    const py = fake();
    const failed: string[] = [];
    const crash = watch(py, () => Promise.resolve());
    const settled = Promise.resolve();
    crash.watch(settled, () => failed.push("settled"));
    await settled;
    crash.watch(new Promise(() => {}), (error) => failed.push(error.name));
    const error = enter(py, new RangeError("too deep"));
    expect(error).to.be.instanceOf(CrashError);
    expect(failed).to.deep.equal(["CrashError"]);
    expect(py._module.ended).to.equal(1);
    expect(enter(py, new Error("another"))).to.equal(error);
  });

  it("fails what starts with the same error, and later with errors of their own", async () => {
    const py = fake();
    const { promise, resolve } = Promise.withResolvers<void>();
    const crash = watch(py, () => promise);
    const error = enter(py, new RangeError("too deep"));
    expect(() => crash.checkStart())
      .to.throw(CrashError)
      .and.equal(error);
    resolve();
    await promise;
    await Promise.resolve();
    expect(() => crash.checkStart())
      .to.throw(CrashError)
      .and.not.equal(error);
    expect(() => crash.check())
      .to.throw(CrashError)
      .and.equal(error);
  });
});
