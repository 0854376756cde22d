import { expect } from "chai";
import { createRuntime, installRuntime, pageOptions } from "../../src/elements/runtime.js";
import type { AdoptedScript } from "../../src/elements/script-tags.js";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import "../../src/elements/py-terminal/define.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

type Marked = Element & Record<string, unknown>;

/** Puts on a node what React does: a fiber, and the props. */
function markByReact(node: Node, fiber: object, props: object = {}): void {
  Object.assign(node, { __reactFiber$x1: fiber, __reactProps$x1: props });
}

const committed = { flags: 1, return: { flags: 4, return: null } };

describe("elements of a page that was rendered on a server", () => {
  const page = fakePage();
  const globals: string[] = [];

  /** Inserts markup as if it were there when the library is evaluated. */
  function serve<E extends Element = PyScriptElement>(markup: string): E {
    page.runtime.dispose();
    const runtime = createRuntime({
      ...pageOptions(),
      drivers: page.drivers,
      streams: { stdout: (line) => page.printed.push(line), stderr: () => {} },
    });
    installRuntime(runtime);
    Object.assign(page, { runtime });
    const first = insert<E>(markup);
    runtime.roots.observe(document);
    return first;
  }

  function setGlobal(name: string, value: unknown): void {
    (window as unknown as Record<string, unknown>)[name] = value;
    globals.push(name);
  }

  async function expectUntouched(box: Element): Promise<void> {
    const before = box.outerHTML;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(box.outerHTML).to.equal(before);
    expect(page.printed).to.deep.equal([]);
  }

  afterEach(() => {
    for (const name of globals.splice(0)) Reflect.deleteProperty(window, name);
  });

  it("start at once where nothing says that a framework will take them over", async () => {
    const box = serve(`<main><!-- a comment --><py-script>print("ran")</py-script></main>`);
    const script = box.querySelector("py-script") as PyScriptElement;
    expect(page.runtime.pageStart.of(script, new AbortController().signal)).to.equal(undefined);
    await script.done;
    expect(page.printed).to.deep.equal(["ran"]);
  });

  it("stay as they are until React has committed what it has hydrated, and show no source meanwhile", async () => {
    const box = serve(
      `<main><!--$--><py-script>print("ran")</py-script><script type="py">print("tag")</script><!--/$--></main>`,
    );
    Object.assign(box, { __reactContainer$x1: {} });
    const [script, tag] = box.children as unknown as [PyScriptElement & Marked, AdoptedScript & Marked];
    await expectUntouched(box);
    expect(script.innerText).to.equal("");
    expect(script.getBoundingClientRect().height).to.equal(0);
    const parent = { flags: 4096, return: null };
    for (const node of [script, tag]) markByReact(node, { flags: 1, return: parent });
    await expectUntouched(box);
    parent.flags = 0;
    await Promise.all([script.done, tag.done]);
    expect(page.printed).to.deep.equal(["ran", "tag"]);
    expect(box.querySelectorAll("script-py")).to.have.length(1);
  });

  it("hear what React listens to, though React adds no listeners when it hydrates", async () => {
    const box = serve(`<main><!--$--><py-script>1 + 2</py-script><!--/$--></main>`);
    const script = box.querySelector("py-script") as PyScriptElement;
    const values: unknown[] = [];
    const listener = (event: CustomEvent<{ value: unknown }>) => values.push(event.detail.value);
    markByReact(script, committed, { "onpy-done": listener, "onpy:done": listener });
    await script.done;
    await nextTask();
    expect(values).to.deep.equal([3, 3]);
  });

  it("start with the element that has them as HTML, of which React knows nothing", async () => {
    setGlobal("__next_f", []);
    const box = serve(`<main><section><py-script>print("ran")</py-script></section></main>`);
    const section = box.firstElementChild as Element;
    await expectUntouched(box);
    markByReact(section, committed, { dangerouslySetInnerHTML: { __html: "" } });
    await (section.firstElementChild as PyScriptElement).done;
  });

  it("wait for Vue's application, and for Nuxt's asynchronous components", async () => {
    const nuxt = serve(`<div id="__nuxt"><py-script>print("ran")</py-script></div>`);
    await expectUntouched(nuxt);
    const application = { $nuxt: { isHydrating: true } };
    Object.assign(nuxt, { __vue_app__: application });
    await expectUntouched(nuxt);
    application.$nuxt.isHydrating = false;
    await (nuxt.firstElementChild as PyScriptElement).done;
  });

  it("wait for SvelteKit's components to be mounted", async () => {
    setGlobal("__sveltekit_1x2y", {});
    const box = serve(`<div><py-script>print("ran")</py-script></div>`);
    await expectUntouched(box);
    insert(`<div id="svelte-announcer"></div>`);
    await (box.firstElementChild as PyScriptElement).done;
  });

  it("wait for Angular to take its attributes away", async () => {
    const app = serve(`<app-root ngh="0"><py-script>print("ran")</py-script></app-root>`);
    await expectUntouched(app);
    app.removeAttribute("ngh");
    await (app.firstElementChild as PyScriptElement).done;
  });

  it("wait for Lit to find its parts", async () => {
    const box = serve(
      `<div><!--lit-part AbC=--><p><py-script>print("ran")</py-script></p><!--/lit-part--></div>`,
    );
    await expectUntouched(box);
    Object.assign(box, { _$litPart$: {} });
    await (box.querySelector("py-script") as PyScriptElement).done;
  });

  it("wait in an island of Astro, and start at once beside it", async () => {
    const box = serve(
      `<main><astro-island ssr><py-script>print("in it")</py-script></astro-island><py-script>print("beside")</py-script></main>`,
    );
    const [island, beside] = box.children as unknown as [Element, PyScriptElement];
    await beside.done;
    expect(page.printed).to.deep.equal(["beside"]);
    island.removeAttribute("ssr");
    await (island.firstElementChild as PyScriptElement).done;
  });

  it("wait for as long as they, or what they are in, have the attribute defer-hydration", async () => {
    const box = serve(
      `<main><py-script defer-hydration>print("own")</py-script><p defer-hydration><py-script>print("outer")</py-script></p></main>`,
    );
    await expectUntouched(box);
    for (const holder of box.children) holder.removeAttribute("defer-hydration");
    await Promise.all([...box.querySelectorAll("py-script")].map((script) => script.done));
    expect([...page.printed].sort()).to.deep.equal(["outer", "own"]);
  });

  it("start a second after the page has loaded where comments alone tell of a framework", async () => {
    const box = serve(`<main><!--[--><py-script>print("ran")</py-script><!--]--></main>`);
    await expectUntouched(box);
    await until(() => page.printed.length === 1);
  });

  it("never start when they are removed meanwhile, and what replaces them starts at once", async () => {
    setGlobal("__next_f", []);
    const box = serve(`<main><py-script>print("served")</py-script></main>`);
    await nextTask();
    box.replaceChildren();
    const script = document.createElement("py-script");
    script.textContent = 'print("made")';
    box.append(script);
    await script.done;
    await nextTask();
    expect(page.printed).to.deep.equal(["made"]);
  });

  it("count for py:all-done, and are done at once without code, as on other pages", async () => {
    let allDone = false;
    document.addEventListener("py:all-done", () => (allDone = true), { once: true });
    const box = serve(`<main defer-hydration><py-script></py-script></main>`);
    await expectUntouched(box);
    expect(allDone).to.equal(false);
    box.removeAttribute("defer-hydration");
    await until(() => allDone);
  });

  it("get no attribute before: terminals and donkeys too", async () => {
    const box = serve(
      `<main defer-hydration><py-terminal type="mpy"></py-terminal><py-donkey></py-donkey></main>`,
    );
    await expectUntouched(box);
  });
});
