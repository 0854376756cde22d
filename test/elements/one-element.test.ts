import { expect } from "chai";
import { until } from "../harness/page.js";

// No other module of the elements: this is all that `import "py-elements/elements/mpy-script/define"` brings.
describe("an import of one element", () => {
  it("brings event attributes and script tags with it, in the document that its shadow root is in", async () => {
    await import("../../src/elements/mpy-script/define.js");
    const host = document.createElement("div");
    const button = document.createElement("button");
    button.setAttribute("mpy-click", "greet");
    document.body.append(host, button);
    const script = document.createElement("mpy-script");
    script.code = `
      def greet(event):
          event.target.textContent = "greeted"
    `;
    host.attachShadow({ mode: "open" }).append(script);
    await script.done;
    button.click();
    await until(() => button.textContent === "greeted");
    expect(customElements.get("py-script")).to.equal(undefined);
    host.remove();
    button.remove();
  });
});
