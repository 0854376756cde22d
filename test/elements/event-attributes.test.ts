import { expect } from "chai";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

describe("event attributes", () => {
  const page = fakePage();
  const define = () =>
    insert<PyScriptElement>('<py-script>def greet(event):\n  print("called")</py-script>').done;

  it("call the function of that name", async () => {
    const button = insert('<button py-click="greet">b</button>');
    await define();
    button.click();
    expect(page.printed).to.deep.equal(["called"]);
  });

  it("work for any event, custom ones included", async () => {
    const box = insert('<div py-my-event="greet"></div>');
    await define();
    box.dispatchEvent(new CustomEvent("my-event"));
    expect(page.printed).to.deep.equal(["called"]);
  });

  it("call what has the name at the time", async () => {
    const button = insert('<button py-click="greet">b</button>');
    await define();
    button.click();
    await insert<PyScriptElement>('<py-script>def greet(event):\n  print("another")</py-script>').done;
    button.click();
    expect(page.printed).to.deep.equal(["called", "another"]);
    await insert<PyScriptElement>("<py-script>greet = 5</py-script>").done;
    button.click();
    await until(() => page.errors.length === 1);
    expect(String(page.errors[0])).to.include("there is no function of that name");
  });

  it("take effect when added, changed or removed later", async () => {
    await define();
    const button = insert("<button>b</button>");
    button.setAttribute("py-click", "greet");
    await nextTask();
    button.click();
    button.setAttribute("py-click", "missing");
    button.click();
    expect(page.printed).to.deep.equal(["called"]);
    await until(() => page.errors.length === 1);
    button.removeAttribute("py-click");
    await nextTask();
    button.click();
    expect(page.errors).to.have.length(1);
  });

  it("work in elements inserted later, at any depth, and in shadow roots with our elements", async () => {
    await define();
    const section = insert('<section><p><button py-click="greet">b</button></p></section>');
    const host = insert("<div></div>");
    host.attachShadow({ mode: "open" }).innerHTML =
      '<py-script>x = 1</py-script><button py-click="greet">b</button>';
    await nextTask();
    section.querySelector("button")?.click();
    host.shadowRoot?.querySelector("button")?.click();
    expect(page.printed).to.deep.equal(["called", "called"]);
  });

  it("wait for Python while it loads", async () => {
    page.drivers.py.delay = 30;
    const button = insert('<button py-click="greet">b</button>');
    const done = define();
    await nextTask();
    button.click();
    await done;
    await until(() => page.printed.length === 1);
    expect(page.errors).to.deep.equal([]);
  });

  it("do not wait for scripts that never end", async () => {
    page.drivers.mpy.delay = 20;
    const button = insert(`<button mpy-click="greet">b</button>`);
    insert(`<mpy-script>def greet(event):\n  print("hello")\nawait sleep(60)</mpy-script>`);
    await nextTask();
    button.click();
    await until(() => page.printed.length === 1);
    expect(page.printed).to.deep.equal(["hello"]);
  });

  it("an event attribute of an interpreter that is not on the page is an error that says so", async () => {
    const button = insert('<button id="lonely" mpy-click="greet">b</button>');
    await nextTask();
    button.click();
    await until(() => page.errors.length === 1);
    expect(String(page.errors[0]))
      .to.include('<button id="lonely" mpy-click="greet">')
      .and.include("MicroPython");
  });
});
