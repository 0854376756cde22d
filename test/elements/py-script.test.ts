import { expect } from "chai";
import { LoadError, PythonError } from "../../src/runtime/errors.js";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import { fakePage, insert, nextTask } from "../harness/elements.js";
import { until } from "../harness/page.js";

describe("<py-script>", () => {
  const page = fakePage();

  it("runs its text and takes it out of the page", async () => {
    const element = insert<PyScriptElement>(`<py-script>\n  print("hi")\n</py-script>`);
    await element.done;
    expect(page.printed).to.deep.equal(["hi"]);
    expect(element.textContent).to.equal("");
    expect(element.code.trim()).to.equal('print("hi")');
  });

  it("resolves done with the value of the last expression", async () => {
    expect(await insert<PyScriptElement>("<py-script>x = 2\n1 + 2</py-script>").done).to.equal(3);
    expect(await insert<PyScriptElement>("<py-script>x = 2</py-script>").done).to.equal(undefined);
  });

  it("decodes character references, as HTML does", async () => {
    await insert<PyScriptElement>(`<py-script>print("1 &lt; 2")</py-script>`).done;
    expect(page.printed).to.deep.equal(["1 < 2"]);
  });

  it("keeps code exact in an inert script child", async () => {
    await insert<PyScriptElement>(`<py-script><script type="text/python">print("a <b")</script></py-script>`)
      .done;
    expect(page.printed).to.deep.equal(["a <b"]);
    expect(page.warnings).to.deep.equal([]);
  });

  it("warns once when parsing has eaten something, naming both remedies", async () => {
    await insert<PyScriptElement>(`<py-script id="eaten">print("a <b>bold</b>")</py-script>`).done;
    await until(() => page.warnings.length > 0);
    expect(page.warnings).to.have.length(1);
    expect(page.warnings[0])
      .to.include('id="eaten"')
      .and.include('type="text/python"')
      .and.include('type="py"');
  });

  it("runs code assigned before the element was defined, and before it was connected", async () => {
    const element = document.createElement("py-script");
    element.code = 'print("assigned")';
    document.body.append(element);
    await element.done;
    expect(page.printed).to.deep.equal(["assigned"]);
  });

  it("waits for text that comes after the element", async () => {
    const element = document.createElement("py-script");
    document.body.append(element);
    await nextTask();
    element.textContent = 'print("late")';
    await element.done;
    expect(page.printed).to.deep.equal(["late"]);
  });

  it("sends its events, each under two names, bubbling and composed", async () => {
    const seen: string[] = [];
    const names = ["py:ready", "py-ready", "py:done", "py-done"] as const;
    const listen = (event: Event) => {
      seen.push(event.type);
      expect(event.bubbles && event.composed).to.equal(true);
      expect((event as CustomEvent<{ worker: unknown }>).detail.worker).to.equal(null);
    };
    for (const name of names) document.addEventListener(name, listen);
    await insert<PyScriptElement>("<py-script>x = 1</py-script>").done;
    await nextTask();
    for (const name of names) document.removeEventListener(name, listen);
    expect(seen).to.deep.equal(names);
  });

  it("runs further code in the same environment", async () => {
    const element = insert<PyScriptElement>("<py-script>x = 5</py-script>");
    await element.done;
    expect(await element.run("x")).to.equal(5);
    expect(await element.done).to.equal(5);
  });

  it("stops at an await: done rejects with an AbortError, without an error event", async () => {
    let failed = false;
    document.addEventListener("py:error", () => (failed = true), { once: true });
    const element = insert<PyScriptElement>('<py-script>await sleep(60)\nprint("never")</py-script>');
    await element.ready;
    await nextTask();
    element.stop();
    const error = await element.done.catch((reason: unknown) => reason);
    expect(error).to.have.property("name", "AbortError");
    expect(failed).to.equal(false);
    expect(page.printed).to.deep.equal([]);
  });

  describe("in the order of the document", () => {
    it("runs one after the other, each after the awaits of the one before", async () => {
      insert(`<py-script>await sleep(0.02)\nprint("one")</py-script><py-script>print("two")</py-script>`);
      await until(() => page.printed.length === 2);
      expect(page.printed).to.deep.equal(["one", "two"]);
    });

    it("puts elements and script tags into one order", async () => {
      insert(`<script type="py">print("one")</script><py-script>print("two")</py-script>
        <script type="py">print("three")</script>`);
      await until(() => page.printed.length === 3);
      expect(page.printed).to.deep.equal(["one", "two", "three"]);
    });

    it("does not wait for a script that is async in its own right", async () => {
      insert(
        `<py-script async>await sleep(0.05)\nprint("one")</py-script><py-script>print("two")</py-script>`,
      );
      await until(() => page.printed.length === 2);
      expect(page.printed).to.deep.equal(["two", "one"]);
    });

    it("goes on after a script that failed", async () => {
      insert(`<py-script>raise ValueError("x")</py-script><py-script>print("two")</py-script>`);
      await until(() => page.printed.length === 1);
      await until(() => page.errors.length === 1); // Its words are loaded when there is an error.
    });

    it('runs async="false" synchronously', async () => {
      const element = insert<PyScriptElement>(`<py-script async="false">print("now")\n4</py-script>`);
      expect(await element.done).to.equal(4);
    });
  });

  describe("life cycle", () => {
    it("does not run again when moved, in one task or with moveBefore", async () => {
      const element = insert<PyScriptElement>('<py-script>print("once")</py-script>');
      const box = insert("<div></div>");
      await element.done;
      box.append(element);
      document.body.append(element);
      await nextTask();
      const parent = box as HTMLElement & { moveBefore?: (node: Node, child: Node | null) => void };
      parent.moveBefore?.(element, null);
      await nextTask();
      expect(page.printed).to.deep.equal(["once"]);
      expect(await element.run("1 + 1")).to.equal(2);
    });

    it("ends its runs when removed for good, and runs again when it comes back", async () => {
      const element = insert<PyScriptElement>('<py-script>print("run")</py-script>');
      await element.done;
      const runs = page.runtime.mainEnvironment("py")?.runs;
      expect(runs?.size).to.equal(1);
      element.remove();
      await nextTask();
      expect(runs?.size).to.equal(0);
      document.body.append(element);
      await until(() => page.printed.length === 2);
    });

    it("pays for one collection of garbage where many are removed one after the other", async () => {
      for (let time = 0; time < 30; time++) {
        const script = insert<PyScriptElement>("<mpy-script>x = 1</mpy-script>");
        await script.done;
        script.remove();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const [interpreter] = page.drivers.mpy.booted;
      await until(() => (interpreter?.collections ?? 0) > 0);
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(interpreter?.collections).to.be.at.most(5);
    });

    it("does not run what was removed before its turn", async () => {
      const element = insert<PyScriptElement>('<py-script>print("never")</py-script>');
      element.remove();
      const error = await element.done.catch((reason: unknown) => reason);
      expect(error).to.have.property("name", "AbortError");
      expect(page.printed).to.deep.equal([]);
    });

    it("works in imperative and declarative shadow roots", async () => {
      const host = insert("<div></div>");
      host.attachShadow({ mode: "open" }).innerHTML = '<py-script>print("imperative")</py-script>';
      const outer = insert("<section></section>");
      outer.setHTMLUnsafe(
        '<div><template shadowrootmode="open"><py-script>print("declarative")</py-script></template></div>',
      );
      await until(() => page.printed.length === 2);
      expect(page.printed).to.deep.equal(["imperative", "declarative"]);
    });

    it("runs clones of a template, each once", async () => {
      const template = insert<HTMLTemplateElement>(
        '<template><py-script>print("clone")</py-script></template>',
      );
      document.body.append(template.content.cloneNode(true), template.content.cloneNode(true));
      await until(() => page.printed.length === 2);
    });
  });

  describe("errors", () => {
    it("make one event, one console error, and one panel with the text as it is", async () => {
      const events: unknown[] = [];
      const listen = (event: HTMLElementEventMap["py:error"]) => events.push(event.detail.error);
      document.addEventListener("py:error", listen);
      const element = insert<PyScriptElement>(`<py-script>raise ValueError("&lt;img src=x&gt;")</py-script>`);
      const error = await element.done.catch((reason: unknown) => reason);
      document.removeEventListener("py:error", listen);
      await element.updateComplete;
      expect(error).to.be.instanceOf(PythonError).and.have.property("name", "ValueError");
      expect(events).to.deep.equal([error]);
      expect(page.errors).to.have.length(1);
      const panels = element.shadowRoot?.querySelectorAll('[role="alert"]');
      expect(panels).to.have.length(1);
      expect(panels?.[0]?.textContent).to.include("<img src=x>");
      expect(Boolean(panels?.[0]?.querySelector("img"))).to.equal(false);
    });

    it("can be dismissed", async () => {
      const element = insert<PyScriptElement>(`<py-script>raise ValueError("x")</py-script>`);
      await element.done.catch(() => {});
      await element.updateComplete;
      element.shadowRoot?.querySelector<HTMLButtonElement>('[part="dismiss"]')?.click();
      await element.updateComplete;
      expect(Boolean(element.shadowRoot?.querySelector('[role="alert"]'))).to.equal(false);
    });

    it("show nothing when the event was prevented", async () => {
      document.addEventListener("py:error", (event) => event.preventDefault(), { once: true });
      const element = insert<PyScriptElement>(`<py-script>raise ValueError("x")</py-script>`);
      await element.done.catch(() => {});
      await element.updateComplete;
      expect(Boolean(element.shadowRoot?.querySelector('[role="alert"]'))).to.equal(false);
      expect(page.errors).to.have.length(0);
    });

    it('show no panel with plugins = ["!error"]', async () => {
      const element = insert<PyScriptElement>(
        `<py-script config='{"plugins": ["!error"]}'>raise ValueError("x")</py-script>`,
      );
      await element.done.catch(() => {});
      await element.updateComplete;
      expect(Boolean(element.shadowRoot?.querySelector('[role="alert"]'))).to.equal(false);
      expect(page.errors).to.have.length(1);
    });

    it("a missing source is an error that names it, and can be tried again", async () => {
      const element = insert<PyScriptElement>('<py-script src="/test/no-such.py"></py-script>');
      const error = await element.done.catch((reason: unknown) => reason);
      await element.updateComplete;
      expect(error).to.have.property("code", "PY0404");
      expect(String(error)).to.include("/test/no-such.py").and.include('"src"');
      expect(Boolean(element.shadowRoot?.querySelector('[part="retry"]'))).to.equal(true);
    });

    it("a file that is missing is told once, and again when that was dismissed", async () => {
      const panels = async (): Promise<HTMLElement[]> => {
        const element = insert<PyScriptElement>('<py-script src="/test/no-such.py"></py-script>');
        await element.done.catch(() => {});
        await element.updateComplete;
        return [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role="alert"]') ?? [])];
      };
      const [panel] = await panels();
      expect(await panels()).to.have.length(0);
      panel?.querySelector<HTMLButtonElement>('[part="dismiss"]')?.click();
      expect(await panels()).to.have.length(1);
    });

    it("an error of a load is reported once for all who wait, and one retry brings all back", async () => {
      page.drivers.py.failure = new LoadError("PY0001", "No network.", "https://example.com/");
      let events = 0;
      const count = () => events++;
      document.addEventListener("py:error", count);
      const first = insert<PyScriptElement>('<py-script>print("one")</py-script>');
      const second = insert<PyScriptElement>('<py-script>print("two")</py-script>');
      await first.done.catch(() => {});
      await second.done.catch(() => {});
      await first.updateComplete;
      document.removeEventListener("py:error", count);
      expect(events).to.equal(1);
      const retry = [first, second].map((element) =>
        element.shadowRoot?.querySelector<HTMLButtonElement>('[part="retry"]'),
      );
      page.drivers.py.failure = undefined;
      retry.find(Boolean)?.click();
      await until(() => page.printed.length === 2);
      expect(page.printed).to.deep.equal(["one", "two"]);
    });
  });

  describe("configuration", () => {
    it("two <py-config> are a conflict, reported once", async () => {
      insert("<py-config>{}</py-config><py-config>{}</py-config>");
      const first = insert<PyScriptElement>("<py-script>x = 1</py-script>");
      const second = insert<PyScriptElement>("<py-script>x = 1</py-script>");
      const error = await first.done.catch((reason: unknown) => reason);
      await second.done.catch(() => {});
      expect(error).to.have.property("code", "PY0409");
      expect(page.errors).to.have.length(1);
    });

    it("a bad configuration stops that script only", async () => {
      const bad = insert<PyScriptElement>(`<py-script config='{"packages": 1}'>print("bad")</py-script>`);
      const good = insert<PyScriptElement>('<py-script>print("good")</py-script>');
      const error = await bad.done.catch((reason: unknown) => reason);
      await good.done;
      expect(error).to.have.property("code", "PY1000");
      expect(page.printed).to.deep.equal(["good"]);
    });

    it("a configuration that differs from the one in use is a conflict that quotes both", async () => {
      const first = insert<PyScriptElement>(`<py-script config='{"mine": 1}'>x = 1</py-script>`);
      await first.done;
      const second = insert<PyScriptElement>(`<py-script config='{"mine": 2}'>x = 1</py-script>`);
      const error = await second.done.catch((reason: unknown) => reason);
      expect(error).to.have.property("code", "PY0409");
      expect(String(error)).to.include('{"mine":1}').and.include('{"mine":2}');
    });
  });
});
