/** The unbundled modules, as bundlers take them: they find `dist/` where the page says it is. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

const imports = {
  lit: "/node_modules/lit/index.js",
  "@lit/reactive-element": "/node_modules/@lit/reactive-element/reactive-element.js",
  comlink: "/node_modules/comlink/dist/esm/comlink.mjs",
};

const head = (meta = "") =>
  `${meta}<script type="importmap">${JSON.stringify({ imports })}</script>
   <script type="module" src="/dist/lib/core.js"></script>`;

describe("py-elements from its modules", function () {
  this.timeout(60_000);

  it("finds the interpreters beside it", async () => {
    const page = await openPage('<mpy-script>print("ran")</mpy-script>', { core: false, head: head() });
    await page.finished();
    expect(page.errors).to.deep.equal([]);
    expect(page.logs).to.deep.equal(["ran"]);
  });

  it("finds them where the page says they are", async () => {
    const page = await openPage('<mpy-script>print("ran")</mpy-script>', {
      core: false,
      head: head('<meta name="py-elements" content="/nowhere/">'),
    });
    await until(() => page.errors.length > 0);
    expect(page.errors[0]).to.include(`${location.origin}/nowhere/`);
  });

  it("finds them where setBasePath() says they are, called by the module that imports it", async () => {
    const named = `<script type="module">
      import "/dist/lib/core.js";
      import { setBasePath } from "/dist/lib/base-path.js";
      setBasePath("/nowhere");
    </script>`;
    const page = await openPage('<mpy-script>print("ran")</mpy-script>', {
      core: false,
      head: head().replace(/<script type="module".*/, named),
    });
    await until(() => page.errors.length > 0);
    const files = page.window.performance.getEntriesByType("resource").map(({ name }) => name);
    expect(files.filter((name) => name.includes("/micropython/"))).to.satisfy((names: string[]) =>
      names.every((name) => name.startsWith(`${location.origin}/nowhere/`)),
    );
    expect(page.errors[0]).to.include(`${location.origin}/nowhere/`);
  });
});
