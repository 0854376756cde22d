/** Custom elements that Python defines: what every interpreter, thread and browser has to do. */
import { expect } from "chai";
import {
  createRuntime,
  installRuntime,
  pageOptions,
  type ElementsRuntime,
} from "../../src/elements/runtime.js";
import "../../src/elements/mpy-script/define.js";
import "../../src/elements/py-script/define.js";
import { bestSyncMode } from "../harness/abilities.js";
import { addElement } from "../harness/add-element.js";
import { until } from "../harness/page.js";

export interface Component extends HTMLElement {
  [property: string]: unknown;
  readonly updateComplete: Promise<boolean>;
}

type Script = HTMLElementTagNameMap["py-script"];

/** Defines the components of a Python file on this page: in `script`, each under its name and the suffix. */
async function definedBy(file: string, type: "py" | "mpy", worker: boolean, suffix: string) {
  const source = await (await fetch(file)).text();
  const tags = [...source.matchAll(/@component\("([^"]+)"\)/g)].map(([, tag]) => String(tag));
  const named = (text: string) => tags.reduce((result, tag) => result.replaceAll(tag, tag + suffix), text);
  const script = document.createElement(`${type}-script`) as Script;
  script.setAttribute("src", URL.createObjectURL(new Blob([named(source)])));
  if (worker) script.setAttribute("worker", "");
  return { script, named };
}

/** A runtime of the page for a whole suite. */
export function suitePage() {
  const page = { errors: [] as unknown[], warnings: [] as unknown[] };
  const { error, warn } = console;
  let runtime: ElementsRuntime;
  before(() => {
    runtime = createRuntime({ ...pageOptions(), workerURL: () => new URL("/src/worker.ts", location.href) });
    installRuntime(runtime);
    console.error = (...values: unknown[]) => page.errors.push(values[0]);
    console.warn = (...values: unknown[]) => page.warnings.push(values[0]);
  });
  after(async () => {
    document.body.replaceChildren();
    await new Promise((resolve) => setTimeout(resolve, 10)); // Removed for good.
    runtime.dispose();
    Object.assign(console, { error, warn });
  });
  return page;
}

/** As `until`, for what takes time to find out. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`never happened: ${String(check)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function componentsSuite(type: "py" | "mpy", worker: boolean): void {
  describe(`components of ${type}, ${worker ? "in a worker" : "on the main thread"}`, function () {
    this.timeout(90_000);
    this.bail(true);
    const suffix = `-${type}-${worker ? "worker" : "main"}`;
    const page = suitePage();
    let script: Script;
    let named: (text: string) => string;
    let upgraded: Promise<boolean>;

    before(async () => {
      const defined = await definedBy("/test/suites/components.py", type, worker, suffix);
      ({ script, named } = defined);
      document.body.innerHTML = named(
        `<click-counter id="early" count="3"><em slot="loading">Wait</em></click-counter>`,
      );
      const early = document.querySelector("#early") as Component;
      early.label = "Before";
      upgraded = customElements.whenDefined(named("click-counter")).then(() => early.matches(":defined"));
      document.body.append(script);
      await script.done;
      expect(page.errors.join()).to.equal("");
    });

    const add = (html: string) => addElement<Component>(named(html));
    const get = <E extends Element = HTMLElement>(selector: string): E => {
      const found = document.querySelector<E>(named(selector));
      if (!found) throw new Error(`no ${selector}`);
      return found;
    };
    const shown = (element: Element) => (element.shadowRoot?.textContent ?? "").trim();
    const shows = (element: Element, text: string) =>
      until(
        () => shown(element) === text,
        () => `${text}, not ${shown(element)}`,
      );
    const log = async () => {
      const lines = (await script.run("lines = '\\n'.join(log)\nlog.clear()\nlines")) as string;
      return lines.split("\n");
    };
    const inside = <E extends Element = HTMLElement>(element: Element, selector: string) => {
      const found = element.shadowRoot?.querySelector<E>(selector);
      if (!found) throw new Error(`no ${selector} in ${element.shadowRoot?.innerHTML}`);
      return found;
    };

    it("upgrades what stood in the page, with the properties that were set before", async () => {
      const early = get<Component>("#early");
      expect(await upgraded).to.equal(true);
      await early.updateComplete;
      expect(early.label).to.equal("Before");
      expect(early.count).to.equal(3);
      await shows(early, "Before: 3");
      expect(early.shadowRoot?.querySelector("slot")).to.equal(null);
      expect(getComputedStyle(inside(early, "button")).color).to.equal("rgb(1, 2, 3)");
      await eventually(async () => (await log()).some((line) => line.startsWith("updated")));
    });

    it("renders properties, hears events, reflects attributes, says what has changed", async () => {
      await log();
      const counter = await add(`<click-counter count="7"></click-counter>`);
      await shows(counter, "Clicks: 7");
      const button = inside(counter, "button");
      const heard: unknown[] = [];
      counter.addEventListener("count-changed", (event) => {
        const { detail, bubbles, composed, cancelable } = event as CustomEvent;
        heard.push(detail, counter.count, bubbles, composed, cancelable);
      });
      button.click();
      await shows(counter, "Clicks: 8");
      await until(() => heard.length > 0);
      expect(JSON.stringify(heard)).to.equal(`[{"count":8},8,true,true,true]`);
      expect(counter.getAttribute("count")).to.equal("8");
      counter.count = 20;
      counter.label = "n";
      expect(counter.count).to.equal(20);
      await counter.updateComplete;
      expect(counter.getAttribute("count")).to.equal("20");
      expect(shown(counter)).to.equal("n: 20");
      expect(inside(counter, "button")).to.equal(button);
      // Frameworks set text.
      counter.count = "21";
      expect(counter.count).to.equal(21);
      await counter.updateComplete;
      counter.remove();
      const lines: string[] = [];
      const expected = [
        "connected 7",
        "updated [('count', 0)] Clicks: 7",
        "updated [('count', 7)] Clicks: 8",
        "updated [('count', 8), ('label', 'Clicks')] n: 20",
        "updated [('count', 20)] n: 21",
        "disconnected",
      ];
      await eventually(async () => {
        lines.push(...(await log()).filter(Boolean));
        return lines.includes("disconnected") && lines.length >= expected.length;
      });
      if (worker && bestSyncMode === "stack-switching") {
        // A method that waits for the page is overtaken by what happens there meanwhile.
        const noted = (all: string[]) => all.map((line) => line.replace(/\].*/, "]")).sort();
        expect(noted(lines)).to.deep.equal(noted(expected));
      } else expect(lines).to.deep.equal(expected);
    });

    it("makes nothing anew where nothing has changed, and of a move", async () => {
      const counter = await add(`<click-counter></click-counter>`);
      await shows(counter, "Clicks: 0");
      await log();
      const changes: MutationRecord[] = [];
      const observer = new MutationObserver((records) => changes.push(...records));
      observer.observe(counter.shadowRoot as ShadowRoot, {
        childList: true,
        subtree: true,
        characterData: true,
      });
      counter.count = 0;
      document.body.append(counter);
      await counter.updateComplete;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(changes).to.have.length(0);
      expect(await log()).to.deep.equal([""]);
    });

    it("tells Python in one call of all that has changed in a task, and of nothing where nothing has", async () => {
      const elements = await Promise.all(
        Array.from({ length: 20 }, () => add(`<click-counter></click-counter>`)),
      );
      await script.run(`from pyscript import _component_news
calls = []
update = _component_news._update
def counting(*args):
    calls.append(args)
    return update(*args)
_component_news._update = counting`);
      const calls = async () => Number(await script.run("len(calls)"));
      const change = async (count: number) => {
        for (const element of elements) element.count = count;
        await Promise.all(elements.map(({ updateComplete }) => updateComplete));
        for (const element of elements) expect(shown(element)).to.equal(`Clicks: ${count}`);
      };
      await change(1);
      expect(await calls()).to.equal(1);
      await change(1);
      expect(await calls()).to.equal(1);
      await change(2);
      expect(await calls()).to.equal(2);
      await script.run("_component_news._update = update");
      await log();
      for (const element of elements) element.remove();
    });

    it("shows what is set while Python renders", async () => {
      const element = await add(`<slow-view></slow-view>`);
      await shows(element, "0");
      // The first rendering has another text, then it has the same.
      for (const [first, second, text] of [
        [10, 20, "2"],
        [21, 30, "3"],
      ] as const) {
        element.count = first;
        await new Promise((resolve) => setTimeout(resolve, 40));
        element.count = second;
        await element.updateComplete;
        await shows(element, text);
        expect(element.getAttribute("count")).to.equal(String(second));
        expect(
          await script.run(`from pyscript import _component_updates
[each.count for each in _component_updates.instances.values() if type(each).__name__ == "SlowView"]`),
        ).to.deep.equal([second]);
      }
      element.remove();
    });

    it("converts attributes by the types of properties, and back", async () => {
      const element = await add(
        `<many-types text="x" whole="5" ratio="2" on items='["p", 1]' table='{"k": null}' max-value="9" named="me" day="2026-11-28"></many-types>`,
      );
      await shows(element, `('x', 5, 2.0, True, ['p', 1], 9, (2026, 11, 28)) float [('k', None)]`);
      expect(element.maxValue).to.equal(9);
      expect(element.ownName).to.equal("me");
      expect(element.items).to.deep.equal(["p", 1]);
      expect(element.hiddenAway).to.equal("");
      element.on = false;
      element.maxValue = 10;
      element.ownName = "you";
      element.items = [{ a: [1.5, "v"] }];
      await element.updateComplete;
      expect([...element.getAttributeNames()]).to.not.include("on");
      expect(element.getAttribute("max-value")).to.equal("10");
      expect(element.getAttribute("named")).to.equal("you");
      expect(shown(element)).to.contain("[{'a': [1.5, 'v']}]");
      element.setAttribute("whole", "many");
      element.removeAttribute("text");
      expect(element.whole).to.equal(1);
      expect(element.text).to.equal("t");
      expect(page.warnings.splice(0).join()).to.contain(
        `<${named("many-types")} whole="many">: that is no whole number`,
      );
    });

    it("have the page read what Python sets, many numbers as well", async () => {
      const element = await add(`<many-types text="fractions"></many-types>`);
      const fractions = Array.from({ length: 40 }, (_, index) => (index + 1) / 8);
      await until(() => JSON.stringify(element.items) === JSON.stringify(fractions));
    });

    it("patches keyed lists: nodes move, what was typed and the focus stay", async () => {
      const element = await add(`<keyed-list></keyed-list>`);
      await until(() => element.shadowRoot?.querySelectorAll("li").length === 3);
      const rows = () => [...(element.shadowRoot?.querySelectorAll("li") ?? [])];
      const [a, b, c] = rows();
      const input = b?.firstElementChild as HTMLInputElement;
      input.value = "typed";
      input.focus();
      element.items = ["c", "b", "d", "a"];
      await element.updateComplete;
      const [first, second, third, fourth] = rows();
      expect([first === c, second === b, fourth === a]).to.deep.equal([true, true, true]);
      expect((third?.firstElementChild as HTMLInputElement).value).to.equal("d");
      expect(input.value).to.equal("typed");
      expect(element.shadowRoot?.activeElement).to.equal(input);
      expect(third?.className).to.equal("row");
      expect(third?.hasAttribute("key")).to.equal(false);
      element.open = false;
      element.items = [];
      await element.updateComplete;
      expect(shown(element)).to.equal("tail");
      element.open = true;
      await element.updateComplete;
      expect(inside(element, "span").style.color).to.equal("red");
    });

    it("renders into the element itself without a shadow root", async () => {
      const element = await add(`<in-light><em slot="loading">Wait</em></in-light>`);
      await until(() => element.textContent === "Hello, you");
      expect(element.shadowRoot).to.equal(null);
      element.who = "me";
      await element.updateComplete;
      expect(get("#greeting").textContent).to.equal("Hello, me");
      expect(getComputedStyle(get("in-light b")).fontWeight).to.equal("900");
    });

    it("has slots", async () => {
      const element = await add(`<with-slots><b slot="title">T</b>rest</with-slots>`);
      await until(() => element.shadowRoot?.querySelectorAll("slot").length === 2);
      const [title, rest] = element.shadowRoot?.querySelectorAll("slot") ?? [];
      expect(title?.assignedElements()[0]?.textContent).to.equal("T");
      expect(rest?.assignedNodes()[0]?.textContent).to.equal("rest");
    });

    it("fills slots without a shadow root, and follows what others insert, move and remove", async () => {
      const element = await add(`<light-slots><b slot="title">T</b>rest</light-slots>`);
      const seen = () =>
        [...element.children]
          .filter((child) => !(child as HTMLElement).hidden)
          .map(({ textContent }) => textContent)
          .join("");
      const shows = (text: string) =>
        until(
          () => seen() === text,
          () => `${text}, not ${seen()} in ${element.innerHTML}`,
        );
      const made = (text: string) => Object.assign(document.createElement("i"), { textContent: text });
      await shows("T|rest");
      const title = element.querySelector("b") as HTMLElement;
      const [more, last] = [made("more"), made("last")];
      element.append(last);
      await shows("T|restlast");
      element.insertBefore(more, last);
      await shows("T|restmorelast");
      element.appendChild(more);
      await shows("T|restlastmore");
      expect(element.removeChild(title) === title).to.equal(true);
      await shows("no title|restlastmore");
      more.slot = "title";
      await shows("more|restlast");
      element.replaceChild(title, more);
      await shows("T|restlast");
      element.open = false;
      await shows("T|");
      expect(last.isConnected).to.equal(true);
      element.open = true;
      await shows("T|restlast");
      title.after(document.createComment("a place of a framework's"));
      last.remove();
      await shows("T|rest");
      document.body.append(title);
      await shows("no title|rest");
      expect(title.parentNode === document.body).to.equal(true);
      element.textContent = "all new";
      await shows("no title|all new");
      element.replaceChildren();
      await shows("no title|nothing");
    });

    it("is a form control: value, validity, states, reset, disabled", async () => {
      await log();
      const form = (await add(
        `<form><fieldset><star-rating name="stars" value="2"></star-rating></fieldset></form>`,
      )) as unknown as HTMLFormElement;
      const rating = form.querySelector(named("star-rating")) as Component;
      await until(() => rating.shadowRoot?.querySelectorAll("button").length === 3);
      const data = () => new FormData(form).get("stars");
      expect(data()).to.equal("2");
      inside(rating, "button:nth-of-type(3)").click();
      await until(() => rating.value === 3);
      expect(data()).to.equal("3");
      await until(() => rating.matches(":state(chosen)"));
      rating.value = null;
      await until(() => !form.checkValidity());
      expect(data()).to.equal(null);
      await until(() => !rating.matches(":state(chosen)"));
      form.reset();
      expect(rating.value).to.equal(2);
      expect(data()).to.equal("2");
      await until(() => form.checkValidity());
      form.querySelector("fieldset")?.toggleAttribute("disabled");
      expect(data()).to.equal(null);
      await eventually(async () => {
        const lines = await log();
        return lines.includes("disabled True") || lines.includes("chosen True");
      });
    });

    it("has handlers that await", async () => {
      const element = await add(`<slow-one></slow-one>`);
      await until(() => shown(element).startsWith("idle"));
      expect(inside<HTMLSelectElement>(element, "select").value).to.equal("b");
      inside(element, "button").click();
      await until(() => shown(element).startsWith("busy"));
      await until(() => element.state === "done" && shown(element).startsWith("done"));
    });

    it("says whether an event was cancelled", async () => {
      const element = await add(`<closing-one></closing-one>`);
      await until(() => element.shadowRoot?.querySelector("button"));
      let detail: unknown;
      element.addEventListener("closing", (event) => {
        detail = (event as CustomEvent).detail;
        if (element.stay) event.preventDefault();
      });
      element.stay = true;
      inside(element, "button").click();
      await until(() => detail);
      // Keys that are called as the parameters in its documentation are.
      expect(detail).to.deep.equal({ why: ["button", 1], name: "n", detail: "d" });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(element.open).to.equal(true);
      element.stay = false;
      inside(element, "button").click();
      await until(() => element.open === false);
    });

    it("gives objects to elements that it renders, and uses elements again", async () => {
      const element = await add(`<owner-of-node></owner-of-node>`);
      await until(() => element.shadowRoot?.querySelectorAll("i").length === 2);
      const data = inside(element, "x-data") as unknown as Component;
      expect(JSON.stringify(data.data)).to.equal(`{"n":[0]}`);
      const constant = inside(element, "i");
      element.count = 1;
      await element.updateComplete;
      expect(JSON.stringify(data.data)).to.equal(`{"n":[1]}`);
      expect(inside(element, "i")).to.equal(constant);
    });

    it("calls the functions of the latest rendering, also where elements read the same", async () => {
      const element = await add(`<turning-one></turning-one>`);
      const click = (heard: string) => {
        for (const each of element.shadowRoot?.querySelectorAll("button") ?? []) each.click();
        return until(() => element.heard === heard);
      };
      await until(() => shown(element) === "ab");
      await click("12");
      element.turned = true;
      await until(() => shown(element) === "ba");
      await click("1221");
    });

    it("leaves the page without an error", () => {
      expect(page.errors.join("\n")).to.equal("");
    });

    it("a class that is defined again takes the place of the one before, for elements that are there", async () => {
      const tag = named("again-defined");
      const define = (text: string, more = "") =>
        script.run(`
from pyscript.web import Component, component, prop
@component("${tag}")
class Again(Component):
    count = prop(1)
    ${more}
    def render(self):
        return f"${text} {self.count}"
`);
      await define("old");
      const element = await add(`<again-defined count="5" added="x"></again-defined>`);
      await shows(element, "old 5");
      await define("new", `added = prop("")\n    styles = ":host { color: red }"`);
      await shows(element, "new 5");
      expect(element.added).to.equal("x");
      expect(getComputedStyle(element).color).to.equal("rgb(255, 0, 0)");
      element.setAttribute("added", "y");
      await until(() => element.added === "y");
      await shows(await add(`<again-defined></again-defined>`), "new 1");
    });

    it("what a class still does that was defined again is not shown", async () => {
      const tag = named("still-ticking");
      const define = (text: string, ticks: number) =>
        script.run(`
import asyncio
from pyscript.web import Component, component, prop
@component("${tag}")
class Ticking(Component):
    ticks = prop(0)
    async def connected(self):
        for _ in range(${ticks}):
            await asyncio.sleep(0.01)
            self.ticks += 1
    def render(self):
        return f"${text} {self.ticks}"
`);
      await define("old", 60);
      const element = await add(`<still-ticking></still-ticking>`);
      await until(() => Number(element.ticks) > 5);
      await define("new", 0);
      await until(() => shown(element).startsWith("new"));
      const text = shown(element);
      for (let times = 0; times < 20; times++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(shown(element)).to.equal(text);
      }
    });

    it("are rendered though the script that has changed them ends before", async function () {
      if (worker) return this.skip(); // A message ends it there, which comes later.
      const tag = named("changed-by-another");
      await script.run(`
from pyscript.web import Component, component, prop
changeable = []
@component("${tag}")
class Changed(Component):
    count = prop(0)
    def connected(self):
        changeable.append(self)
    def render(self):
        return f"Count {self.count}"
`);
      const element = await add(`<changed-by-another></changed-by-another>`);
      await shows(element, "Count 0");
      const other = document.createElement(`${type}-script`) as Script;
      other.id = named("another");
      other.textContent = `
from pyscript import document
changeable[0].count += 1
document.querySelector("#${other.id}").terminate()
`;
      document.body.append(other);
      await other.done.catch(() => {});
      await shows(element, "Count 1");
      await script.run("changeable[0].count += 1");
      await shows(element, "Count 2");
      other.remove();
    });

    it("a bad tag, a tag that is taken and a bad property are errors that say which", async () => {
      const failure = async (decorator: string, body = "pass") => {
        const error = (await script
          .run(
            `from pyscript.web import Component, component, prop\n${decorator}\nclass Bad(Component):\n    ${body}`,
          )
          .catch((reason: unknown) => reason)) as Error;
        return `${error.name}: ${error.message}`;
      };
      customElements.get(named("taken-by-page")) ??
        customElements.define(named("taken-by-page"), class extends HTMLElement {});
      expect(await failure(`@component("Bad")`)).to.match(/^ValueError: "Bad" is no name for elements/);
      expect(await failure(`@component("${named("taken-by-page")}")`)).to.equal(
        `ValueError: <${named("taken-by-page")}> is defined already, by JavaScript of the page: choose another name.`,
      );
      expect(await failure(`@component("${named("bad-name")}")`, "children = prop(1)")).to.match(
        /^ValueError: Bad .*'children'/,
      );
      expect(await failure(`@component("${named("bad-name")}")`, "render = prop(1)")).to.match(
        /^ValueError: Bad: .*'render'/,
      );
      expect(await failure(`@component`)).to.match(/^TypeError: component\(\) takes the name/);
      page.errors.length = 0;
    });

    it("an exception has one event and one error that name class and method; the last view stays", async () => {
      const element = await add(`<failing-one></failing-one>`);
      await shows(element, "fine");
      const events: string[] = [];
      const listen = (event: Event) => events.push((event as CustomEvent<Error>).detail?.message ?? "?");
      document.addEventListener(`${type}:error`, listen);
      for (const [how, message] of [
        ["render", "in render"],
        ["click", "in handler"],
        ["async", "in async"],
      ] as const) {
        events.length = page.errors.length = 0;
        if (how === "render") element.fails = true;
        else inside(element, `button.${how}`).click();
        await until(() => events.length > 0);
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect(events).to.have.length(1);
        expect(page.errors).to.have.length(1);
        const text = String((page.errors[0] as Error).stack ?? page.errors[0]);
        const traceback = (page.errors[0] as { traceback?: string }).traceback ?? text;
        expect(traceback)
          .to.include(message)
          .and.include(`In FailingOne.`)
          .and.include(named("<failing-one>"));
        expect(traceback).to.match(/line \d+/);
        expect(element.shadowRoot?.querySelectorAll("button").length).to.equal(2);
        element.fails = false;
        await element.updateComplete;
      }
      document.removeEventListener(`${type}:error`, listen);
      page.errors.length = 0;
    });

    it("elements that are removed leave nothing in Python", async () => {
      const { gc } = window as { gc?: (options: { execution: "async" }) => Promise<void> };
      const count = () =>
        // Proxies of what was found in an element keep it until Python's collector has run.
        script.run(`import gc
from pyscript import _component_updates
gc.collect()
sum(getattr(each, "label", "") == "leak" for each in _component_updates.instances.values())`);
      if (!gc) return;
      const holder = document.createElement("div");
      document.body.append(holder);
      holder.innerHTML = named(`<click-counter label="leak"></click-counter>`.repeat(300));
      await eventually(async () => (await count()) === 300);
      holder.remove();
      holder.replaceChildren();
      await eventually(async () => {
        // In a task of its own: of what calls the collector, the stack may have an element still.
        await gc({ execution: "async" });
        return (await count()) === 0;
      });
    });

    it("lets go of its elements when its script is removed; they show what they showed", async () => {
      const counter = await add(`<click-counter count="9"></click-counter>`);
      await shows(counter, "Clicks: 9");
      script.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside(counter, "button").click();
      counter.count = 10;
      await counter.updateComplete;
      expect(counter.getAttribute("count")).to.equal("10");
      expect(shown(counter)).to.equal("Clicks: 9");
      expect(page.errors.join("\n")).to.equal("");
    });

    it("goes on as an element when its worker ends while it renders", async function () {
      if (!worker) return this.skip();
      const defined = await definedBy("/test/suites/components.py", type, worker, `${suffix}-ending`);
      document.body.append(defined.script);
      await defined.script.done;
      const element = document.createElement(defined.named("slow-view")) as Component;
      document.body.append(element);
      await shows(element, "0");
      element.count = 10;
      await new Promise((resolve) => setTimeout(resolve, 40));
      element.count = 20;
      defined.script.worker?.terminate();
      await until(() => element.getAttribute("count") === "20");
      element.count = 30;
      await until(() => element.getAttribute("count") === "30");
      // The first rendering has come where the page took longer to go on than the worker took for it.
      expect(shown(element)).to.be.oneOf(["0", "1"]);
      expect(page.errors.join("\n")).to.equal("");
    });
  });
}
