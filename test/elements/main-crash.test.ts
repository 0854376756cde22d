/** Elements after an interpreter has crashed on the main thread, whichever it is. */
import { expect } from "chai";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import type { OutputElement } from "../../src/elements/output-element.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";

const panels = (element: Element | null | undefined): number =>
  element?.shadowRoot?.querySelectorAll("[part=error]").length ?? 0;

describe("the main thread's interpreter has crashed", () => {
  const page = fakePage();

  it("the environment ends with the reason; where nobody waited for it, the page shows the error", async () => {
    const script = insert<PyScriptElement>("<py-script>x = 1</py-script>");
    await script.done;
    const environment = page.runtime.mainEnvironment("py");
    const error = new Error("It has crashed.");
    await page.runtime.endCrashed("py", error);
    expect(environment?.signal.reason).to.equal(error);
    expect(page.drivers.py.booted[0]?.disposed).to.equal(true);
    const shown = document.querySelector<OutputElement>("body > script-py.py-errors");
    await shown?.updateComplete;
    expect(panels(shown)).to.equal(1);
    expect(page.errors).to.deep.equal([error]);
  });

  it("an error that somebody has shown is not shown again", async () => {
    const script = insert<PyScriptElement>("<py-script>x = 1</py-script>");
    await script.done;
    const error = new Error("It has crashed.");
    const ended = page.runtime.endCrashed("py", error);
    page.runtime.reportError(error, { element: script, type: "py", view: () => script });
    await ended;
    await script.updateComplete;
    expect(panels(script)).to.equal(1);
    expect(document.querySelector("script-py.py-errors") === null).to.equal(true);
    expect(page.errors).to.deep.equal([error]);
  });

  it("it is over when what was queued has had its turn", async () => {
    const script = insert<PyScriptElement>("<py-script>await sleep(0.2)</py-script>");
    await script.ready;
    await nextTask();
    const order: string[] = [];
    const done = script.done.finally(() => order.push("done"));
    await page.runtime.endCrashed("py", new Error("It has crashed."));
    order.push("over");
    await done;
    expect(order).to.deep.equal(["done", "over"]);
  });

  it("nothing ends where there is no environment", async () => {
    await page.runtime.endCrashed("py", new Error("It has crashed."));
    expect(page.errors).to.deep.equal([]);
  });
});
