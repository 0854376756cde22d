import { expect } from "chai";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import type { AdoptedScript } from "../../src/elements/script-tags.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

const file = (code: string) => `data:text/plain,${encodeURIComponent(code)}`;

const failureOf = (script: PyScriptElement): Promise<Error> =>
  script.done.then(
    () => new Error("It has run."),
    (thrown: unknown) => thrown as Error,
  );

describe("Python in the text of a template", () => {
  const page = fakePage();

  /** An element whose text is one node for each part, as frameworks make it, when it has run. */
  async function made(...parts: string[]): Promise<PyScriptElement> {
    const element = document.createElement("py-script");
    element.append(...parts);
    document.body.append(element);
    await element.done;
    await nextTask();
    return element;
  }

  it("runs anew when its framework writes into the text it has made, and is never shown", async () => {
    const element = await made('print("n is ', "1", '")');
    const node = element.childNodes[1] as Text;
    element.append(Object.assign(document.createElement("div"), { textContent: "output" }));
    node.data = "2";
    await until(() => page.printed.length === 2);
    expect(page.printed).to.deep.equal(["n is 1", "n is 2"]);
    expect(element.textContent).to.equal("");
    node.data = "2";
    await nextTask();
    expect(element.textContent).to.equal("");
    expect(page.printed).to.have.length(2);
  });

  it("runs anew when it had failed", async () => {
    const element = document.createElement("py-script");
    element.append("print(", ")");
    document.body.append(element);
    expect((await failureOf(element)).name).to.equal("SyntaxError");
    await nextTask();
    (element.lastChild as Text).data = "2)";
    await until(() => page.printed.length === 1);
    expect(element.textContent).to.equal("");
  });

  it("runs anew when React replaces the text", async () => {
    const element = await made("print(1)");
    const props = { children: "print(2)" };
    Object.assign(element, { __reactProps$x1: props });
    element.textContent = props.children;
    await until(() => page.printed.length === 2);
    props.children = "print(3)";
    element.textContent = props.children;
    await until(() => page.printed.length === 3);
    expect(element.textContent).to.equal("");
  });

  it("runs anew when Vue replaces the text, in whatever component it is", async () => {
    const box = insert("<main></main>");
    const element = document.createElement("py-script");
    element.textContent = "print(1)";
    box.append(element);
    await element.done;
    const vnode = { el: element, children: "print(2)" };
    Object.assign(box, { _vnode: { component: { subTree: { children: [null, { children: [vnode] }] } } } });
    element.textContent = "print(2)";
    await until(() => page.printed.length === 2);
    expect(element.textContent).to.equal("");
  });

  it("is told from output: text that anybody else puts into the element never runs", async () => {
    const element = await made("print(1)");
    Object.assign(element, { __reactProps$x1: { children: "print(1)" } });
    element.textContent = 'print("output")';
    await nextTask();
    element.append('print("more output")');
    await nextTask();
    expect(page.printed).to.deep.equal(["1"]);
    expect(element.textContent).to.equal('print("output")print("more output")');
  });

  it("runs anew when the text of its inert script changes", async () => {
    const element = insert<PyScriptElement>(
      `<py-script><script type="text/python">print(1)</script></py-script>`,
    );
    await element.done;
    await nextTask();
    const inert = element.querySelector("script") as HTMLScriptElement;
    inert.textContent = "print(2)";
    await until(() => page.printed.length === 2);
  });

  it("keeps the lines that Svelte leaves: all but the first one's indentation", async () => {
    await made('print("a")\n  print("b")\n');
    await made('def f(event):\n  print("c")\n');
    expect(page.printed).to.deep.equal(["a", "b"]);
    expect(page.errors).to.deep.equal([]);
  });

  it("says what has happened to it where a compiler has made one line of several", async () => {
    const element = document.createElement("py-script");
    element.textContent = ' x = 1 print("a") ';
    document.body.append(element);
    const error = await failureOf(element);
    expect(error.name).to.equal("SyntaxError");
    for (const way of ["one line", 'code="…"', "src", "{`…`}"]) expect(error.message).to.include(way);
    expect(page.errors).to.have.length(1);
    expect(page.errors[0]).to.include("one line");
    // Not of code that nothing has folded.
    const assigned = document.createElement("py-script");
    assigned.code = 'x = 1 print("a")';
    document.body.append(assigned);
    expect((await failureOf(assigned)).message).not.to.include("one line");
  });

  it("warns of one line that is a comment", async () => {
    await made(" # shows a print(1) ");
    expect(page.warnings).to.have.length(1);
    expect(page.warnings[0]).to.include("comment");
  });
});

describe("a script that changes", () => {
  const page = fakePage();

  const scripts = {
    "py-script": (attributes: string) => insert<PyScriptElement>(`<py-script ${attributes}></py-script>`),
    "a script tag": (attributes: string) => {
      const tag = document.createElement("script") as AdoptedScript;
      const holder = insert(`<p ${attributes}></p>`);
      tag.type = "py";
      for (const { name, value } of holder.attributes) tag.setAttribute(name, value);
      holder.append(tag);
      return tag;
    },
  };

  for (const [name, make] of Object.entries(scripts)) {
    it(`${name} runs another file when src names it, and ends what the first one left`, async () => {
      const script = make(`src="${file('print("one")\nawait sleep(60)')}"`);
      await until(() => page.printed.length === 1);
      const first = script.done;
      script.setAttribute("src", file('print("two")'));
      expect(await first.then(String, String)).to.match(/AbortError/);
      await until(() => page.printed.length === 2);
      await script.done;
      script.setAttribute("class", "other");
      script.setAttribute("src", file('print("two")'));
      await nextTask();
      expect(page.printed).to.deep.equal(["one", "two"]);
    });

    it(`${name} runs anew when another code is assigned, and once where run() follows`, async () => {
      const script = make("");
      script.code = "print(1)";
      await until(() => page.printed.length === 1);
      script.code = "print(2)";
      await until(() => page.printed.length === 2);
      script.code = "print(2)";
      await nextTask();
      script.code = "print(3)";
      await script.run();
      await nextTask();
      expect(page.printed).to.deep.equal(["1", "2", "3"]);
    });

    it(`${name} takes its source from the attribute code, as servers write the property`, async () => {
      const script = make(`code='print("attribute")'`);
      await until(() => page.printed.length === 1);
      script.code = 'print("attribute")';
      await nextTask();
      expect(page.printed).to.deep.equal(["attribute"]);
    });
  }

  it("takes what it displayed in itself away, and what fills a slot stays", async () => {
    const element = insert<PyScriptElement>(
      `<py-script><b slot="loading">wait</b><script type="text/python">print(1)</script></py-script>`,
    );
    await element.done;
    element.append("output");
    element.code = "print(2)";
    await until(() => page.printed.length === 2);
    expect(element.querySelector("[slot=loading]")).not.to.equal(null);
    expect(element.innerText).not.to.include("output");
  });

  it("sets attributes after it has been inserted, in the same task, and runs once", async () => {
    const element = document.createElement("py-script");
    document.body.append(element);
    element.src = file('print("one")');
    element.setAttribute("config", "{}");
    await element.done;
    await nextTask();
    expect(page.printed).to.deep.equal(["one"]);
  });

  it("has the value of its last expression in its event", async () => {
    const values: unknown[] = [];
    const element = document.createElement("py-script");
    element.addEventListener("py-done", ({ detail }) => values.push(detail.value));
    element.code = "1 + 2";
    document.body.append(element);
    await element.done;
    await nextTask();
    element.code = 'raise ValueError("no")';
    await until(() => values.length === 2);
    expect(values).to.deep.equal([3, undefined]);
  });
});
