import { expect } from "chai";
import type { PyScriptElement } from "../../src/elements/py-script/py-script.js";
import { fakePage, insert } from "../harness/elements.js";

describe("hooks", () => {
  const page = fakePage();

  for (const suffix of ["", "Async"] as const) {
    it(`hooks of ${suffix || "synchronous"} scripts are called in the documented order`, async () => {
      const order: string[] = [];
      const { main } = page.runtime.hooks;
      main.onReady.add((wrap, element) => order.push(`ready ${wrap.type} ${(element as Element).localName}`));
      main[`onBeforeRun${suffix}`].add(() => order.push("before"));
      main[`codeBeforeRun${suffix}`].add(() => 'print("code before")');
      main[`codeAfterRun${suffix}`].add('print("code after")');
      main[`onAfterRun${suffix}`].add(() => order.push("after"));
      await insert<PyScriptElement>(`<py-script ${suffix ? "" : 'async="false"'}>print("script")</py-script>`)
        .done;
      expect(order).to.deep.equal(["ready py py-script", "before", "after"]);
      expect(page.printed).to.deep.equal(["code before", "script", "code after"]);
    });
  }

  it("can run Python of their own", async () => {
    page.runtime.hooks.main.onBeforeRunAsync.add((wrap) => wrap.run("answer = 42"));
    expect(await insert<PyScriptElement>("<py-script>answer</py-script>").done).to.equal(42);
  });
});
