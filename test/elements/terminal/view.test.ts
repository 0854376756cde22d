/** Terminals in a page, whatever runs in them. */
import { executeServerCommand, sendKeys } from "@web/test-runner-commands";
import type axeCore from "axe-core";
import { expect } from "chai";
import "../../../src/elements/py-terminal/define.js";
import { manage } from "../../../src/elements/managed.js";
import type { PyTerminalElement } from "../../../src/elements/py-terminal/py-terminal.js";
import { openPage, until } from "../../harness/page.js";
import { resized, rows } from "../../harness/terminal-page.js";

const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";

/** axe is no module. */
async function loadAxe(): Promise<typeof axeCore> {
  const script = document.createElement("script");
  script.src = "/node_modules/axe-core/axe.min.js";
  document.head.append(script);
  await new Promise((resolve) => script.addEventListener("load", resolve, { once: true }));
  return (window as unknown as { axe: typeof axeCore }).axe;
}

describe("a terminal", function () {
  this.timeout(60_000);
  const made: Element[] = [];

  const create = (attributes: Record<string, string> = {}, root: ParentNode & Node = document.body) => {
    const element = document.createElement("py-terminal");
    manage(element);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    root.appendChild(element);
    made.push(element);
    return element;
  };
  const opened = async (...args: Parameters<typeof create>): Promise<PyTerminalElement> => {
    const element = create(...args);
    await element.open();
    return element;
  };
  const screen = (element: PyTerminalElement) =>
    element.shadowRoot?.querySelector<HTMLElement>(".xterm-screen") as HTMLElement;

  beforeEach(() => executeServerCommand("bring-to-front"));

  afterEach(() => {
    for (const element of made.splice(0)) element.remove();
    document.body.removeAttribute("style");
  });

  it("works under a strict content security policy, and in shadow roots", async function () {
    this.timeout(60_000);
    const page = await openPage(`<div id="host"></div>`, {
      core: false,
      head: `<meta http-equiv="content-security-policy" content="${policy}">
        <script type="module" src="/src/elements/py-terminal/define.ts"></script>`,
    });
    await page.window.customElements.whenDefined("py-terminal");
    const element = page.document.createElement("py-terminal");
    manage(element);
    const root = page.get("#host").attachShadow({ mode: "open" });
    root.append(element);
    await element.open();
    element.write("\x1b[38;2;10;120;200mtrue colour\x1b[0m \x1b[41mred\x1b[0m 世界 https://example.com/\n");
    await element.written();
    await until(() => screen(element).textContent.includes("true colour"));
    const span = await until(() =>
      [...screen(element).querySelectorAll<HTMLElement>("span")].find((one) =>
        one.textContent.includes("true"),
      ),
    );
    const { getComputedStyle } = page.window;
    expect(getComputedStyle(span).display).to.equal("inline-block");
    expect(getComputedStyle(span).color).not.to.equal(getComputedStyle(screen(element)).color);
    expect(getComputedStyle(screen(element)).position).to.equal("relative");
    expect(element.shadowRoot?.querySelectorAll("style").length).to.equal(0);
    expect(page.errors.filter((error) => /style|policy|violat/i.test(error))).to.deep.equal([]);
  });

  it("takes as many columns and rows as there is room for, when that changes", async () => {
    const box = document.createElement("div");
    box.style.cssText = "display: flex; flex-direction: column; inline-size: 600px; block-size: 300px";
    const header = document.createElement("div");
    header.style.blockSize = "50px";
    box.append(header);
    document.body.append(box);
    made.push(box);
    const element = await opened({ style: "flex: 1; min-block-size: 0" }, box);
    await resized(element, () => element.terminal?.rows !== 24 && element.terminal?.cols !== 80);
    const before = { cols: element.terminal?.cols ?? 0, rows: element.terminal?.rows ?? 0 };
    box.style.inlineSize = "300px";
    header.style.blockSize = "150px";
    await resized(
      element,
      () => (element.terminal?.cols ?? 0) < before.cols && (element.terminal?.rows ?? 0) < before.rows,
    );
    expect(element.offsetHeight).to.be.at.most(150);
    box.style.inlineSize = "600px";
    header.style.blockSize = "50px";
    await resized(
      element,
      () => element.terminal?.cols === before.cols && element.terminal?.rows === before.rows,
    );
  });

  it("has the columns and rows that are asked for", async () => {
    const element = await opened({ cols: "40", rows: "5" });
    await until(() => element.terminal?.cols === 40 && element.terminal?.rows === 5);
    await until(() => {
      const part = element.shadowRoot?.querySelector<HTMLElement>('[part="terminal"]');
      return part && part.offsetHeight >= screen(element).offsetHeight && part.offsetHeight < 200;
    });
    element.setAttribute("rows", "8");
    await until(() => element.terminal?.rows === 8);
  });

  it("takes its colours and font from custom properties, when they change", async () => {
    const element = await opened({
      style: "--py-terminal-background: rgb(1, 2, 3); --py-terminal-font-size: 20px",
    });
    await until(() => element.terminal?.options.fontSize === 20);
    expect(element.terminal?.options.theme?.background).to.equal("rgb(1, 2, 3)");
    document.body.style.setProperty("--py-terminal-red", "rgb(200, 0, 7)");
    await until(() => element.terminal?.options.theme?.red === "rgb(200, 0, 7)");
  });

  it("follows the colour scheme", async () => {
    const element = await opened({ style: "color-scheme: light" });
    const light = element.terminal?.options.theme?.background;
    element.style.colorScheme = "dark";
    await until(() => element.terminal?.options.theme?.background !== light);
  });

  it("is in the accessibility tree, has a name, and axe finds nothing", async () => {
    const element = await opened({ label: "Build log" });
    element.write("what is printed\n\x1b[31mred\x1b[0m \x1b[90mgray\x1b[0m \x1b[33myellow\x1b[0m\n");
    await element.written();
    const tree = await until(() => element.shadowRoot?.querySelector(".xterm-accessibility"));
    await until(() => tree.textContent.includes("what is printed"));
    expect(element.shadowRoot?.querySelector("textarea")?.getAttribute("aria-label")).to.equal("Build log");
    const axe = await loadAxe();
    for (const scheme of ["light", "dark"]) {
      document.body.style.cssText = `color-scheme: ${scheme}; background: Canvas`;
      const { violations } = await axe.run(element as unknown as HTMLElement);
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
      ).to.deep.equal([]);
    }
  });

  it("takes text that comes without a key, once, though it serves screen readers", async () => {
    const element = await opened();
    element.focus();
    const view = await element.open();
    const reading = view.read({ prompt: "? " });
    await until(() => rows(element)[0] === "?");
    document.execCommand("insertText", false, "né");
    await sendKeys({ press: "a" });
    await sendKeys({ press: "Enter" });
    expect(await reading).to.deep.equal({ kind: "line", text: "néa" });
  });

  it("takes no focus, and lets Tab leave after Escape", async () => {
    const after = document.createElement("button");
    const element = await opened();
    document.body.append(after);
    made.push(after);
    expect(document.activeElement === document.body).to.equal(true);
    element.focus();
    const view = await element.open();
    const reading = view.read({
      prompt: "? ",
      complete: () => Promise.resolve({ replaces: 0, options: [] }),
    });
    await until(() => rows(element)[0] === "?");
    await sendKeys({ press: "Tab" });
    expect(document.activeElement === element).to.equal(true);
    await sendKeys({ press: "Escape" });
    await sendKeys({ press: "Tab" });
    expect(document.activeElement === after).to.equal(true);
    element.remove();
    expect(((await reading.catch((error: unknown) => error)) as Error).name).to.equal("AbortError");
  });

  it("does not keep Tab while nothing is read", async () => {
    const element = await opened({ readonly: "" });
    const after = document.createElement("button");
    document.body.append(after);
    made.push(after);
    element.focus();
    await sendKeys({ press: "Tab" });
    expect(document.activeElement === after).to.equal(true);
    expect(await (await element.open()).read({ prompt: "" })).to.deep.equal({ kind: "end" });
  });

  it("keeps Tab while a prompt is between two reads, and completes what was typed ahead", async () => {
    const element = await opened();
    const after = document.createElement("button");
    document.body.append(after);
    made.push(after);
    element.focus();
    const view = await element.open();
    const session = new AbortController();
    const options = {
      prompt: ">>> ",
      continuation: "... ",
      session: session.signal,
      complete: () => Promise.resolve({ replaces: 3, options: ["unmistakable"] }),
    };
    const first = view.read(options, session.signal);
    await until(() => rows(element)[0] === ">>>");
    await sendKeys({ press: "Enter" });
    expect((await first).kind).to.equal("line");
    // The entry runs now, and may read itself.
    const asked = view.read({ prompt: "? " });
    await until(() => rows(element)[1] === "?");
    await sendKeys({ press: "Enter" });
    expect((await asked).kind).to.equal("line");
    await sendKeys({ type: "unm" });
    await sendKeys({ press: "Tab" });
    expect(document.activeElement === element).to.equal(true);
    const second = view.read(options, session.signal);
    await until(() => rows(element)[2] === ">>> unmistakable");
    session.abort();
    expect(((await second.catch((error: unknown) => error)) as Error).name).to.equal("AbortError");
    await sendKeys({ press: "Tab" });
    expect(document.activeElement === after).to.equal(true);
  });

  it("shows 100,000 lines, all of them, while the page stays alive", async function () {
    this.timeout(60_000);
    const element = await opened();
    let tasks = 0;
    const timer = setInterval(() => tasks++, 1);
    for (let index = 0; index < 100_000; index++) element.write(`line ${index}\n`);
    await element.written();
    clearInterval(timer);
    const all = rows(element);
    expect(all.length).to.equal(100_000);
    expect(all[0]).to.equal("line 0");
    expect(all[99_999]).to.equal("line 99999");
    expect(tasks).to.be.greaterThan(3);
  });

  it("makes links of addresses", async () => {
    const element = await opened();
    element.write("see https://example.com/path for more\n");
    await element.written();
    await until(() => screen(element).textContent.includes("example.com"));
    const asked: string[] = [];
    const { open } = window;
    window.open = ((url: string) => (asked.push(url), null)) as typeof open;
    const cell = screen(element).getBoundingClientRect();
    const at = {
      clientX: cell.left + (cell.width / (element.terminal?.cols ?? 1)) * 8,
      clientY: cell.top + 4,
      bubbles: true,
      composed: true,
    };
    screen(element).dispatchEvent(new MouseEvent("mousemove", at));
    await until(
      () =>
        screen(element).classList.contains("xterm-cursor-pointer") ||
        element.shadowRoot?.querySelector(".xterm-cursor-pointer"),
    );
    screen(element).dispatchEvent(new MouseEvent("mousedown", at));
    screen(element).dispatchEvent(new MouseEvent("mouseup", at));
    await until(() => asked.length > 0);
    window.open = open;
    expect(asked).to.deep.equal(["https://example.com/path"]);
  });

  it("clears and resets", async () => {
    const element = await opened();
    element.write("\x1b[31mtext");
    await element.clear();
    element.write("more\n");
    await element.written();
    expect(rows(element)).to.deep.equal(["more"]);
    expect(element.terminal?.buffer.active.getLine(0)?.getCell(0)?.getFgColor()).to.equal(1);
    await element.reset();
    element.write("plain");
    await element.written();
    expect(element.terminal?.buffer.active.getLine(0)?.getCell(0)?.isFgDefault()).to.equal(true);
  });

  describe("to a screen reader", () => {
    const found = (element: PyTerminalElement, selector: string) =>
      element.shadowRoot?.querySelector<HTMLElement>(selector) as HTMLElement;
    /** Collects announcements from now on. */
    const listen = (element: PyTerminalElement) => {
      const region = found(element, ".live-region");
      let heard = "";
      let before = region.textContent;
      const observer = new MutationObserver(() => {
        const now = region.textContent;
        heard += now.startsWith(before) ? now.slice(before.length) : now.replace(before, "");
        before = now;
      });
      observer.observe(region, { childList: true, characterData: true, subtree: true });
      return () => heard;
    };
    const lines = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

    it("tells what comes after twenty lines: the next ones, and the question of input() above all", async () => {
      const element = await opened();
      const view = await element.open();
      const heard = listen(element);
      element.write(lines(0, 30));
      await element.written();
      const read = view.read({ prompt: "Your name? " });
      await until(
        () => heard().includes("Your name? "),
        () => `the question is heard: ${heard()}`,
      );
      for (const line of [0, 19, 20, 29]) expect(heard()).to.include(`line ${line}\n`);
      element.focus();
      await sendKeys({ type: "Ada" });
      await sendKeys({ press: "Enter" });
      expect(await read).to.deep.equal({ kind: "line", text: "Ada" });
      for (let line = 100; line < 140; line++) {
        element.write(`line ${line}\n`);
        await pause(60);
      }
      await until(
        () => heard().includes("line 139"),
        () => `all is heard: ${heard()}`,
      );
      for (let line = 100; line < 140; line++) expect(heard()).to.include(`line ${line}\n`);
    });

    it("tells of a flood the beginning and the end, that there was more, and the question after it", async () => {
      const element = await opened();
      const view = await element.open();
      const heard = listen(element);
      element.write(lines(0, 20_000));
      await element.written();
      const given = new AbortController();
      const read = view.read({ prompt: "Go on? " }, given.signal);
      await until(
        () => heard().includes("Go on? "),
        () => `the question is heard: ${heard()}`,
      );
      expect(heard()).to.include("line 0\n").and.include("Too much output").and.include("line 19999\n");
      expect(heard().length).to.be.lessThan(3000);
      given.abort();
      await read.catch(() => {});
      // Announcements are not kept for ever.
      for (let count = 0; count < 4; count++) {
        element.write(lines(0, 100));
        await pause(1100);
      }
      expect(found(element, ".live-region").textContent.length).to.be.lessThan(1500);
    });

    for (const action of ["clear", "reset"] as const) {
      it(`has no old line after ${action}(), while something is read as well`, async () => {
        const element = await opened();
        const view = await element.open();
        const left = () => found(element, ".xterm-accessibility").textContent;
        element.write(lines(0, 300));
        await element.written();
        await until(() => left().includes("line 299"));
        await element[action]();
        expect(left()).not.to.include("line");
        element.write(lines(0, 5));
        await element.written();
        const given = new AbortController();
        const read = view.read({ prompt: "? " }, given.signal);
        await element[action]();
        expect(left()).not.to.include("line");
        expect(left()).to.include("?");
        await pause(1500);
        expect(left()).not.to.include("line");
        expect(rows(element)).to.deep.equal(["?"]);
        given.abort();
        await read.catch(() => {});
      });
    }
  });

  it("goes on when it is moved, and leaves nothing when it is removed", async () => {
    const element = await opened();
    element.write("kept\n");
    await element.written();
    document.body.prepend(element);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rows(element)).to.deep.equal(["kept"]);
    element.remove();
    await until(() => element.terminal === undefined);
    document.body.append(element);
    await element.open();
    element.write("again\n");
    await element.written();
    expect(rows(element)).to.deep.equal(["again"]);
  });

  it("shows what was written while it was outside the page, when it is back", async () => {
    const element = await opened();
    element.remove();
    await until(() => element.terminal === undefined);
    element.write("kept\n");
    const written = element.written();
    // Here and gone again: it has not been opened.
    document.body.append(element);
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    document.body.append(element);
    await written;
    expect(rows(element)).to.deep.equal(["kept"]);
  });
});
