/** Elements that are copied, that come into another document, and whose attributes change while they start or
 * run. */
import { expect } from "chai";
import "../../src/elements/py-donkey/define.js";
import "../../src/elements/py-editor/define.js";
import "../../src/elements/py-terminal/define.js";
import type { MpyScriptElement } from "../../src/elements/mpy-script/mpy-script.js";
import type { PyDonkeyElement } from "../../src/elements/py-donkey/py-donkey.js";
import type { PyEditorElement } from "../../src/elements/py-editor/py-editor.js";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import type { AdoptedEditor } from "../../src/elements/py-editor/editor-tags.js";
import type { AdoptedScript } from "../../src/elements/script-tags.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { rows, shows } from "../harness/terminal-page.js";
import { workerPage } from "../harness/worker-page.js";

/** The document of a new frame, which has nothing of this library. */
function otherDocument(): Document {
  const frame = insert<HTMLIFrameElement>(`<iframe style="inline-size: 600px; block-size: 400px"></iframe>`);
  return frame.contentDocument as Document;
}

const part = (element: Element, selector: string) => element.shadowRoot?.querySelector(selector) as Element;

/** The computed styles of parts of an element, as `selector property`. */
const look = (element: Element, ...wanted: (readonly [selector: string, property: string])[]) =>
  wanted.map(([selector, property]) => {
    const { defaultView } = element.ownerDocument;
    return defaultView?.getComputedStyle(part(element, selector)).getPropertyValue(property);
  });

const lookOfTerminal = (element: Element) =>
  look(
    element,
    ["[part=terminal]", "position"],
    [".xterm-viewport", "position"],
    [".xterm-helper-textarea", "opacity"],
    [".xterm-rows", "color"],
  );

const lookOfEditor = (element: Element) =>
  look(element, ["[part=editor]", "overflow-x"], [".cm-editor", "display"], [".cm-content", "white-space"]);

const sandboxes = () => document.querySelectorAll("iframe[sandbox]").length;

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    (value) => {
      throw new Error(`it did not fail: ${String(value)}`);
    },
    (error: unknown) => error as Error,
  );

describe("elements that come into another document, and back", function () {
  this.timeout(60_000);
  const page = workerPage();

  afterEach(() => expect(page.errors).to.deep.equal([]));

  it("end with the frame that they are in", async () => {
    const workers = aliveWorkers();
    const elements = ["mpy-script worker", "py-terminal type=mpy repl worker"].map((tag) =>
      insert<MpyScriptElement>(`<${tag}>1</${tag.split(" ")[0]}>`),
    );
    for (const element of elements) await element.ready;
    expect(aliveWorkers()).to.equal(workers + 2);
    const inside = otherDocument();
    inside.body.append(...elements);
    // That they have been styled for it is told by nothing.
    await until(() => elements.every(({ shadowRoot }) => shadowRoot?.adoptedStyleSheets.length));
    expect(aliveWorkers()).to.equal(workers + 2);
    inside.defaultView?.frameElement?.remove();
    await until(() => aliveWorkers() === workers);
  });

  it("end with it as script tags, too, or come back", async () => {
    const workers = aliveWorkers();
    const [script, other] = [1, 2].map((value) =>
      insert<AdoptedScript>(`<script type="mpy" worker>${value}</script>`),
    );
    if (!script || !other) throw new Error("there are none");
    await Promise.resolve(); // They are adopted.
    for (const each of [script, other]) expect(await each.done).to.be.above(0);
    const inside = otherDocument();
    inside.body.append(script, other);
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(other);
    expect(aliveWorkers()).to.equal(workers + 2);
    inside.defaultView?.frameElement?.remove();
    await until(() => aliveWorkers() === workers + 1);
    expect(await other.run("5")).to.equal(5);
    other.remove();
    await until(() => aliveWorkers() === workers);
  });

  it("end with a frame that is gone before they have been styled for it", async () => {
    const element = insert<MpyScriptElement>(`<mpy-script worker>1</mpy-script>`);
    await element.ready;
    const inside = otherDocument();
    inside.body.append(element);
    inside.defaultView?.frameElement?.remove();
    await until(() => aliveWorkers() === 0);
  });

  it("are terminals that look as before, and show what comes, also where the other one has gone", async () => {
    const inside = otherDocument();
    const element = insert<PyTerminalElement>(`<py-terminal type="mpy" repl>print("one")</py-terminal>`);
    await shows(element, "one");
    const before = lookOfTerminal(element);
    expect(before[0]).to.equal("relative");
    inside.body.append(element);
    await until(() => lookOfTerminal(element).join() === before.join());
    await element.process("print('two')");
    await shows(element, "two");
    await until(() => part(element, ".xterm-rows").textContent.includes("two"));
    document.body.append(element);
    inside.defaultView?.frameElement?.remove();
    await until(() => lookOfTerminal(element).join() === before.join());
    await element.process("print('three')");
    await until(() => part(element, ".xterm-rows").textContent.includes("three"));
    expect(rows(element)[0]).to.equal("one");
  });

  it("are scripts whose terminal is made there", async () => {
    const element = document.createElement("mpy-script") as MpyScriptElement;
    element.setAttribute("terminal", "");
    element.setAttribute("worker", "");
    element.code = "print('one')\n5";
    document.body.append(element);
    otherDocument().body.append(element);
    expect(await element.done).to.equal(5);
    await shows(element.querySelector("py-terminal") as PyTerminalElement, "one");
  });

  it("are donkeys, also while they start", async () => {
    const inside = otherDocument();
    const element = insert<PyDonkeyElement>(`<py-donkey type="mpy" persistent></py-donkey>`);
    inside.body.append(element);
    await element.execute("x = 1");
    const terminal = element.querySelector("py-terminal") as PyTerminalElement;
    const before = lookOfTerminal(terminal);
    document.body.append(element);
    await until(() => lookOfTerminal(terminal).join() === before.join());
    expect(await element.evaluate("x")).to.equal(1);
    await element.process("x + 1");
    await shows(terminal, ">>> x + 1\n2");
  });

  it("are editors that look as before, can be written in, and run", async () => {
    const inside = otherDocument();
    const element = insert<PyEditorElement>(`<py-editor type="mpy">x = 1; print("one")</py-editor>`);
    await until(() => part(element, ".cm-content"));
    const before = lookOfEditor(element);
    expect(before).to.deep.equal(["hidden", "flex", "pre"]);
    await element.run();
    inside.body.append(element);
    await until(() => lookOfEditor(element).join() === before.join());
    const output = () => element.querySelector("pre.py-editor-text") as Element;
    const wrap = () => element.ownerDocument.defaultView?.getComputedStyle(output()).whiteSpace;
    await until(() => wrap() === "pre-wrap");
    element.code = "print(x + 1)";
    await element.run();
    await until(() => output().textContent === "2\n");
    document.body.append(element);
    await until(() => lookOfEditor(element).join() === before.join());
    expect(part(element, ".cm-content").textContent).to.equal("print(x + 1)");
    await element.run();
  });

  it("are editors that are seen there first, by a script tag or in a target", async () => {
    const inside = otherDocument();
    inside.body.innerHTML = `<div id="target"></div>`;
    const script = document.createElement("script") as unknown as AdoptedEditor;
    script.type = "mpy-editor";
    script.textContent = "1";
    document.body.append(script);
    const element = document.createElement("py-editor") as PyEditorElement;
    element.setAttribute("target", "target");
    element.code = "2";
    inside.body.append(script, element);
    await until(() => script.nextElementSibling?.shadowRoot?.querySelector("[part=editor]"));
    await until(() => inside.querySelector("#target > *")?.shadowRoot?.querySelector("[part=editor]"));
  });
});

describe("copies of elements", function () {
  this.timeout(60_000);
  const page = workerPage();

  afterEach(() => expect(page.errors).to.deep.equal([]));

  it("of a donkey have one terminal, and no other worker", async () => {
    const element = insert<PyDonkeyElement>(`<py-donkey type="mpy"></py-donkey>`);
    await element.ready;
    const copy = element.cloneNode(true) as PyDonkeyElement;
    document.body.append(copy);
    expect(await copy.evaluate("1 + 1")).to.equal(2);
    expect(copy.querySelectorAll("py-terminal").length).to.equal(1);
    expect([...document.querySelectorAll("py-terminal")].map((terminal) => terminal.id)).to.deep.equal([
      "",
      "",
    ]);
    expect(aliveWorkers()).to.equal(2);
  });

  it("of a script have no terminal that nobody writes to", async () => {
    const element = insert<MpyScriptElement>(`<mpy-script terminal>print("one")</mpy-script>`);
    await element.done;
    const box = insert("<div></div>");
    box.innerHTML = element.outerHTML;
    document.body.append(element.cloneNode(true));
    await until(() => document.querySelectorAll("py-terminal").length === 1);
    expect(aliveWorkers()).to.equal(0);
  });

  it("of a script tag's editor are one editor each", async () => {
    const box = insert(`<div><script type="mpy-editor">1</script></div>`);
    await until(() => box.querySelector("py-editor")?.shadowRoot?.querySelector("[part=editor]"));
    const copy = box.cloneNode(true) as HTMLElement;
    document.body.append(copy);
    await until(() => copy.querySelector("py-editor")?.shadowRoot?.querySelector("[part=editor]"));
    await until(() => copy.querySelectorAll("py-editor").length === 1);
    expect((copy.querySelector("py-editor") as PyEditorElement).code).to.equal("1");
  });
});

describe("elements that are in no page", function () {
  this.timeout(60_000);
  const page = workerPage();

  afterEach(() => expect(page.errors).to.deep.equal([]));

  it("run what they are asked to in one worker, which ends with the last run where they were removed", async () => {
    const removed = insert<MpyScriptElement>(`<mpy-script worker>1</mpy-script>`);
    await removed.done;
    removed.remove();
    await until(() => aliveWorkers() === 0);
    const slow = removed.run("import asyncio\nawait asyncio.sleep(0.1)\nn = 1");
    expect(await removed.run("2")).to.equal(2);
    expect(await removed.run("3")).to.equal(3);
    await slow;
    expect(await removed.run("n + 1")).to.equal(2);
    expect(aliveWorkers()).to.equal(1);
    await until(() => aliveWorkers() === 0);
  });

  it("keep what they know before they are inserted", async () => {
    const element = document.createElement("mpy-script");
    element.setAttribute("worker", "");
    element.code = "40 + 2";
    await element.run("kept = 1");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await element.run("kept")).to.equal(1);
    expect(await element.run()).to.equal(42);
    document.body.append(element);
    expect(await element.run("kept + 5")).to.equal(6);
    element.remove();
    await until(() => aliveWorkers() === 0);
  });

  it("have their worker ended by terminate()", async () => {
    const element = document.createElement("mpy-script");
    element.setAttribute("worker", "");
    await element.run("1");
    expect(aliveWorkers()).to.equal(1);
    element.terminate();
    await until(() => aliveWorkers() === 0);
  });
});

describe("attributes that change", function () {
  this.timeout(60_000);
  workerPage();

  it("have a terminal be of the type that it is given after it was inserted, and of another later", async () => {
    const element = document.createElement("py-terminal");
    const ready: string[] = [];
    for (const type of ["py", "mpy"]) element.addEventListener(`${type}:ready`, () => ready.push(type));
    document.body.append(element);
    element.setAttribute("type", "mpy");
    element.setAttribute("repl", "");
    await shows(element, "MicroPython");
    await element.ready;
    expect(ready).to.deep.equal(["mpy"]);
    element.setAttribute("type", "py");
    await until(() => ready.length === 2);
    expect(ready).to.deep.equal(["mpy", "py"]);
  });

  it("have an editor run in the interpreter that they name by then", async () => {
    const element = insert<PyEditorElement>(
      `<py-editor type="py">import sys\nsys.implementation.name</py-editor>`,
    );
    element.setAttribute("type", "mpy");
    expect(await element.run()).to.equal("micropython");
    element.setAttribute("type", "py");
    expect(await element.run()).to.equal("cpython");
    element.setAttribute("type", "mpy");
    expect(await element.run()).to.equal("micropython");
  });

  it("of a sandbox while that starts: the one that is ready has them, and is one", async () => {
    const element = insert<MpyScriptElement>(`<mpy-script sandbox>4</mpy-script>`);
    const { ready } = element;
    await until(() => sandboxes() === 1);
    element.setAttribute("allow", "https://a.example/");
    await until(() => sandboxes() === 0);
    await ready;
    expect(await element.done).to.equal(4);
    expect(sandboxes()).to.equal(1);
    element.removeAttribute("sandbox");
    await until(() => sandboxes() === 0);
    expect(await element.done).to.equal(4);
    element.setAttribute("sandbox", "");
    await until(() => sandboxes() === 1);
    element.removeAttribute("sandbox");
    element.setAttribute("sandbox", "");
    expect(await element.done).to.equal(4);
    expect(sandboxes()).to.equal(1);
  });

  it("have a donkey's sandbox let code to what they name, whatever it was let to before", async () => {
    const element = insert<PyDonkeyElement>(
      `<py-donkey type="mpy" persistent sandbox allow="${location.origin}/dist/"></py-donkey>`,
    );
    const { ready } = element;
    await until(() => sandboxes() === 1);
    element.removeAttribute("allow");
    await ready;
    expect(sandboxes()).to.equal(1);
    await element.execute("from pyscript import fetch\nx = 1");
    const attempt = `(await fetch("${location.origin}/dist/core.css")).status`;
    expect((await failure(element.evaluate(attempt))).message).to.include(
      "is not among what this sandbox allows",
    );
    element.setAttribute("allow", `${location.origin}/dist/`);
    await element.execute("from pyscript import fetch");
    expect(await element.evaluate(attempt)).to.equal(200);
    expect((await failure(element.evaluate("x"))).name).to.equal("NameError");
    element.removeAttribute("allow");
    await element.execute("from pyscript import fetch");
    expect((await failure(element.evaluate(attempt))).message).to.include(
      "is not among what this sandbox allows",
    );
    expect(sandboxes()).to.equal(1);
    expect(element.querySelectorAll("py-terminal").length).to.equal(1);
  });

  it("have a donkey run code in a sandbox from the call on that comes after they say so", async () => {
    const element = insert<PyDonkeyElement>(`<py-donkey type="mpy"></py-donkey>`);
    await element.execute("from pyscript import document\ndocument.title");
    const waiting = failure(element.execute("import asyncio\nawait asyncio.sleep(60)"));
    element.setAttribute("sandbox", "");
    const refused = failure(element.execute("from pyscript import document\ndocument.title"));
    expect((await waiting).name).to.equal("AbortError");
    expect((await refused).message).to.include("this code runs in a sandbox");
    expect(aliveWorkers()).to.equal(0);
  });

  it("of two sandboxes that start at once, the one that stays does, with the other one gone", async () => {
    const one = insert<PyDonkeyElement>(`<py-donkey type="mpy" sandbox></py-donkey>`);
    const two = insert<PyDonkeyElement>(`<py-donkey type="mpy" sandbox></py-donkey>`);
    const gone = failure(one.evaluate("1"));
    await until(() => sandboxes() === 2);
    one.remove();
    expect((await gone).name).to.equal("AbortError");
    expect(await two.evaluate("2")).to.equal(2);
    const three = insert<MpyScriptElement>(`<mpy-script sandbox>3</mpy-script>`);
    const four = insert<MpyScriptElement>(`<mpy-script sandbox>4</mpy-script>`);
    three.remove();
    expect((await failure(three.done)).name).to.equal("AbortError");
    expect(await four.done).to.equal(4);
    expect(sandboxes()).to.equal(2);
  });
});
