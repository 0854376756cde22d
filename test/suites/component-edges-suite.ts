/** Custom elements that Python defines, at their edges: what a page may do with any element. */
import { expect } from "chai";
import { addElement } from "../harness/add-element.js";
import { until } from "../harness/page.js";
import { suitePage, type Component } from "./components-suite.js";

type Script = HTMLElementTagNameMap["py-script"];

export function componentEdgesSuite(type: "py" | "mpy", worker: boolean): void {
  describe(`components of ${type} at their edges, ${worker ? "in a worker" : "on the main thread"}`, function () {
    this.timeout(30_000);
    const suffix = `-${type}-${worker ? "worker" : "main"}`;
    const page = suitePage();
    const said = () => [...page.errors, ...page.warnings].map(String);
    let script: Script;

    before(async function () {
      this.timeout(60_000);
      const source = await (await fetch("/test/suites/component-edges.py")).text();
      script = document.createElement(`${type}-script`) as Script;
      script.setAttribute("src", URL.createObjectURL(new Blob([source.replaceAll("-SUFFIX", suffix)])));
      if (worker) script.setAttribute("worker", "");
      document.body.append(script);
      await script.done;
      expect(said().join("\n")).to.equal("");
    });
    beforeEach(() => void (page.errors.length = page.warnings.length = 0));

    const named = (html: string) => html.replaceAll("-SUFFIX", suffix);
    const add = (html: string) => addElement<Component>(named(html));
    const shown = (element: Element) => (element.shadowRoot?.textContent ?? "").trim();
    const shows = (element: Element, text: string) =>
      until(
        () => shown(element) === text,
        () => `${text}, not ${shown(element)}; ${said().join("\n")}`,
      );
    const buttons = (element: Element) => [...(element.shadowRoot?.querySelectorAll("button") ?? [])];

    it("calls the functions of the rendering that was clicked, not of one that has not come yet", async function () {
      const rows = await add(`<row-list-SUFFIX></row-list-SUFFIX>`);
      await shows(rows, "abcd");
      if (!worker) return this.skip();
      const [, b, c] = buttons(rows);
      b?.click();
      c?.click();
      await shows(rows, "ad");
      buttons(rows)[1]?.click();
      await shows(rows, "a");
    });

    it("hears that it is disabled when it comes", async () => {
      const form = await add(
        `<form><fieldset disabled><edge-control-SUFFIX></edge-control-SUFFIX></fieldset></form>`,
      );
      const control = form.querySelector(named("edge-control-SUFFIX")) as Component;
      await shows(control, "None True");
      form.querySelector("fieldset")?.removeAttribute("disabled");
      await shows(control, "None False");
    });

    it("has the value of its markup again after a reset, where it is reflected and converted", async () => {
      const form = await add(
        `<form><edge-control-SUFFIX value="x"></edge-control-SUFFIX><reflecting-control-SUFFIX value="3"></reflecting-control-SUFFIX></form>`,
      );
      const [control, reflecting] = form.children as unknown as [Component, Component];
      await shows(control, "('x',) None");
      await shows(reflecting, "3");
      reflecting.value = 5;
      control.value = "y";
      await until(() => reflecting.getAttribute("value") === "5");
      await shows(control, "('y',) None");
      (form as unknown as HTMLFormElement).reset();
      await shows(control, "('x',) None");
      expect(reflecting.value).to.equal(3);
      await shows(reflecting, "3");
    });

    it("shows what is set after it was moved, in one task", async () => {
      const twice = await add(`<twice-edge-SUFFIX></twice-edge-SUFFIX>`);
      await shows(twice, "a False 1");
      const box = document.createElement("div");
      document.body.append(box);
      box.append(twice);
      twice.label = "b";
      await shows(twice, "b False 1");
      document.body.append(twice);
      box.remove();
      twice.label = "c";
      await shows(twice, "c False 1");
      twice.remove();
    });

    it("follows attributes that its class has got by being defined again", async () => {
      const twice = await add(`<twice-edge-SUFFIX></twice-edge-SUFFIX>`);
      twice.setAttribute("open", "");
      await shows(twice, "a True 1");
      twice.setAttribute("size", "2");
      await shows(twice, "a True 2");
      twice.size = 3;
      twice.open = false;
      await shows(twice, "a False 3");
      expect(twice.getAttribute("size")).to.equal("3");
      // Its attributes are as they were: to move it sets nothing.
      document.body.prepend(twice);
      twice.label = "b";
      await shows(twice, "b False 3");
      twice.removeAttribute("open");
      twice.setAttribute("open", "");
      await shows(twice, "b True 3");
      twice.remove();
    });

    it("shows nodes that are appended while a property changes in their slot", async () => {
      const element = await add(`<appending-edge-SUFFIX><b>0</b></appending-edge-SUFFIX>`);
      await until(() => element.querySelector("slot"));
      const slots = (text: string) => until(() => element.querySelector("slot")?.textContent === text);
      for (const text of ["01", "012"]) {
        (element.querySelector("header") as HTMLElement).click();
        await slots(text);
      }
      element.count = 7;
      element.append("T");
      await slots("012T");
      await until(() => element.querySelector("header")?.textContent === "7");
      element.remove();
    });

    it("shows each its own text, whatever is in it", async () => {
      const [one, other] = await Promise.all(
        [1, 2].map(() => add(`<ordered-edge-SUFFIX order=""></ordered-edge-SUFFIX>`)),
      );
      if (!one || !other) throw new Error("there are none");
      const texts = (element: Element) =>
        [...(element.shadowRoot?.querySelectorAll("p") ?? [])].map(({ textContent }) => textContent);
      for (const separator of ["\x1b", "\x1c", "\x1d", "\x1e", "\x1f", "\0", "\t"]) {
        one.texts = [separator, `a${separator}b`, "c"];
        other.texts = [`${separator}d`, "e"];
        await until(() => texts(other)[1] === "e" && texts(one)[2] === "c" && texts(other)[0]?.endsWith("d"));
        const stands = texts(other)[0]?.[0] ?? "";
        expect([separator, "\ufffd"], JSON.stringify(separator)).to.include(stands);
        expect(texts(one)).to.deep.equal([stands, `a${stands}b`, "c"]);
        [one.texts, other.texts] = [[], []];
        await until(() => texts(one).length + texts(other).length === 0);
      }
      one.remove();
      other.remove();
    });

    it("copies defaults for each element, all through", async () => {
      const [one, other] = await Promise.all(
        [1, 2].map(() => add(`<ordered-edge-SUFFIX order=""></ordered-edge-SUFFIX>`)),
      );
      if (!one || !other) throw new Error("there are none");
      for (const element of [one, other]) {
        await until(() => buttons(element).length === 1);
        buttons(element)[0]?.click();
        await shows(element, `[[1, 0], {'deep': [1]}]`);
        expect(element.grid).to.deep.equal([[1, 0], { deep: [1] }]);
        element.remove();
      }
    });

    it("keeps the focus of an element that moves by its key, and what is selected in it", async () => {
      const element = await add(`<ordered-edge-SUFFIX></ordered-edge-SUFFIX>`);
      const root = element.shadowRoot as ShadowRoot;
      const order = () => [...root.querySelectorAll("input")].map(({ id }) => id).join("");
      for (const [from, to, id] of [
        ["abcd", "dabc", "d"],
        ["abcd", "bcda", "a"],
        ["abcd", "dcba", "b"],
      ] as const) {
        element.order = from;
        await until(() => order() === from);
        const input = root.getElementById(id) as HTMLInputElement;
        input.focus();
        input.setSelectionRange(1, 3);
        element.order = to;
        await until(() => order() === to);
        expect(root.activeElement?.id, to).to.equal(id);
        expect([input.selectionStart, input.selectionEnd]).to.deep.equal([1, 3]);
      }
      element.remove();
    });

    it("hears of a reset when it has the value that it has then", async () => {
      const form = await add(`<form><resetting-edge-SUFFIX value="own"></resetting-edge-SUFFIX></form>`);
      const [control] = form.children as unknown as [Component];
      await shows(control, "own, heard");
      control.value = "other";
      await shows(control, "other, heard");
      (form as unknown as HTMLFormElement).reset();
      await shows(control, "own, heard own");
      form.remove();
    });

    it("is made anew, with all it has, after its instance could not be made", async () => {
      const element = await add(`<failing-edge-SUFFIX label="kept"></failing-edge-SUFFIX>`);
      await until(() => said().some((line) => line.includes("not the first time")));
      expect(shown(element)).to.equal("");
      page.errors.length = page.warnings.length = 0;
      element.count = 2;
      await shows(element, "kept 2 1");
      element.count = 3;
      await shows(element, "kept 3 1");
      element.remove();
    });

    it("submits a list under the name that it gets later", async () => {
      const form = (await add(`<form></form>`)) as unknown as HTMLFormElement;
      const control = document.createElement(named("list-control-SUFFIX"));
      form.append(control);
      control.setAttribute("name", "colors");
      await Promise.resolve();
      expect([...new FormData(form).entries()].join(";")).to.equal("colors,red;colors,green");
      control.setAttribute("name", "others");
      expect([...new FormData(form).entries()].join(";")).to.equal("others,red;others,green");
    });

    it("names a flag of validity that there is none of", async () => {
      const control = await add(`<list-control-SUFFIX></list-control-SUFFIX>`);
      buttons(control)[0]?.click();
      await until(() => said().length > 0);
      expect(said().join()).to.match(/value_mising/);
    });

    it("hears what a listener sets while it is being connected", async () => {
      const holder = document.createElement("div");
      document.body.append(holder);
      holder.addEventListener("edge-ready", (event) => ((event.target as Component).items = ["given"]));
      holder.innerHTML = named(`<ready-one-SUFFIX></ready-one-SUFFIX>`);
      await shows(holder.firstElementChild as Element, "given");
    });

    it("shows all of a list whose keys are not one for each, and says so", async () => {
      const list = await add(`<keyed-edge-SUFFIX></keyed-edge-SUFFIX>`);
      const set = async (items: string[]) => {
        list.items = items;
        await shows(list, items.join(""));
      };
      await set(["a", "b", "a", "c"]);
      await set(["c", "a", "a", "b"]);
      await set(["a", "x", "c", "a", "b", "a"]);
      await set(["b", "a", "a", "d", "e"]);
      await set(["e", "a", "d", "a", "a", "b"]);
      await set(["b", "a"]);
      expect(said().join()).to.match(/key "a"/);
      await set(["constructor", "toString", "b"]);
      await set(["toString", "b", "constructor", "valueOf"]);
    });

    it("goes on after a rendering that cannot be shown", async () => {
      const list = await add(`<keyed-edge-SUFFIX></keyed-edge-SUFFIX>`);
      list.items = ["a", "b"];
      await shows(list, "ab");
      list.items = ["new", "bad name", "b"];
      await until(() => said().length > 0);
      list.items = ["c", "b"];
      await shows(list, "cb");
      expect(list.shadowRoot?.children.length).to.equal(2);
    });

    it("says that render() may not be asynchronous, and takes what it yields", async () => {
      await shows(await add("<generating-edge-SUFFIX></generating-edge-SUFFIX>"), "ab");
      await add("<async-edge-SUFFIX></async-edge-SUFFIX>");
      await until(() => said().some((text) => text.includes("may not be async")));
    });

    it("is adopted by the document of a frame, with its styles", async () => {
      const element = await add(`<adopted-one-SUFFIX></adopted-one-SUFFIX>`);
      await shows(element, "connected");
      const frame = document.createElement("iframe");
      document.body.append(frame);
      frame.contentDocument?.body.append(element);
      await shows(element, "connected adopted");
      expect(frame.contentWindow?.getComputedStyle(element).color).to.equal("rgb(1, 2, 3)");
      document.body.append(element);
      await until(() => shown(element).endsWith("adopted"));
      expect(getComputedStyle(element).color).to.equal("rgb(1, 2, 3)");
      frame.remove();
    });

    it("replaces what a declarative shadow root has shown meanwhile", async () => {
      const holder = document.createElement("div");
      document.body.append(holder);
      holder.setHTMLUnsafe(
        named(`<list-control-SUFFIX><template shadowrootmode="open">Wait…</template></list-control-SUFFIX>`),
      );
      await shows(holder.firstElementChild as Element, "['red', 'green']");
    });

    it("gives properties to elements of a class that is defined later", async () => {
      const parent = await add(`<parent-one-SUFFIX></parent-one-SUFFIX>`);
      await until(() => parent.shadowRoot?.firstElementChild);
      await script.run(
        named(`
from pyscript.web import Component, component, prop
@component("later-one-SUFFIX")
class Later(Component):
    items = prop([])
    max_value = prop(1)
    on = prop(False)
    def render(self):
        return f"{self.items} {self.max_value} {self.on}"
`),
      );
      await shows(parent.shadowRoot?.firstElementChild as Element, "['x'] 7 True");
    });

    it("takes the default of a class that overrides a property's", async () => {
      const element = await add(`<derived-one-SUFFIX></derived-one-SUFFIX>`);
      await shows(element, "derived");
      expect(element.label).to.equal("derived");
    });

    it("has attributes without the mark of a keyword", async () => {
      const element = await add(`<keyword-one-SUFFIX for="x" class="y"></keyword-one-SUFFIX>`);
      await shows(element, "x");
    });

    it("keeps any object of Python's in a property, and says which the page cannot have", async () => {
      const element = await add(`<object-one-SUFFIX></object-one-SUFFIX>`);
      const other = await add(`<object-one-SUFFIX></object-one-SUFFIX>`);
      await until(() => buttons(element).length + buttons(other).length === 6);
      for (const [each, name] of [
        [0, "Thing 2"],
        [1, "circular 2"],
        [2, "both 2"],
      ] as const) {
        buttons(element)[each]?.click();
        await shows(element, name);
      }
      await shows(other, "both 2");
      for (const text of said()) expect(text).to.match(/thing: .*(cannot be passed|contains itself)/);
      buttons(other)[0]?.click();
      await shows(other, "Thing 2");
    });
  });
}
