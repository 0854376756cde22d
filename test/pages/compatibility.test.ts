/** Pages as users of PyScript write them, which must work as they are, or get an error that names the missing
 * feature. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

describe("a page made for PyScript", function () {
  this.timeout(60_000);

  it("configures scripts in workers, too, by its configuration element", async () => {
    const page = await openPage(`
<mpy-config>
name = "Of the page"

[files]
"/test/pages/fixtures/escaper.js" = "data.txt"
</mpy-config>
<script type="mpy" worker>
from pyscript import config
print(config["name"], "escape" in open("data.txt").read())
</script>
<mpy-script worker config='{"name": "Its own"}'>
from pyscript import config
print(config["name"], config.get("files"))
</mpy-script>
<mpy-script worker env="shared">
from pyscript import config
print(config["name"] + " for env")
</mpy-script>`);
    await page.finished();
    expect(page.errors).to.deep.equal([]);
    expect(page.logs.sort()).to.deep.equal(["Its own None", "Of the page True", "Of the page for env"]);
  });

  it("configures scripts in workers by what a script on the main thread brought", async () => {
    const page = await openPage(`
<script type="mpy" config='{"name": "Of main"}'>print("main")</script>
<script type="mpy" worker>
from pyscript import config
print(config["name"])
</script>`);
    await page.finished();
    expect(page.errors).to.deep.equal([]);
    expect(page.logs.sort()).to.deep.equal(["Of main", "main"]);
  });

  it("has script tags in shadow roots, however they came there", async () => {
    const page = await openPage(`
<div id="before"></div>
<script>
  const tag = (name) => \`<script type="mpy">print("\${name}")<\\/script>\`;
  const move = (root, name) => {
    const template = document.createElement("template");
    template.innerHTML = tag(name);
    root.append(template.content);
  };
  move(document.querySelector("#before").attachShadow({ mode: "open" }), "before");
  addEventListener("mpy:all-done", () => {
    const attach = (mode) => {
      const host = document.createElement(mode === "open" ? "div" : "numpy-view");
      document.body.append(host);
      return host.attachShadow({ mode });
    };
    move(attach("open"), "late");
    move(attach("closed"), "closed");
    attach("open").innerHTML = tag("by innerHTML");
    const button = document.createElement("button");
    button.setAttribute("mpy-click", "clicked");
    attach("open").append(button);
    setTimeout(() => button.click(), 100);
  });
</script>
<div><template shadowrootmode="open"><script type="mpy">print("declarative")</script></template></div>
<script type="mpy">
def clicked(event):
    print("clicked")
</script>`);
    await page.finished();
    await until(
      () => page.logs.length === 6,
      () => `logs: ${page.logs.join()}`,
    );
    expect(page.logs.sort()).to.deep.equal([
      "before",
      "by innerHTML",
      "clicked",
      "closed",
      "declarative",
      "late",
    ]);
    expect(page.errors).to.deep.equal([]);
  });

  for (const type of ["py", "mpy"]) {
    it(`is told that there is no ${type}-game`, async () => {
      const page = await openPage(
        `<script id="it" type="${type}-game">print(1)</script><mpy-script>print("on")</mpy-script>`,
      );
      await page.finished();
      await until(() => page.errors.length > 0);
      const says = `<script type="${type}-game"> does not run: py-elements has no game.`;
      expect(page.errors).to.have.length(1);
      expect(page.errors[0]).to.include(says);
      expect(page.events).to.include(`${type}:error#it`);
      await until(() =>
        page.get("#it + script-py").shadowRoot?.querySelector('[role="alert"]')?.textContent.includes(says),
      );
      expect(page.logs).to.deep.equal(["on"]);
    });
  }
});

for (const type of ["py", "mpy"]) {
  describe(`the module js in a worker, ${type}`, function () {
    this.timeout(60_000);

    it("has the page's document where the source names nothing of the package", async () => {
      const page = await openPage(`<p id="one"></p><p id="two"></p>
<script type="${type}" worker>
import js
js.document.getElementById("one").textContent = "one"
from js import document, Uint8Array, window
blob = window.Blob.new([Uint8Array.new(3), document.title])
document.getElementById("two").textContent = str(blob.size) + " " + ",".join(map(str, window.Array.of(1, 2).map(lambda item, *rest: item * 2)))
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.get("#one").textContent).to.equal("one");
      expect(page.get("#two").textContent).to.equal("12 2,4");
    });
  });
}

describe("a configuration element", function () {
  this.timeout(30_000);

  const insert = async (late: string, first = "") => {
    const page = await openPage(`${first}<mpy-script>print("ran")</mpy-script>`);
    await page.finished();
    const element = page.document.createElement("mpy-config");
    element.textContent = late;
    page.document.body.append(element);
    await page.window.customElements.whenDefined("mpy-config");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(page.errors).to.deep.equal([]);
    return page.warnings;
  };

  it("says that it is not used when it comes after its interpreter", async () => {
    const warnings = await insert('{"name": "late"}');
    await until(() => warnings.length > 0);
    const [warning] = warnings;
    expect(warning).to.include("PY0409").and.include("<mpy-config>").and.include("before the first script");
  });

  it("says nothing when it says what is in use", async () => {
    const config = '{"name": "same"}';
    expect(await insert(config, `<mpy-config>${config}</mpy-config>`)).to.deep.equal([]);
  });

  it("shows nothing of itself", async () => {
    const page = await openPage(`<mpy-config>{"a": 1}</mpy-config><mpy-script>print(1)</mpy-script>`);
    await page.finished();
    expect(page.get("mpy-config").getClientRects().length).to.equal(0);
    expect(page.warnings).to.deep.equal([]);
  });
});
