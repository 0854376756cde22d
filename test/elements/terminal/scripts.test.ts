/** The `terminal` attribute of scripts, of both tag forms. */
import { expect } from "chai";
import type { AdoptedScript } from "../../../src/elements/script-tags.js";
import type { MpyScriptElement } from "../../../src/elements/mpy-script/mpy-script.js";
import type { PyTerminalElement } from "../../../src/elements/py-terminal/py-terminal.js";
import { insert } from "../../harness/elements.js";
import { until } from "../../harness/page.js";
import { workerPage } from "../../harness/worker-page.js";
import { rows, shows } from "../../harness/terminal-page.js";

describe("scripts with a terminal", function () {
  this.timeout(60_000);
  const page = workerPage();
  const terminalOf = (element: Element) => element.querySelector("py-terminal") as PyTerminalElement;

  for (const worker of ["", "worker"]) {
    it(`print there, display beside it, and process code (${worker || "main"})`, async () => {
      const element = insert<MpyScriptElement>(
        `<mpy-script terminal ${worker}>from pyscript import display\nprint("printed")\ndisplay("displayed")\nx = 1</mpy-script>`,
      );
      await element.done;
      await shows(terminalOf(element), "printed");
      await until(() => element.textContent.includes("displayed"));
      expect(page.printed).to.deep.equal([]);
      expect(element.terminal === terminalOf(element).terminal).to.equal(true);
      await element.process("x + 1");
      await shows(terminalOf(element), ">>> x + 1\n2");
    });

    it(`show tracebacks there (${worker || "main"})`, async () => {
      const element = insert<MpyScriptElement>(`<mpy-script terminal ${worker}>1 / 0</mpy-script>`);
      await element.done.catch(() => {});
      await shows(terminalOf(element), "ZeroDivisionError");
      await until(() => page.errors.length > 0);
      expect(page.errors.length).to.equal(1);
      expect(element.shadowRoot?.querySelector('[role="alert"]') === null).to.equal(true);
    });
  }

  it("may be script tags, and name a target", async () => {
    insert(`<div id="there"></div>`);
    const script = document.createElement("script") as AdoptedScript;
    script.type = "mpy";
    script.textContent = `print("one")`;
    script.setAttribute("terminal", "");
    const other = document.createElement("script") as AdoptedScript;
    other.type = "mpy";
    other.textContent = `print("two")`;
    other.setAttribute("terminal", "");
    other.setAttribute("target", "#there");
    document.body.append(script, other);
    await until(() => document.querySelectorAll("py-terminal").length === 2);
    await shows(terminalOf(script.nextElementSibling as Element), "one");
    await shows(terminalOf(document.querySelector("#there") as Element), "two");
    await other.process("'more'");
    await shows(terminalOf(document.querySelector("#there") as Element), "'more'");
  });

  it("is one, however many ask for it before it is there", async () => {
    const element = insert<MpyScriptElement>(`<mpy-script terminal worker>x = 1</mpy-script>`);
    await Promise.all([element.process("x + 1"), element.process("x + 2")]);
    expect(element.querySelectorAll("py-terminal").length).to.equal(1);
    await shows(terminalOf(element), ">>> x + 1\n2\n>>> x + 2\n3");
  });

  it("is none for a script that has left the page meanwhile, and nobody waits for it", async () => {
    const target = insert(`<div id="target"></div>`);
    const element = insert<MpyScriptElement>(
      `<mpy-script terminal worker target="target">import asyncio\nawait asyncio.sleep(60)</mpy-script>`,
    );
    const early = element.process("1").catch((error: Error) => error.name);
    element.remove();
    expect(await early).to.equal("AbortError");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(target.childElementCount).to.equal(0);
    document.body.append(element);
    await until(() => element.terminal !== null);
    const late = element.process("1").catch((error: Error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 50));
    element.remove();
    expect(await late).to.equal("AbortError");
    expect(target.childElementCount).to.equal(0);
  });

  it("are four at once, each with its own output", async () => {
    const elements = ["", "worker", "", "worker"].map((worker, index) =>
      insert<MpyScriptElement>(
        `<mpy-script terminal async ${worker}>import asyncio
for i in range(3):
    print(${index}, i)
    await asyncio.sleep(0.01)</mpy-script>`,
      ),
    );
    await Promise.all(elements.map((element) => element.done));
    for (const [index, element] of elements.entries()) {
      await shows(terminalOf(element), `${index} 2`);
      expect(rows(terminalOf(element))).to.deep.equal([`${index} 0`, `${index} 1`, `${index} 2`]);
    }
  });

  it("has no process() without one", async () => {
    const element = insert<MpyScriptElement>(`<mpy-script>x = 1</mpy-script>`);
    await element.done;
    expect(element.terminal).to.equal(null);
    const error = await element.process("x").catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.include('"terminal"');
  });
});
