/** Interpreters that are asked for before anything runs Python. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

/** The names of the interpreter's files, and of the workers' module, as often as they were asked for. */
const asked = (page: TestPage) =>
  page.window.performance
    .getEntriesByType("resource")
    .map(({ name }) => name.slice(name.lastIndexOf("/") + 1))
    .filter((name) => /^(?:micropython|pyodide)[\w.]*\.(?:js|wasm)$|^python_stdlib\.zip$/.test(name))
    .sort();

const counting = `<script>
globalThis.started = [];
const Real = Worker;
globalThis.Worker = class extends Real {
  constructor(url, options) { super(url, options); started.push(this); }
  terminate() { started.splice(started.indexOf(this), 1); super.terminate(); }
};
</script>`;
const started = ({ window }: TestPage) => (window as unknown as { started: Worker[] }).started;

const countingCompiled = `<script>
globalThis.compiled = 0;
const { compileStreaming } = WebAssembly;
WebAssembly.compileStreaming = (...given) => (compiled++, compileStreaming(...given));
</script>`;
const sandboxed = {
  "an editor": `<py-editor id="one" type="mpy" sandbox preload>print("ran")</py-editor>
<script type="module">
await customElements.whenDefined("py-editor");
document.querySelector("#one").run();
</script>`,
  "an element": `<mpy-script sandbox>print("ran")</mpy-script>`,
  "a script": `<script type="mpy" worker sandbox>print("ran")</script>`,
  "a terminal": `<py-terminal type="mpy" sandbox>print("ran")</py-terminal>`,
  "a worker": `<script type="module">
import { MPWorker } from "/dist/core.js";
MPWorker("data:text/x-python,print('ran')", { sandbox: true });
</script>`,
};

/** Inserts a script, and waits until it has printed. */
async function run(page: TestPage, type: string, worker = false): Promise<void> {
  const script = page.document.createElement("script");
  script.type = type;
  script.textContent = `print("ran")`;
  if (worker) script.setAttribute("worker", "");
  page.document.body.append(script);
  await until(
    () => page.logs.includes("ran"),
    () => page.errors.join(),
  );
}

describe("a page that asks for an interpreter before anything runs Python", function () {
  this.timeout(60_000);

  it('has its files with <link rel="mpy-preload">, once, and a script uses them', async () => {
    const page = await openPage("", { head: `<link rel="mpy-preload">` });
    await until(() => asked(page).length === 2);
    expect(asked(page)).to.deep.equal(["micropython.js", "micropython.wasm"]);
    await run(page, "mpy");
    expect(asked(page)).to.deep.equal(["micropython.js", "micropython.wasm"]);
    expect(page.errors).to.deep.equal([]);
  });

  it('has what a worker is handed with <link rel="mpy-preload" worker>, and a script in one uses it', async () => {
    const page = await openPage("", { head: `${counting}<link rel="mpy-preload" worker>` });
    await until(() => asked(page).length === 1);
    expect(asked(page)).to.deep.equal(["micropython.wasm"]);
    await run(page, "mpy", true);
    expect(started(page)).to.have.length(1);
    expect(asked(page)).to.deep.equal(["micropython.wasm"]);
    expect(page.errors).to.deep.equal([]);
  });

  it("has the files of Pyodide, and nothing of the other interpreter", async () => {
    const page = await openPage("", { head: `<link rel="py-preload">` });
    await until(() => asked(page).length >= 4);
    expect(asked(page)).to.deep.equal([
      "pyodide.asm.js",
      "pyodide.asm.wasm",
      "pyodide.js",
      "python_stdlib.zip",
    ]);
  });

  it("asks for nothing where nothing says so", async () => {
    const page = await openPage(`<py-editor type="mpy">1</py-editor>`, { head: `<link rel="preload">` });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked(page)).to.deep.equal([]);
  });

  it("has Python started for an editor with preload, and only its files with files", async () => {
    const page = await openPage(
      `<py-editor id="one" type="mpy" preload>print("ran")</py-editor>
<py-editor id="two" type="mpy" preload="files">1</py-editor>`,
      { head: counting },
    );
    await until(
      () => page.events.includes("mpy:ready#one"),
      () => page.events.join(),
    );
    expect(started(page)).to.have.length(1);
    expect(page.logs).to.deep.equal([]);
    const editor = page.get<HTMLElement & { run(): Promise<unknown> }>("#one");
    await editor.run();
    expect(started(page)).to.have.length(1);
    expect(page.events.filter((event) => event.startsWith("mpy:ready"))).to.deep.equal(["mpy:ready#one"]);
  });

  it("starts one worker for an editor that is run, and asked, before its preload is there", async () => {
    const page = await openPage(
      `<py-editor id="one" type="mpy" preload>print("ran")</py-editor>
<script type="module">
await customElements.whenDefined("py-editor");
const editor = document.querySelector("#one");
globalThis.results = Promise.all([editor.process("6 * 7"), editor.run(), editor.process("globals()")]);
</script>`,
      { head: counting },
    );
    await until(() => "results" in page.window);
    const [answer] = await (page.window as unknown as { results: Promise<unknown[]> }).results;
    expect(answer).to.equal(42);
    expect(started(page)).to.have.length(1);
    expect(page.events.filter((event) => event.startsWith("mpy:ready"))).to.deep.equal(["mpy:ready#one"]);
    expect(page.errors).to.deep.equal([]);
  });

  it("starts one worker for a script that is run again before its worker is found", async () => {
    const page = await openPage(
      `<mpy-script id="one" worker>print("ran")</mpy-script>
<script type="module">
await customElements.whenDefined("mpy-script");
const script = document.querySelector("#one");
globalThis.results = Promise.all([script.run("x = 6"), script.run("x * 7")]);
</script>`,
      { head: counting },
    );
    await until(() => "results" in page.window);
    const [, answer] = await (page.window as unknown as { results: Promise<unknown[]> }).results;
    expect(answer).to.equal(42);
    expect(page.logs).to.deep.equal(["ran"]);
    expect(started(page)).to.have.length(1);
    page.get("#one").remove();
    await until(() => started(page).length === 0);
    expect(page.errors).to.deep.equal([]);
  });

  for (const [what, body] of Object.entries(sandboxed))
    it(`reads and compiles nothing for ${what} in a sandbox, which has its own`, async () => {
      const page = await openPage(body, { head: countingCompiled });
      await until(
        // Editors and terminals print where they are.
        () => page.logs.includes("ran") || page.events.some((event) => event.startsWith("mpy:done")),
        () => page.errors.join(),
      );
      // Once, for the sandbox.
      expect(asked(page).filter((name) => name === "micropython.wasm")).to.have.length(1);
      expect((page.window as { compiled?: number }).compiled).to.equal(0);
      expect(page.errors).to.deep.equal([]);
    });

  it("hears of a failure when something runs, not before", async () => {
    const page = await openPage(
      `<py-editor id="one" type="mpy" preload config='{"files": {"./no-such-file.txt": ""}}'>1</py-editor>`,
      { head: counting },
    );
    const editor = page.get<HTMLElement & { run(): Promise<unknown> }>("#one");
    await until(() => started(page).length === 0 && asked(page).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(page.events.filter((event) => event.includes(":error"))).to.deep.equal([]);
    const failure = await editor.run().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    expect(failure).to.include("no-such-file.txt");
  });
});
