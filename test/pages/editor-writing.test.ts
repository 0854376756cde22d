/** Writing in an editor: what helps before Python is there, how it looks, and how it is used by keyboard. */
import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { seen, violations } from "../harness/editors.js";
import { openPage, until, type TestPage } from "../harness/page.js";

/** Types into the code of an editor, letter by letter. */
async function write(page: TestPage, text: string): Promise<void> {
  for (const letter of text) {
    page.document.execCommand("insertText", false, letter);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Presses keys together, as a visitor does. */
async function chord(...keys: string[]): Promise<void> {
  const last = keys.at(-1) ?? "";
  for (const down of keys.slice(0, -1)) await sendKeys({ down });
  await sendKeys({ press: last });
  for (const up of keys.slice(0, -1)) await sendKeys({ up });
}

const colour = (page: TestPage, element: Element | null | undefined, name = "color"): string =>
  element ? page.window.getComputedStyle(element).getPropertyValue(name) : "";

describe("writing in an editor", function () {
  this.timeout(60_000);

  it("shows a signature and a docstring of the stubs before Python is there", async () => {
    const page = await openPage(
      `<py-editor type="mpy" id="it">from pyscript import display\ndisplay(1)</py-editor>`,
    );
    const it = seen(page, "#it");
    await it.ready();
    const line = await until(() => it.inside(".cm-line:nth-child(2)"));
    const { MouseEvent: Mouse } = page.window as unknown as { MouseEvent: typeof MouseEvent };
    const { left, top } = line.getBoundingClientRect();
    const moved = { bubbles: true, composed: true, clientX: left + 20, clientY: top + 8 };
    line.dispatchEvent(new Mouse("mousemove", moved));
    const tooltip = await until(() => it.inside(".cm-tooltip-hover"));
    const [signature, doc] = [...tooltip.querySelectorAll("pre")].map(({ textContent }) => textContent);
    expect(signature).to.match(/^display\(.*target/);
    expect(doc).to.match(/\w+ \w+/);
    const loaded = page.window.performance.getEntriesByType("resource").map(({ name }) => name);
    expect(loaded.filter((name) => /\/(pyodide|micropython)\//.test(name))).to.deep.equal([]);
  });

  it("indents, closes brackets, marks mistakes, folds, and finds", async () => {
    const page = await openPage(
      `<py-editor type="mpy" id="it">def f(n):\n    a = n\n    return a\nb = 1</py-editor>`,
    );
    const it = seen(page, "#it");
    await it.ready();
    it.content()?.focus();
    it.press("End", { ctrlKey: true, keyCode: 35 });
    it.press("Enter", { keyCode: 13 });
    await write(page, "if b:");
    it.press("Enter", { keyCode: 13 });
    await write(page, "print(");
    await until(
      () => it.editor.code.endsWith("\nb = 1\nif b:\n    print()"),
      () => it.editor.code,
    );
    expect(it.inside(".cm-matchingBracket"), "the bracket beside the cursor").not.to.equal(null);
    it.press("Home", { ctrlKey: true, keyCode: 36 });
    it.press("Tab", { keyCode: 9 });
    expect(it.editor.code).to.match(/^ {4}def f/);
    it.press("Tab", { keyCode: 9, shiftKey: true });
    expect(it.editor.code).to.match(/^def f/);

    it.press("{", { keyCode: 219, ctrlKey: true, shiftKey: true });
    await until(() => it.inside(".cm-foldPlaceholder"), "the function is folded");
    expect(it.content()?.textContent).not.to.include("return a");
    expect(it.editor.code, "it is there still").to.include("return a");
    it.inside(".cm-foldPlaceholder")?.click();
    await until(() => it.content()?.textContent?.includes("return a"));

    it.press("f", { keyCode: 70, ctrlKey: true });
    const field = await until(() => it.inside<HTMLInputElement>(".cm-search input[name=search]"));
    field.value = "a";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keyup", { key: "a", bubbles: true }));
    await until(() => it.view().shadowRoot?.querySelectorAll(".cm-searchMatch").length === 2, "matches");
    expect(await violations(page, it.view())).to.deep.equal([]);
    expect(page.errors).to.deep.equal([]);
  });

  it("has the lines of `rows`, the colours of `--py-editor-…`, and those of a dark page", async () => {
    const page = await openPage(
      `<main><h1>Editors</h1><py-editor type="mpy" id="light" rows="3" label="Light">${"# a\n".repeat(20)}def f(): pass</py-editor>
       <div style="color-scheme: dark; background: #15181e"><py-editor type="mpy" id="dark" label="Dark">def f(): pass</py-editor></div>
       <py-editor type="mpy" id="own" label="Own" style="--py-editor-background: rgb(1, 2, 3); --py-editor-color: rgb(250, 250, 250);
        --py-editor-keyword: rgb(255, 200, 0); --py-editor-definition: rgb(200, 200, 255);
        --py-editor-muted: rgb(200, 200, 200)">def f(): pass</py-editor></main>`,
    );
    const editors = ["#light", "#dark", "#own"].map((selector) => seen(page, selector));
    for (const { ready } of editors) await ready();
    const [light, dark, own] = editors;
    const line = light?.inside(".cm-line")?.getBoundingClientRect().height ?? 0;
    const height = light?.inside(".cm-editor")?.getBoundingClientRect().height ?? 0;
    expect(height).to.be.within(3 * line, 3 * line + 10);
    const background = (one: typeof light) => colour(page, one?.inside(".cm-editor"), "background-color");
    expect([light, dark, own].map(background)).to.deep.equal([
      "rgb(255, 255, 255)",
      "rgb(21, 24, 30)",
      "rgb(1, 2, 3)",
    ]);
    const keyword = [...(own?.view().shadowRoot?.querySelectorAll(".cm-line span") ?? [])].find(
      ({ textContent }) => textContent === "def",
    );
    expect(colour(page, keyword)).to.equal("rgb(255, 200, 0)");
    expect(await violations(page)).to.deep.equal([]);
  });

  it("is clean for axe while it loads, runs, asks, completes, fails, and is fixed", async () => {
    const page = await openPage(`<main><h1>Editors</h1>
      <py-editor type="mpy" id="it" label="One">print("asking")
input("Name? ")</py-editor>
      <py-editor type="mpy" id="fixed" label="Two" readonly="1" hidden-lines="2">a = 1\nb = 2\nc = 3</py-editor>
      <py-editor type="mpy" id="whole" label="Three" readonly data-run="<svg width='16' height='16'></svg>"
        data-stop="Halt">import time\nwhile True: time.sleep(0.01)</py-editor>
      <py-editor type="py" id="slow" label="Four" config="/test-server/slow/config.json">1</py-editor></main>`);
    const [it, fixed, whole] = ["#it", "#fixed", "#whole"].map((selector) => seen(page, selector));
    if (!it || !fixed || !whole) throw new Error("no editors");
    for (const { ready } of [it, fixed, whole]) await ready();
    const clean = async (state: string) => expect(await violations(page), state).to.deep.equal([]);
    await clean("at first");
    expect(whole.button().ariaLabel, "an icon has the button's name").to.equal("Run");
    const endless = whole.editor.run().catch((error: Error) => error.name);
    await until(() => whole.button().part.value === "stop");
    expect(whole.button().textContent).to.equal("Halt");
    const asked = it.editor.run().catch((error: Error) => error.name);
    const field = await until(() => it.view().querySelector<HTMLInputElement>(".py-editor-input input"));
    await clean("while one runs, and one asks");
    field.value = "Ada";
    const { KeyboardEvent: Key } = page.window as unknown as { KeyboardEvent: typeof KeyboardEvent };
    field.dispatchEvent(new Key("keydown", { key: "Enter", bubbles: true }));
    expect(await asked).to.equal("Ada");
    whole.button().click();
    expect(await endless).to.equal("AbortError");
    const slow = seen(page, "#slow");
    await slow.ready();
    const loaded = slow.editor.run();
    await until(() => slow.inside('[part~="loading"]')?.checkVisibility(), "it is seen to load");
    await clean("while one loads");
    expect(await loaded).to.equal(1);
    it.editor.code = "1 / 0";
    await it.editor.run().catch(() => {});
    it.editor.code = "x = (\npri";
    it.content()?.focus();
    it.press("End", { ctrlKey: true, keyCode: 35 });
    it.press(" ", { ctrlKey: true, keyCode: 32 });
    await until(() => it.inside(".cm-tooltip-autocomplete li[aria-selected]"));
    await until(() => it.inside(".cm-lintRange-error"));
    await clean("with an exception, a mistake and a list that completes");
  });

  it("is clean for axe when Python did not start, says why, and can be run again", async () => {
    const page = await openPage(`<main><h1>Editors</h1>
      <py-editor type="mpy" id="it" label="One" config="/nowhere/config.json">1 + 1</py-editor></main>`);
    const it = seen(page, "#it");
    await it.ready();
    for (let times = 0; times < 2; times++) {
      const failed = await it.editor.run().catch((error: Error) => error);
      expect(failed).to.be.an("error").with.property("message").that.includes("/nowhere/config.json");
      await until(() => it.button().part.value === "run", "the button runs");
      const panel = await until(() => it.inside("[part=error]"), "the panel is there");
      expect(panel.textContent).to.include("/nowhere/config.json").and.include("Try again");
      expect(await violations(page)).to.deep.equal([]);
    }
  });

  it("tells what a run has resulted in once", async () => {
    const page = await openPage(`<py-editor type="mpy" id="it">print("told")</py-editor>`);
    const it = seen(page, "#it");
    await it.ready();
    const said: string[] = [];
    const region = it.inside(".said");
    expect(region?.role).to.equal("status");
    const others = it.view().shadowRoot?.querySelectorAll("[role=status],[aria-live]:not(.cm-announced)");
    expect(others?.length).to.equal(1);
    expect(it.view().querySelector("[role=status],[aria-live]"), "its output is no live region").to.equal(
      null,
    );
    if (region)
      new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, {
        childList: true,
      });
    await it.editor.run();
    await it.editor.run("6 * 7");
    await until(() => said.length > 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said).to.deep.equal(["told", "42"]);
  });
});

describe("stepping by keyboard alone", function () {
  this.timeout(60_000);

  it("sets breakpoints, begins, goes on in every way, and ends where it began", async () => {
    const page = await openPage(`<py-editor id="it">def double(n):
    m = n * 2
    m += 0
    return m
print(double(1))
print("end")</py-editor>`);
    const it = seen(page, "#it");
    await it.ready();
    const at = () => it.inside(".cm-stopped")?.textContent;
    const focused = () => it.view().shadowRoot?.activeElement;
    page.window.focus();
    it.content()?.focus();
    await chord("Control", "End");
    await sendKeys({ press: "ArrowUp" });
    await sendKeys({ press: "F9" });
    await until(() => it.inside(".cm-breakpoints")?.textContent?.includes("●"), "F9 sets a breakpoint");
    await sendKeys({ press: "Escape" });
    await chord("Shift", "Tab");
    await until(() => focused() === it.inside('[part="debug"]'), "Escape, then Shift + Tab leads to Debug");
    await sendKeys({ press: "Enter" });
    await until(() => at() === "print(double(1))", "it stops at the breakpoint");
    await until(() => focused()?.textContent === "Step over", "the panel has the focus");
    await sendKeys({ press: "F11" });
    await until(() => at() === "    m = n * 2", "F11 steps into");
    await until(() => focused()?.textContent === "Step over", "the next panel has it");
    await sendKeys({ press: "Enter" });
    await until(() => at() === "    m += 0", "its button is pressed by Enter");
    await until(() => focused()?.textContent === "Step over");
    await sendKeys({ press: "F10" });
    await until(() => at() === "    return m", "F10 steps over");
    await until(() => focused()?.textContent === "Step over");
    await chord("Shift", "F11");
    await until(() => at() === 'print("end")', "Shift + F11 steps out");
    await until(() => focused()?.textContent === "Step over");
    await sendKeys({ press: "F8" });
    await until(() => it.output() === "2\nend\n" && it.button().part.value === "run", "F8 continues");
    await until(() => focused() === it.content(), "the code has the focus again");
  });
});
