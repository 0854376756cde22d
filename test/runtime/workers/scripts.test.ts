/** Scripts in workers: what they print, raise and return, with both interpreters. */
import { expect } from "chai";
import { PythonError } from "../../../src/runtime/errors.js";
import { insert } from "../../harness/elements.js";
import { until } from "../../harness/page.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const tag = `${type}-script` as const;

  describe(`<${type}-script worker>`, function () {
    this.timeout(25_000);
    const page = workerPage();

    it("runs, prints, and has the last expression's value", async () => {
      const script = insert<Script>(`<${type}-script worker>print("hello")
6 * 7</${type}-script>`);
      expect(await script.done).to.equal(42);
      expect(page.printed).to.deep.equal(["hello"]);
      expect(page.errors).to.deep.equal([]);
      expect(script.worker?.type).to.equal(type);
      expect(script.syncMode).to.equal("shared-memory");
    });

    it("is asked for by property, too, as frameworks do", async () => {
      const script = document.createElement(tag) as Script;
      script.worker = true;
      script.code = "40 + 2";
      document.body.append(script);
      expect(script.getAttribute("worker")).to.equal("");
      expect(await script.done).to.equal(42);
      expect((script.worker as { type?: string }).type).to.equal(type);
    });

    it("reads its source from the attribute's value", async () => {
      const url = sourceURL(`print("from a file")\n__name__`);
      const script = insert<Script>(`<${tag} worker="${url}"></${tag}>`);
      expect(await script.done).to.equal("__main__");
      expect(page.printed).to.deep.equal(["from a file"]);
    });

    it("has its functions called by events while the source of another one never ends", async () => {
      insert(`<${tag} worker>import asyncio\nawait asyncio.sleep(60)</${tag}>`);
      const script = insert<Script>(`<${tag} worker>def pressed(event):
    print("pressed")
__export__ = ["pressed"]</${tag}>`);
      await script.done;
      const button = insert<HTMLButtonElement>(`<button ${type}-click="pressed"></button>`);
      await new Promise((resolve) => setTimeout(resolve, 0));
      button.click();
      await until(() => page.printed.length > 0);
      expect(page.printed).to.deep.equal(["pressed"]);
      expect(page.errors).to.deep.equal([]);
    });

    it("hooks may be modules, where functions cannot be sent", async () => {
      const module = new Blob([`export default (wrap) => wrap.run("print('module')")`], {
        type: "text/javascript",
      });
      const { worker } = page.runtime.hooks;
      worker.onAfterRunAsync.add(URL.createObjectURL(module));
      const script = insert<Script>(`<${tag} worker>print("script")</${tag}>`);
      await script.done;
      worker.onAfterRunAsync.clear();
      expect(page.printed).to.deep.equal(["script", "module"]);
    });

    it("sends its events with the worker", async () => {
      const events: [string, boolean][] = [];
      for (const name of ["progress", "ready", "done"] as const) {
        document.addEventListener(
          `${type}:${name}`,
          (event) => events.push([name, (event.detail as { worker?: object }).worker === script.worker]),
          { once: true },
        );
      }
      const script = insert<Script>(`<${type}-script worker>x = 1</${type}-script>`);
      await script.done;
      await until(() => events.length === 3);
      expect(events).to.deep.equal([
        ["progress", false],
        ["ready", true],
        ["done", true],
      ]);
    });

    it("shows what is raised once, with file and line", async () => {
      const events: unknown[] = [];
      const script = insert<Script>(`<${type}-script worker id="broken">

raise ValueError("on purpose")</${type}-script>`);
      script.addEventListener(`${type}:error`, (event) => events.push(event.detail));
      const error = await script.done.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(PythonError);
      expect(error).to.include({ name: "ValueError", message: "on purpose", filename: "broken", lineno: 3 });
      await until(() => script.shadowRoot?.querySelector('[part="error"]'));
      expect(script.shadowRoot?.querySelectorAll('[part="error"]').length).to.equal(1);
      expect(events.length).to.equal(1);
      expect((events[0] as { worker: object }).worker === script.worker).to.equal(true);
      expect(page.errors.length).to.equal(1);
    });
  });
}
