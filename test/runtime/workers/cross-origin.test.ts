/** The library on another origin than the page, as from a CDN: workers start from a `blob:` that imports
 * them. */
import { expect } from "chai";
import { setBasePath } from "../../../src/base-path.js";
import {
  createRuntime,
  installRuntime,
  pageOptions,
  type ElementsRuntime,
} from "../../../src/elements/runtime.js";
import "../../../src/elements/py-script/define.js";
import "../../../src/elements/mpy-script/define.js";
import { insert, nextTask } from "../../harness/elements.js";

type Script = HTMLElementTagNameMap["py-script"];

/** This very server, by another name. */
const elsewhere = location.origin.replace("localhost", "127.0.0.1");

describe("a library of another origin", function () {
  this.timeout(60_000);
  let runtime: ElementsRuntime;
  const printed: string[] = [];

  before(() => {
    setBasePath(new URL("/dist/", elsewhere));
    runtime = createRuntime({
      ...pageOptions(),
      workerURL: () => new URL("/src/worker.ts", elsewhere),
      streams: { stdout: (line) => printed.push(line), stderr: (line) => printed.push(line) },
    });
    installRuntime(runtime);
  });

  after(() => runtime.dispose());

  for (const type of ["mpy", "py"]) {
    it(`starts workers (${type})`, async () => {
      expect(elsewhere).to.not.equal(location.origin);
      printed.length = 0;
      const script = insert<Script>(`<${type}-script worker>
from pyscript import document, fetch
import js
print(document.title, (await fetch("/test/python/fixtures/greetings.js")).ok)
</${type}-script>`);
      await script.done;
      expect(printed).to.deep.equal([`${document.title} True`]);
      script.remove();
      await nextTask();
    });
  }
});
