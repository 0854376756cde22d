/** Editors: what PyScript's guide says of them, in whole pages, on both interpreters. */
import { expect } from "chai";
import type { EditorRunEvent } from "../../src/elements/py-editor/editor-events.js";
import { seen, violations } from "../harness/editors.js";
import { openPage, until } from "../harness/page.js";

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as Error,
  );

describe("pages with editors", function () {
  this.timeout(60_000);

  it("load no interpreter before somebody runs code, and show the code at once", async () => {
    const page = await openPage(
      Array.from(
        { length: 30 },
        (_, index) => `<script type="mpy-editor">print(${index})\n# more</script>`,
      ).join(""),
    );
    await until(() => page.document.querySelectorAll("py-editor").length === 30);
    const plain = page.document.querySelectorAll("py-editor")[29]?.shadowRoot?.querySelector(".plain");
    expect(plain?.textContent).to.equal("print(29)\n# more");
    const first = seen(page, "script[type=mpy-editor]");
    await first.ready();
    expect(plain?.isConnected, "what is far away is plain text").to.equal(true);
    const loaded = page.window.performance.getEntriesByType("resource").map(({ name }) => name);
    expect(loaded.filter((name) => /\/(pyodide|micropython)\//.test(name))).to.deep.equal([]);
    expect(page.errors).to.deep.equal([]);
  });

  it("keep what a visitor has written, until it is reset, and lines of a lesson as they are", async () => {
    const lesson = `<py-editor type="mpy" id="it" persist="editors.test" readonly="1" hidden-lines="3-4">def f(n):
    return n
def secret():
    return 1</py-editor><py-editor type="mpy" id="here" persist>1</py-editor>`;
    const first = await openPage(lesson);
    const one = seen(first, "#it");
    await one.ready();
    expect(one.inside(".cm-content")?.querySelectorAll(".cm-line").length).to.equal(2);
    expect(one.inside(".cm-readonly")?.textContent).to.equal("def f(n):");
    one.editor.code = one.editor.code.replace("return n", "return n * 2");
    first.get("#it").remove();
    const here = seen(first, "#here");
    await here.ready();
    here.editor.code = "2";
    first.get("#here").remove();
    await new Promise((resolve) => setTimeout(resolve, 10));
    // By the page that the frame is a part of, since a `srcdoc` frame has no address.
    const key = `py-elements.editor:${location.pathname}#here`;
    expect(localStorage.getItem(key)).to.equal("2");
    localStorage.removeItem(key);
    // Editors further down are not seen.
    first.close();
    const second = await openPage(lesson);
    const two = seen(second, "#it");
    await two.ready();
    expect(two.editor.code).to.include("return n * 2").and.to.include("secret");
    two.editor.reset();
    await until(() => !two.editor.code.includes("* 2"), "the author's code is back");
    second.close();
    const three = seen(await openPage(lesson), "#it");
    await three.ready();
    expect(three.editor.code).not.to.include("* 2");
    three.editor.setAttribute("code", "print(5)");
    await until(() => three.editor.code === "print(5)", "the author's code changes in the page");
  });

  it("show the output of code that runs before they are seen", async () => {
    const page = await openPage(`<py-editor type="mpy" id="early">1</py-editor>`);
    const editor = page.get<HTMLElementTagNameMap["py-editor"]>("#early");
    await editor.run("print('early')");
    expect(editor.querySelector(".py-editor-output")?.textContent).to.equal("early\n");
  });

  it("start nothing for an editor that is removed before its code has loaded", async () => {
    const page = await openPage("");
    const { window, document } = page;
    let workers = 0;
    const { Worker } = window;
    window.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers++;
      }
    };
    const add = (attributes: string) => {
      const holder = document.createElement("div");
      holder.innerHTML = `<py-editor type="mpy" ${attributes}>1</py-editor>`;
      document.body.append(holder);
      return holder;
    };
    const holder = add(`id="gone" preload`);
    await new Promise((resolve) => setTimeout(resolve));
    holder.remove();
    add(`id="stays"`);
    await seen(page, "#stays").ready();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(workers).to.equal(0);
    document.body.append(holder);
    await until(() => workers === 1, "it starts when it is back");
  });

  it("run a file's code though the editor was away while that was fetched", async () => {
    const page = await openPage("");
    const { window, document } = page;
    const { fetch } = window;
    const held = Promise.withResolvers<void>();
    window.fetch = (url, init) => {
      if (!String(url).includes("slow.py")) return fetch.call(window, url, init);
      return Promise.race([
        held.promise.then(() => new Response("6 * 7")),
        new Promise<never>((_, reject) =>
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)),
        ),
      ]);
    };
    const editor = document.createElement("py-editor");
    editor.setAttribute("type", "mpy");
    editor.setAttribute("src", "/slow.py");
    document.body.append(editor);
    await until(() => editor.shadowRoot?.querySelector("[part=editor]"));
    editor.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    document.body.append(editor);
    const result = editor.run();
    setTimeout(() => held.resolve(), 100);
    expect(await result).to.equal(42);
  });

  it("say that a setup without an env never runs", async () => {
    const page = await openPage(`<script type="py-editor" setup>a = 1</script>`);
    await until(() => page.errors.some((error) => error.includes('"setup", but without "env"')));
  });
});

for (const type of ["mpy", "py"] as const) {
  describe(`editors (${type})`, function () {
    this.timeout(60_000);

    it("run their code by button and by keys, and show what it prints, displays and results in", async () => {
      const page = await openPage(`<main><h1>Editors</h1><script type="${type}-editor" id="one">
        from pyscript import display, HTML
        print("first", end="\\n")
        display(HTML("<b>bold</b>"))
        class Dot:
            def _repr_png_(self):
                return bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364f8cf500f00038601805a347d6b0000000049454e44ae426082")
        display(Dot())
        print("\\x1b[31mred\\x1b[0m plain")
        6 * 7
      </script>
      <py-editor type="${type}" env="shared" id="two">a = globals().get("a", 0) + 1
print("a is", a)</py-editor>
      <py-editor type="${type}" env="shared" id="three" rows="3">print(a * 2)</py-editor></main>`);
      const one = seen(page, "#one");
      await until(() => one.view());
      await one.ready();
      expect(one.editor.code.split("\n")[0]).to.equal("from pyscript import display, HTML");
      expect(one.inside('[part="name"]')?.textContent).to.equal(type === "py" ? "Pyodide" : "MicroPython");
      const told: string[] = [];
      let wasShown = false;
      page.document.addEventListener(`${type}:progress`, (event) => {
        told.push(String((event as CustomEvent).detail));
      });
      const watching = new MutationObserver(() => (wasShown ||= Boolean(one.inside('[part~="loading"]'))));
      watching.observe(one.view().shadowRoot as ShadowRoot, { childList: true, subtree: true });
      await one.run();
      watching.disconnect();
      expect(told[0]).to.equal(`Loading ${type === "py" ? "Pyodide" : "MicroPython"}`);
      if (type === "py") expect(wasShown, "what takes long to load is shown").to.equal(true);
      expect(one.inside('[part~="loading"]')?.checkVisibility() ?? false).to.equal(false);
      expect(one.output()).to.equal("first\nboldred plain\n42\n");
      const image = one.view().querySelector("img");
      await until(() => image?.naturalWidth === 1, "an image is seen");
      expect(one.view().querySelector("b")?.textContent).to.equal("bold");
      const red = one.view().querySelector<HTMLElement>(".py-editor-text span");
      expect([red?.textContent, red?.style.color.includes("red")]).to.deep.equal(["red", true]);
      expect(await one.editor.done).to.equal(42);
      expect(one.inside(".said")?.textContent).to.include("42");

      const [two, three] = [seen(page, "#two"), seen(page, "#three")];
      expect(two.inside('[part="name"]')?.textContent).to.include("shared");
      await two.ready();
      two.press("Enter", { ctrlKey: true, keyCode: 13 });
      await until(() => two.output() === "a is 1\n");
      await three.run();
      expect(three.output()).to.equal("2\n");
      two.press("Enter", { shiftKey: true, keyCode: 13 });
      await until(() => two.output() === "a is 2\n");
      expect(two.editor.code, "the key that runs adds no line").to.equal(
        'a = globals().get("a", 0) + 1\nprint("a is", a)',
      );
      expect(page.errors).to.deep.equal([]);

      expect(await violations(page)).to.deep.equal([]);
    });

    it("have setups that are not seen, run first, and configure their env", async () => {
      const page =
        await openPage(`<script type="${type}-editor" env="classroom" setup config='{"files": {"/test/pages/fixtures/main.py": "./words.txt"}}'>
        # Not seen.
        pi = 3.25
        words = open("words.txt").read()
        print("set up")
      </script>
      <py-editor type="${type}" env="classroom" id="seen">print(f"Pi is about {pi}", len(words) > 0)</py-editor>
      <py-editor type="${type}" env="classroom" id="other" config='{"packages": []}'>1</py-editor>
      <py-editor type="${type}" env="room" id="first" config='{"files": {"/test/pages/fixtures/main.py": "./words.txt"}}'>
        pi = 3.25
        "words.txt" in __import__("os").listdir(".")</py-editor>
      <py-editor type="${type}" env="room" id="anew" env-override config='{"packages": []}'>
        ["pi" in globals(), "words.txt" in __import__("os").listdir(".")]</py-editor>`);
      const editor = seen(page, "#seen");
      await editor.ready();
      await editor.run();
      expect(editor.output()).to.equal("Pi is about 3.25 True\n");
      expect(page.document.querySelectorAll("py-editor").length).to.equal(4);
      expect(page.logs).to.deep.equal(["set up"]);
      await editor.run();
      expect(page.logs, "it runs once").to.deep.equal(["set up"]);

      const error = await failure(seen(page, "#other").editor.run());
      expect(error.message).to.include('env="classroom" has another configuration already');
      await until(() => seen(page, "#other").inside('[part="error"]')?.textContent?.includes("PY0409"));

      expect(await seen(page, "#first").editor.run()).to.equal(true);
      expect(await seen(page, "#anew").editor.run(), "another worker, with its own files").to.deep.equal([
        false,
        false,
      ]);
      const late = await failure(seen(page, "#first").editor.run());
      expect(late.message, "the first one has lost it").to.include(
        'env="room" has another configuration already',
      );
    });

    it("stop what runs, and keep what Python has in memory", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">import time
kept = 5
print("looping")
while True:
    time.sleep(0.01)</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      const stopped = failure(it.editor.run());
      await until(() => it.output() === "looping\n" && it.button().part.value === "stop");
      it.button().click();
      expect((await stopped).name).to.equal("AbortError");
      await until(() => it.button().part.value === "run");
      expect(it.output()).to.include("Stopped.");
      it.editor.code = "print(kept)";
      await it.run();
      expect(it.output()).to.equal("5\n");
    });

    it("run once at a time, however many runs are asked for, and stop that one", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">1</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      const code = (name: string, seconds: number) =>
        `import asyncio\nprint("${name}")\nawait asyncio.sleep(${seconds})\n"${name}"`;
      const runs = [code("one", 0.1), code("two", 0.1), code("three", 60)].map((text) => it.editor.run(text));
      const [one, two, three] = runs as [Promise<unknown>, Promise<unknown>, Promise<unknown>];
      const stopped = failure(three);
      expect(await Promise.all([one, two])).to.deep.equal(["one", "two"]);
      await until(() => it.output() === "three\n");
      expect(it.button().part.value).to.equal("stop");
      await it.editor.stop();
      expect((await stopped).name).to.equal("AbortError");
      await until(() => it.button().part.value === "run");
    });

    it("run where their attributes say by then, if those change while Python is looked for or starts", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it" config="slow.json">"run"</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      const { fetch } = page.window;
      const slow = Promise.withResolvers<Response>();
      page.window.fetch = (url, init) =>
        `${url as string}`.endsWith("slow.json") ? slow.promise : fetch(url, init);
      const run = it.editor.run();
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const env of ["one", "two"]) {
        it.editor.removeAttribute("config");
        it.editor.setAttribute("env", env);
        expect(await it.editor.process(`"${env}"`)).to.equal(env);
        slow.resolve(Response.json({}));
      }
      expect(await run).to.equal("run");
      expect(page.errors.join("\n")).to.equal("");
    });

    it("show exceptions below the code, whose lines lead there", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">x = 1
def f():
    return x / 0
f()</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      const error = await failure(it.editor.run());
      expect(error.name).to.equal("ZeroDivisionError");
      const panel = await until(() => it.view().querySelector(".py-editor-error"));
      expect(panel.textContent).to.match(/^Traceback .*\n {2}File "it", line 4, in <module>/);
      expect(panel.textContent).not.to.include("_editor");
      [...panel.querySelectorAll("button")].at(-1)?.click();
      await until(() => it.inside(".cm-activeLine")?.textContent?.includes("return x / 0"));
      expect(it.inside(".said")?.textContent).to.include("ZeroDivisionError");
      it.editor.clear();
      await until(() => it.output() === "");
    });

    it("read lines where their output is", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">name = input("Your name? ")
print("Hello", name)</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      const done = it.editor.run();
      const field = await until(() => it.view().querySelector<HTMLInputElement>(".py-editor-input input"));
      expect(field.ariaLabel).to.equal("Your name?");
      field.value = "Ada";
      const Key = (page.window as unknown as { KeyboardEvent: typeof KeyboardEvent }).KeyboardEvent;
      field.dispatchEvent(new Key("keydown", { key: "Enter", bubbles: true }));
      await done;
      expect(it.output()).to.equal("Your name? Ada\nHello Ada\n");
      const stopped = failure(it.editor.run());
      await until(() => it.view().querySelector(".py-editor-input"));
      it.button().click();
      expect((await stopped).name).to.equal("AbortError");
      expect(it.view().querySelector(".py-editor-input")).to.equal(null);
    });

    it("are read, changed, run and kept from running by JavaScript", async () => {
      const page =
        await openPage(`<script type="${type}-editor" id="it" onbeforerun="before = 1" output="there" target="here" data-run="Go" data-stop="Halt">
        print(6 * before)
      </script><div id="here"></div><div id="there"></div>`);
      const it = seen(page, "#it");
      await until(() => it.view());
      expect(page.get("#here").firstElementChild).to.equal(it.view());
      await it.ready();
      expect(it.button().textContent).to.equal("Go");
      const codes: string[] = [];
      it.editor.handleEvent = ({ code }: EditorRunEvent) => codes.push(code) === 2;
      const refusing = it.editor.handleEvent;
      it.editor.handleEvent = (event) => (refusing(event) ? undefined : false);
      it.button().click();
      await until(() => codes.length === 1);
      expect(it.editor.code).to.equal("print(6 * before)");
      it.editor.code = "print(7 * before)\n";
      await it.editor.process(it.editor.code, true);
      expect(codes).to.deep.equal(["print(6 * before)", "print(7 * before)"]);
      expect(page.get("#there").textContent).to.equal("7\n");
      expect(await it.editor.process("print('quiet')\nbefore + 1")).to.equal(2);
      expect(page.logs).to.deep.equal(["quiet"]);
      expect(page.get("#there").textContent).to.equal("7\n");
      expect((await failure(it.editor.process("assert before == 2"))).name).to.equal("AssertionError");
      it.editor.reset();
      expect(it.editor.code).to.equal("print(6 * before)");
      it.press("z", { ctrlKey: true, keyCode: 90 });
      expect(it.editor.code, "undo brings the visitor's back").to.equal("print(7 * before)");
      it.editor.remove();
      await until(() => page.get("#here").childElementCount === 0);
      expect(page.errors).to.deep.equal([]);
    });

    it("are read, changed, run and kept from running by Python of the page", async () => {
      const page = await openPage(`<py-editor type="${type}" id="custom">print(6 * 7)</py-editor>
      <script type="${type}">
        from pyscript import document

        def handle_event(event):
            print("asked:", event.code)
            return False

        editor = document.querySelector("#custom")
        print(editor.code)
        editor.handleEvent = handle_event
        editor.code = "print(1)"
        value = await editor.process("20 + 1")
        print(value)
      </script>`);
      await page.finished();
      expect(page.logs).to.deep.equal(["print(6 * 7)", "21"]);
      const it = seen(page, "#custom");
      await it.ready();
      it.button().click();
      await until(() => page.logs.includes("asked: print(1)"));
      expect(it.output()).to.equal("");
      expect(it.button().part.value).to.equal("run");
    });

    it("end what the run before has left, and live on when they are moved", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">import asyncio
count = 0
async def tick():
    global count
    while True:
        count += 1
        await asyncio.sleep(0.01)
task = asyncio.create_task(tick())
print("ticking")</py-editor><div id="elsewhere"></div>`);
      const it = seen(page, "#it");
      await it.ready();
      await it.run();
      page.get("#elsewhere").append(it.editor);
      it.editor.code = "import asyncio\nbefore = count\nawait asyncio.sleep(0.1)\nprint(count - before)";
      await it.run();
      expect(it.output()).to.equal("0\n");
      it.editor.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      page.document.body.append(it.editor);
      await it.ready();
      expect(it.editor.code).to.include("count - before");
      it.editor.code = "'count' in globals()";
      await it.run();
      expect(it.output(), "its worker has ended with it").to.equal("False\n");
    });

    it("know the Python that runs: names, mistakes, signatures", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">def fahrenheit(celsius):
    return celsius * 9 / 5 + 32
unusual_name = 1</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      it.editor.code = "print((1)";
      await until(() => it.inside(".cm-lintRange-error"), "the grammar underlines");
      it.editor.code = "def fahrenheit(celsius):\n    return celsius * 9 / 5 + 32\nunusual_name = 1";
      await it.run();
      it.editor.code = "# another\nunus";
      it.press("End", { ctrlKey: true, keyCode: 35 });
      it.press(" ", { ctrlKey: true, keyCode: 32 });
      await until(() => /unusual_name/.test(it.inside(".cm-tooltip-autocomplete")?.textContent ?? ""));
      it.press("Escape", { keyCode: 27 });
      it.editor.code = "x = 1\nfor x in\n";
      await until(() => it.inside(".cm-lint-marker-error"), "Python underlines");
      const tools = "from pyscript._editor_tools import check, describe\n";
      expect(await it.editor.process(`${tools}check("x = 1")`)).to.equal("null");
      const [line] = JSON.parse(
        String(await it.editor.process(`${tools}check("x = 1\\nfor x in")`)),
      ) as number[];
      expect(line).to.equal(2);
      const [signature] = JSON.parse(
        String(await it.editor.process(`${tools}describe("fahrenheit")`)),
      ) as string[];
      expect(signature).to.equal(type === "py" ? "fahrenheit(celsius)" : "fahrenheit(…)");

      it.editor.code = "fahrenheit(1)";
      await until(() => it.content()?.textContent === "fahrenheit(1)");
      const word = it.inside(".cm-line")?.getBoundingClientRect();
      const { MouseEvent: Mouse } = page.window as unknown as { MouseEvent: typeof MouseEvent };
      const [clientX, clientY] = [(word?.left ?? 0) + 20, (word?.top ?? 0) + 8];
      const moved = { bubbles: true, composed: true, clientX, clientY };
      it.inside(".cm-line")?.dispatchEvent(new Mouse("mousemove", moved));
      await until(() => it.inside(".cm-tooltip-hover")?.textContent?.includes("fahrenheit("), "hovering");
      expect(page.errors).to.deep.equal([]);
    });

    it("keep the end of endless output", async () => {
      const page = await openPage(`<py-editor type="${type}" id="it">for i in range(60000):
    print("line", i)</py-editor>`);
      const it = seen(page, "#it");
      await it.ready();
      await it.run();
      expect(it.output().length).to.be.lessThan(250_000);
      expect(it.output())
        .to.match(/^… what was printed before/)
        .and.to.match(/line 59999\n$/);
    });
  });
}

describe("editors that are debugged", function () {
  this.timeout(60_000);

  const code = `def total(numbers):
    result = 0
    for number in numbers:
        result += number
    return result
data = {"a": [1, 2]}
print("begin")
answer = total(data["a"])
print(answer)`;

  it("stop at breakpoints, show stack and variables, and go on step by step", async () => {
    const page = await openPage(
      `<py-editor id="it">${code}</py-editor><py-editor id="mpy" type="mpy">1</py-editor>`,
    );
    const it = seen(page, "#it");
    await it.ready();
    await seen(page, "#mpy").ready();
    expect(seen(page, "#mpy").inside('[part="debug"]'), "MicroPython has none").to.equal(null);
    const at = () => it.inside(".cm-stopped")?.textContent;
    const panel = () => it.inside('[part="debugger"]');
    const go = async (name: string) => {
      const before = panel();
      [...(before?.querySelectorAll("button") ?? [])]
        .find(({ textContent }) => textContent === name)
        ?.click();
      await until(() => panel() && panel() !== before, `after ${name}`);
    };
    // The second line from the end, by key: the cursor is at the end.
    it.press("End", { ctrlKey: true, keyCode: 35 });
    it.press("ArrowUp", { keyCode: 38 });
    it.press("F9", { keyCode: 120 });
    await until(() => it.inside(".cm-breakpoints")?.textContent?.includes("●"));
    it.inside<HTMLButtonElement>('[part="debug"]')?.click();
    await until(() => panel());
    expect(at()).to.equal('answer = total(data["a"])');
    expect(it.output()).to.equal("begin\n");
    const variables = () => panel()?.querySelector(".variables")?.textContent ?? "";
    expect(variables()).to.include("data = {'a': [1, 2]}").and.not.to.include("__name__");
    const details = panel()?.querySelector("details");
    if (details) details.open = true;
    await until(() => details?.textContent?.includes("'a' = [1, 2]"), "a value opens");
    await go("Step into");
    await until(() => at() === "    result = 0");
    const stack = [...(panel()?.querySelectorAll<HTMLButtonElement>(".stack button") ?? [])];
    expect(stack.map(({ textContent }) => textContent)).to.deep.equal(["total:2", "<module>:8"]);
    stack[1]?.click();
    expect(at()).to.include("answer =");
    stack[0]?.click();
    await go("Step over");
    await go("Step over");
    await until(() => at() === "        result += number");
    expect(variables()).to.include("number = 1");
    const watch = panel()?.querySelector<HTMLInputElement>("input");
    if (watch) watch.value = "number * 10";
    const Key = (page.window as unknown as { KeyboardEvent: typeof KeyboardEvent }).KeyboardEvent;
    watch?.dispatchEvent(new Key("keydown", { key: "Enter", bubbles: true }));
    await until(() => panel()?.querySelector(".watches")?.textContent?.includes("number * 10 = 10"));
    const before = panel();
    panel()?.dispatchEvent(new Key("keydown", { key: "F10", bubbles: true, cancelable: true }));
    await until(() => panel() && panel() !== before && at() === "    for number in numbers:");
    await until(() => panel()?.querySelector(".watches")?.textContent?.includes("number * 10 = 10"));
    expect(await violations(page, it.view())).to.deep.equal([]);
    await go("Step out");
    await until(() => at() === "print(answer)");
    [...(panel()?.querySelectorAll("button") ?? [])]
      .find(({ textContent }) => textContent === "Continue")
      ?.click();
    await until(() => it.output() === "begin\n3\n" && it.button().part.value === "run");
    expect([panel(), at()]).to.deep.equal([null, undefined]);

    it.editor.code = "def f(n):\n    return 1 / n\nbreakpoint()\nf(0)";
    it.button().click();
    await until(() => panel()?.textContent?.includes("line 3"), "breakpoint() stops");
    await go("Step over");
    await until(() => at() === "f(0)");
    [...(panel()?.querySelectorAll("button") ?? [])]
      .find(({ textContent }) => textContent === "Continue")
      ?.click();
    await until(() => panel()?.textContent?.includes("ZeroDivisionError"), "it stops where that is raised");
    expect(at()).to.equal("    return 1 / n");
    [...(panel()?.querySelectorAll("button") ?? [])]
      .find(({ textContent }) => textContent === "End")
      ?.click();
    await until(() => it.view().querySelector(".py-editor-error"));

    it.inside<HTMLButtonElement>('[part="debug"]')?.click();
    await until(() => panel());
    it.button().click();
    await until(() => it.output().includes("Stopped.") && it.button().part.value === "run");
    expect(panel()).to.equal(null);
    it.editor.code = "x = 2\nx.nothing";
    it.inside<HTMLButtonElement>('[part="debug"]')?.click();
    await until(() => at() === "x = 2", "without breakpoints it stops at the first line");
    [...(panel()?.querySelectorAll("button") ?? [])]
      .find(({ textContent }) => textContent === "Continue")
      ?.click();
    await until(
      () => panel()?.textContent?.includes("AttributeError"),
      "it stops where an exception is raised",
    );
    expect(at()).to.equal("x.nothing");
    [...(panel()?.querySelectorAll("button") ?? [])]
      .find(({ textContent }) => textContent === "End")
      ?.click();
    await until(() => it.view().querySelector(".py-editor-error"));
    expect(await it.editor.process("import sys\nsys.monitoring.get_tool(0)"), "nothing is traced").to.equal(
      undefined,
    );
  });
});

describe("editors in a shadow root, and under a strict policy", () => {
  it("work as elsewhere, and Escape then Tab leaves them", async () => {
    const policy =
      "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";
    const page = await openPage("<div id='host'></div>", {
      head: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    });
    const root = page.get("#host").attachShadow({ mode: "open" });
    root.innerHTML = `<script type="mpy-editor" env="e" setup>y = 2</script><py-editor type="mpy" env="e">print(y)</py-editor>`;
    const editor = root.querySelector("py-editor");
    if (!editor) throw new Error("no editor");
    await until(() => editor.shadowRoot?.querySelector(".cm-content"));
    await editor.run();
    expect(editor.querySelector(".py-editor-output")?.textContent).to.equal("2\n");
    const text = editor.querySelector(".py-editor-text");
    expect(text && page.window.getComputedStyle(text).whiteSpace).to.include("wrap");
    const content = editor.shadowRoot?.querySelector<HTMLElement>(".cm-content");
    content?.focus();
    const Key = (page.window as unknown as { KeyboardEvent: typeof KeyboardEvent }).KeyboardEvent;
    const press = (key: string, keyCode: number) => {
      const event = new Key("keydown", { key, keyCode, bubbles: true, composed: true, cancelable: true });
      content?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(press("Tab", 9), "Tab indents").to.equal(true);
    press("Escape", 27);
    expect(press("Tab", 9), "Tab leaves").to.equal(false);
    expect(page.errors).to.deep.equal([]);
  });
});
