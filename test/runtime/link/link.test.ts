import { expect } from "chai";
import { createLinkWorld, type LinkWorld } from "../../harness/link-world.js";

for (const type of ["mpy", "py"] as const) {
  describe(`the link (${type}, shared memory)`, () => {
    let world: LinkWorld;
    let box: HTMLElement;

    before(async function () {
      this.timeout(60_000);
      world = await createLinkWorld(type);
      await world.run("from pyscript._remote import root as window\ndocument = window.document");
    });
    after(() => world?.end());
    beforeEach(() => {
      box = document.createElement("div");
      box.id = "box";
      document.body.append(box);
    });
    afterEach(() => box.remove());

    it("reads and writes", async () => {
      document.title = "A title";
      expect(await world.run("document.title")).to.equal("A title");
      await world.run('document.title = "Another"');
      expect(document.title).to.equal("Another");
    });

    it("calls", async () => {
      await world.run('document.getElementById("box").setAttribute("data-x", "1")');
      expect(box.getAttribute("data-x")).to.equal("1");
    });

    it("makes elements without waiting", async () => {
      await world.run(`
for index in range(50):
    el = document.createElement("p")
    el.textContent = str(index)
    document.getElementById("box").append(el)
`);
      expect(box.children.length).to.equal(50);
      expect(box.textContent?.startsWith("0123456789101112")).to.equal(true);
    });

    it("keeps identity", async () => {
      expect(await world.run("document.body == document.body and document.body != document.head")).to.equal(
        true,
      );
      expect(await world.run("document.body.style == document.body.style")).to.equal(true);
    });

    it("raises what the page throws, at its statement", async () => {
      expect(
        await world.run(`
try:
    document.querySelector("###")
    result = "nothing"
except Exception as error:
    result = type(error).__name__ + " " + str(error)
result`),
      ).to.match(/JsException.*###/);
    });

    it("raises AttributeError for what is not there", async () => {
      expect(
        await world.run(`
try:
    document.noSuchThing
    result = "nothing"
except AttributeError as error:
    result = str(error)
result`),
      ).to.equal("HTMLDocument of the page has no attribute 'noSuchThing'");
      expect(await world.run('hasattr(document, "noSuchThing"), hasattr(document, "title")')).to.deep.equal([
        false,
        true,
      ]);
    });

    it("calls Python back", async () => {
      await world.run(`
seen = []
def heard(event):
    seen.append((event.type, event.target.id))
document.getElementById("box").addEventListener("click", heard)
`);
      box.click();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await world.run("seen")).to.deep.equal([["click", "box"]]);
    });

    it("awaits promises of the page", async () => {
      expect(await world.run("await window.Promise.resolve(7)")).to.equal(7);
      expect(
        await world.run(`
try:
    await window.Promise.reject(window.TypeError.new("no"))
    result = ""
except Exception as error:
    result = str(error)
result`),
      ).to.match(/no/);
    });

    it("iterates, measures, slices", async () => {
      box.innerHTML = "<i>a</i><i>b</i><i>c</i>";
      expect(await world.run('[i.textContent for i in document.querySelectorAll("#box i")]')).to.deep.equal([
        "a",
        "b",
        "c",
      ]);
      expect(await world.run('len(document.querySelectorAll("#box i"))')).to.equal(3);
      expect(await world.run('document.querySelectorAll("#box i")[-1].textContent')).to.equal("c");
    });

    it("passes text of every kind", async () => {
      for (const text of [
        "",
        "ä",
        "\0",
        "a\0b",
        "\x10h1 1",
        "日本",
        "😀",
        "x".repeat(300_000),
        "日".repeat(100_000),
      ]) {
        box.textContent = text;
        if (!text.includes("\0")) {
          expect((await world.run('document.getElementById("box").textContent')) === text).to.equal(true);
        }
        await world.run('window.echoed = document.getElementById("box").textContent');
        expect((globalThis as unknown as { echoed: string }).echoed === text).to.equal(true);
      }
    });

    it("passes lists, dictionaries, bytes", async () => {
      await world.run('window.given = {"a": [1, 2.5, None, True, "x"], "b": document.body, "c": b"12"}');
      const { given } = globalThis as unknown as { given: Record<string, unknown> };
      expect(given.a).to.deep.equal([1, 2.5, type === "py" ? null : null, true, "x"]);
      expect(given.b === document.body).to.equal(true);
      expect([...(given.c as Uint8Array)]).to.deep.equal([49, 50]);
    });

    it("lets go of handles", async () => {
      const before = world.link.held.handles;
      await world.run(`
for _ in range(3000):
    document.createElement("i")
    document.createEvent("Event")
None`);
      for (let wait = 0; wait < 50 && world.link.held.handles > before + 20; wait++) {
        await world.run("import gc; gc.collect(); None");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(world.link.held.handles - before).to.be.lessThan(20);
    });
  });
}
