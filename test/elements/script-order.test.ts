/** Changes by frameworks, and by people who change their minds: every promise of a script settles, nothing is
 * lost. */
import { expect } from "chai";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import type { AdoptedScript } from "../../src/elements/script-tags.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

const settled = async (p: Promise<unknown>) =>
  Promise.race([
    p.then(
      (v) => `ok ${String(v)}`,
      (e: Error) => `${e.name}: ${e.message}`,
    ),
    new Promise((r) => setTimeout(() => r("PENDING"), 800)),
  ]);
const url = (code: string) => `data:text/plain,${encodeURIComponent(code)}`;

describe("a script's promises and properties, whatever the order", () => {
  const page = fakePage();

  it("an element without code does not keep the next from its turn", async () => {
    insert(`<py-script></py-script><py-script id="b">print("b")</py-script>`);
    await until(
      () => page.printed.length === 1,
      () => "b printed: " + page.printed.join(),
    );
  });
  it("run() after stop() is a run of its own", async () => {
    const el = insert<PyScriptElement>(`<py-script>await sleep(5)</py-script>`);
    await el.ready;
    await nextTask();
    el.stop();
    expect(await settled(el.run("1 + 1"))).to.equal("ok 2");
  });
  it("run() after terminate() is a run of its own", async () => {
    const el = insert<PyScriptElement>(`<py-script>await sleep(5)</py-script>`);
    await el.ready;
    await nextTask();
    el.terminate();
    expect(await settled(el.run("1 + 1"))).to.equal("ok 2");
  });
  it("run() while another runs gives its own value", async () => {
    const el = insert<PyScriptElement>(`<py-script>await sleep(0.05)\n1</py-script>`);
    await el.ready;
    const first = el.done;
    const second = el.run("2");
    const third = el.run("3");
    expect(await Promise.all([first, second, third].map(settled))).to.deep.equal(["ok 1", "ok 2", "ok 3"]);
  });
  it("stop() ends what waits for its turn", async () => {
    insert(`<py-script>await sleep(60)</py-script>`);
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    await el.ready;
    await nextTask();
    el.stop();
    expect(await settled(el.done)).to.match(/^AbortError/);
  });
  it("removal ends what waits for its turn", async () => {
    insert(`<py-script>await sleep(60)</py-script>`);
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    await el.ready;
    await nextTask();
    el.remove();
    expect(await settled(el.done)).to.match(/^AbortError/);
  });
  it("stop() ends waiting for a configuration", async () => {
    const original = window.fetch;
    window.fetch = ((input: RequestInfo | URL, init?: RequestInit) =>
      String(input instanceof Request ? input.url : input).includes("never.json")
        ? new Promise(() => {})
        : original(input, init)) as typeof fetch;
    try {
      const el = insert<PyScriptElement>(`<py-script config="never.json">1</py-script>`);
      await nextTask();
      el.stop();
      expect(await settled(el.done)).to.match(/^AbortError/);
    } finally {
      window.fetch = original;
    }
  });
  it("stop() works before anything has been loaded", async () => {
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    el.stop();
    expect(await settled(el.done)).to.match(/^AbortError/);
  });
  it("stop() ends every run of the element", async () => {
    const el = insert<PyScriptElement>(`<py-script>await sleep(60)</py-script>`);
    await el.ready;
    const first = el.done;
    const second = el.run("await sleep(60)");
    await nextTask();
    el.stop();
    expect(await settled(first)).to.match(/^AbortError/);
    expect(await settled(second)).to.match(/^AbortError/);
  });
  it("src may be set as a property before the element is connected", async () => {
    const el = document.createElement("py-script");
    el.src = url('print("from src")');
    document.body.append(el);
    expect(await settled(el.done)).to.match(/^ok/);
    expect(page.printed).to.deep.equal(["from src"]);
  });
  it("config may be set as a property before the element is connected", async () => {
    const el = document.createElement("py-script");
    el.config = '{"hello": 1}';
    el.code = "1";
    document.body.append(el);
    await el.done;
    expect(page.runtime.mainEnvironment("py")?.config.values).to.deep.equal({ hello: 1 });
  });
  it("src may come after the element", async () => {
    const el = document.createElement("py-script");
    document.body.append(el);
    await nextTask();
    el.setAttribute("src", url('print("from src")'));
    expect(await settled(el.done)).to.match(/^ok/);
  });
  it("src of a script tag may come after it", async () => {
    const el = document.createElement("script") as AdoptedScript;
    el.type = "py";
    document.body.append(el);
    await nextTask();
    el.src = url('print("from src")');
    expect(await settled(el.done)).to.match(/^ok/);
  });
  it("the type of a script tag may come after it", async () => {
    const el = document.createElement("script") as AdoptedScript;
    el.textContent = 'print("typed")';
    el.type = "text/x";
    document.body.append(el);
    await nextTask();
    el.type = "py";
    await nextTask();
    expect(await settled(el.done)).to.match(/^ok/);
  });
  it("an empty src counts for nothing", async () => {
    const el = insert<PyScriptElement>(`<py-script src="">print("inline")</py-script>`);
    expect(await settled(el.done)).to.match(/^ok/);
  });
  it("a src that is no URL is an error that says so", async () => {
    const el = insert<PyScriptElement>(`<py-script src="http://[bad">print("inline")</py-script>`);
    expect(await settled(el.done)).to.match(/LoadError.*src/);
  });
  it("lines of strings and comments may stand left of the code", async () => {
    const el = insert<PyScriptElement>(
      `<py-script>\n    # c\n  # less\n    print("a")\n    print("b")\nprint("z")</py-script>`,
    );
    await settled(el.done);
    expect(page.printed).to.deep.equal(["a", "b", "z"]);
  });
  it("ready resolves when a load that failed is tried again", async () => {
    page.drivers.py.failure = new Error("no");
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    const ready: Event[] = [];
    el.addEventListener("py:ready", (e) => ready.push(e));
    expect(await settled(el.ready)).to.equal("Error: no");
    await el.updateComplete;
    page.drivers.py.failure = undefined;
    el.shadowRoot?.querySelector<HTMLButtonElement>("[part=retry]")?.click();
    await until(() => ready.length === 1);
    expect(await settled(el.ready)).to.equal("ok undefined");
    expect(await settled(el.done)).to.equal("ok 1");
  });
  it("ready stays what it is where an attribute changes while the script starts", async () => {
    page.drivers.py.delay = 50;
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    const { ready } = el;
    await nextTask();
    el.setAttribute("name", "other");
    await nextTask();
    expect(el.ready).to.equal(ready);
    expect(await settled(ready)).to.equal("ok undefined");
    expect(await settled(el.done)).to.equal("ok 1");
  });
  it("ready and its event are those of the new start where a script comes back", async () => {
    page.drivers.py.delay = 300; // It is removed before that, on a busy machine, too.
    const el = insert<PyScriptElement>(`<py-script>1</py-script>`);
    let events = 0;
    el.addEventListener("py:ready", () => events++);
    const first = el.ready;
    await nextTask();
    el.remove();
    await nextTask();
    document.body.append(el);
    const second = el.ready;
    expect(await settled(first)).to.match(/^AbortError/);
    expect(await settled(second)).to.equal("ok undefined");
    expect(await settled(el.done)).to.equal("ok 1");
    expect(events).to.equal(1);
    el.remove();
    await nextTask();
    document.body.append(el);
    expect(el.ready).to.not.equal(second);
    expect(await settled(el.ready)).to.equal("ok undefined");
    expect(await settled(el.done)).to.equal("ok 1");
    expect(events).to.equal(2);
  });
  it("a src that comes while the text is read is what runs", async () => {
    const el = insert<PyScriptElement>(`<py-script>print("inline")</py-script>`);
    new MutationObserver(() => el.setAttribute("src", url('print("from src")'))).observe(el, {
      attributeFilter: ["data-ran"],
    });
    expect(await settled(el.done)).to.match(/^ok/);
    expect(page.printed).to.deep.equal(["from src"]);
  });
  it("one retry brings back all that a configuration failed", async () => {
    const original = window.fetch;
    let fail = true;
    window.fetch = ((input: RequestInfo | URL, init?: RequestInit) =>
      String(input instanceof Request ? input.url : input).includes("flaky.json")
        ? Promise.resolve(fail ? new Response("", { status: 500 }) : new Response("{}"))
        : original(input, init)) as typeof fetch;
    try {
      const el = insert<PyScriptElement>(
        `<py-script>print("a")</py-script><py-config src="flaky.json"></py-config><py-script>print("b")</py-script>`,
      );
      await settled(el.done);
      await el.updateComplete;
      await nextTask();
      fail = false;
      document
        .querySelectorAll("py-script")
        .forEach((e) =>
          e.shadowRoot?.querySelectorAll<HTMLButtonElement>("[part=retry]").forEach((b) => b.click()),
        );
      await until(
        () => page.printed.length === 2,
        () => page.printed.join(),
      );
      expect(page.printed).to.deep.equal(["a", "b"]);
    } finally {
      window.fetch = original;
    }
  });
  it("run() before the element is connected does not take the place of its own code", async () => {
    const el = document.createElement("py-script");
    el.textContent = 'print("own")';
    expect(await settled(el.run("1 + 1"))).to.equal("ok 2");
    document.body.append(el);
    await nextTask();
    await until(() => page.printed.length === 1, "own");
  });
  it("an event attribute that went while its element was out of the page is gone", async () => {
    insert(`<py-script>def f():\n  print("f")</py-script>`);
    const b = insert(`<button py-click="f">b</button>`);
    await nextTask();
    b.remove();
    await nextTask();
    b.removeAttribute("py-click");
    document.body.append(b);
    await nextTask();
    b.click();
    await nextTask();
    expect(page.errors).to.deep.equal([]);
  });
  it("target of a script tag is null while there is no such element", async () => {
    const el = insert<AdoptedScript>(`<script type="py" target="nowhere">1</script>`);
    await nextTask();
    expect(el.target).to.equal(null);
  });
  it("document.currentScript of the browser's own scripts is theirs while one of ours waits", async () => {
    const el = insert<AdoptedScript>(`<script type="py">await sleep(1)</script>`);
    await nextTask();
    await el.ready;
    await until(() => document.currentScript === el);
    const native = document.createElement("script");
    native.textContent = "globalThis.seen = document.currentScript";
    document.body.append(native);
    expect((globalThis as { seen?: unknown }).seen).to.equal(native);
  });

  it("a copy of an element that has run does not run what it displayed", async () => {
    const element = insert<PyScriptElement>(`<py-script>print("own")</py-script>`);
    await element.done;
    element.append('print("output")');
    document.body.append(element.cloneNode(true));
    const box = insert("<div></div>");
    box.innerHTML = element.outerHTML;
    await nextTask();
    await nextTask();
    expect(page.printed).to.deep.equal(["own"]);
    expect(box.textContent).to.equal('print("output")');
  });

  it("nor does a copy of an element whose code was assigned, or that ran code it was given", async () => {
    const assigned = document.createElement("py-script");
    assigned.code = `print("own")`;
    document.body.append(assigned);
    await assigned.done;
    const given = insert<PyScriptElement>("<py-script></py-script>");
    await given.run(`print("given")`);
    for (const element of [assigned, given]) {
      element.append('print("output")');
      document.body.append(element.cloneNode(true));
      insert("<div></div>").innerHTML = element.outerHTML;
    }
    await nextTask();
    await nextTask();
    expect(page.printed).to.deep.equal(["own", "given"]);
    // Code of their own still runs.
    const [, , copy] = document.querySelectorAll<PyScriptElement>("py-script");
    if (copy) copy.code = `print("of the copy")`;
    await until(() => page.printed.length === 3);
  });

  it("an element runs, and has its styles, in the document of a frame", async () => {
    const frame = insert<HTMLIFrameElement>("<iframe></iframe>");
    const inside = frame.contentDocument as Document;
    const adopted = document.createElement("py-script");
    adopted.code = "1";
    inside.body.append(adopted);
    expect(await settled(adopted.done)).to.equal("ok 1");
    const moved = insert<PyScriptElement>(`<py-script>2</py-script>`);
    await moved.done;
    inside.body.append(moved);
    for (const element of [adopted, moved]) {
      await element.updateComplete;
      expect(inside.defaultView?.getComputedStyle(element).display).to.equal("block");
      element.showError(new Error("shown"));
      await element.updateComplete;
      const panel = element.shadowRoot?.querySelector("[part=error]") as Element;
      expect(inside.defaultView?.getComputedStyle(panel).display).to.equal("flex");
    }
  });
});
