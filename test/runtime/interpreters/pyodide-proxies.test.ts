import { expect } from "chai";
import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { manageProxies } from "../../../src/runtime/interpreters/pyodide-proxies.js";
import { bootForTest, type Booted, until } from "../../harness/interpreters.js";

describe("proxies that are managed, on Pyodide", () => {
  let booted: Booted;
  const run = (source: string) => booted.interpreter.execute(source, { filename: "app.py", run: 1 });
  const page = globalThis as {
    pyodideModule?: object;
    heard?: string[];
    target?: EventTarget;
    kept?: unknown[];
  };

  before(async function () {
    this.timeout(60_000);
    booted = await bootForTest(pyodide);
    run("import js, pyodide_js\njs.pyodideModule = pyodide_js._module");
    expect(manageProxies(page.pyodideModule ?? {})).to.equal(true);
    delete page.pyodideModule;
  });

  after(() => booted.interpreter.dispose());

  it("let functions be listeners as they are", () => {
    Object.assign(page, { heard: [], target: new EventTarget() });
    run(`
def listener(event):
    js.heard.push(event.type)
js.target.addEventListener("hello", listener)
js.target.addEventListener("hello", lambda event: js.heard.push("lambda"))
`);
    page.target?.dispatchEvent(new Event("hello"));
    page.target?.dispatchEvent(new Event("hello"));
    expect(page.heard).to.deep.equal(["hello", "lambda", "hello", "lambda"]);
  });

  it("let functions be called later", async () => {
    page.heard = [];
    run(`js.setTimeout(lambda: js.heard.push("later"), 1)`);
    await until(() => page.heard?.[0] === "later", "the timer is over");
  });

  it("go when JavaScript lets go of them", async () => {
    const collect = (globalThis as { gc?: (options: object) => Promise<void> }).gc;
    if (!collect) return;
    page.kept = [];
    run(`
import weakref
gone = []
def make(use):
    def listener(event):
        pass
    weakref.finalize(listener, gone.append, "gone")
    use(listener)
make(js.kept.push)
`);
    page.kept = [];
    for (let round = 0; round < 40 && run("len(gone)") === 0; round++) {
      await collect({ type: "major", execution: "async" });
    }
    expect(run("len(gone)")).to.equal(1);
  });

  it("are not offered where Pyodide is another", () => {
    expect(manageProxies({})).to.equal(false);
  });
});
