/** Pages whose copy of this library's files is not where it is looked for. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

const head = `<meta name="py-elements" content="/nowhere/">
  <script type="importmap">${JSON.stringify({
    imports: {
      lit: "/node_modules/lit/index.js",
      "@lit/reactive-element": "/node_modules/@lit/reactive-element/reactive-element.js",
      comlink: "/node_modules/comlink/dist/esm/comlink.mjs",
    },
  })}</script>
  <script type="module" src="/dist/lib/core.js"></script>`;

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a page without the files", function () {
  this.timeout(60_000);

  const remedies = ["npx py-elements copy", '<meta name="py-elements"', "setBasePath()", "py-elements/vite"];

  for (const worker of ["", "worker"]) {
    it(`says once what to do, however many scripts are there and come later ${worker}`, async () => {
      const script = `<mpy-script ${worker}>print("ran")</mpy-script>`;
      const page = await openPage(script.repeat(3), { core: false, head });
      await until(() => page.errors.length > 0);
      for (let count = 0; count < 5; count++) {
        page.document.body.insertAdjacentHTML("beforeend", script);
        await after(50);
      }
      await after(500);
      const ours = page.errors.filter((text) => text.includes("py-elements"));
      expect(ours).to.have.lengthOf(1);
      for (const remedy of remedies) expect(ours[0]).to.include(remedy);
      const again = page.window.performance
        .getEntriesByType("resource")
        .filter(({ name }) => /again=/.test(name));
      expect(again).to.have.lengthOf(0);
    });
  }

  it("says it to who opens a bridge, too", async () => {
    const page = await openPage("", {
      core: false,
      head: head.replace(
        /<script type="module".*/,
        `<script type="module">
          import { bridge } from "/dist/lib/bridge.js";
          bridge(location.href, { file: "x.py" }).then(null, (error) => console.error(error.message));
        </script>`,
      ),
    });
    await until(() => page.errors.length > 0);
    expect(page.errors[0]).to.include("/nowhere/core.js could not be loaded");
    for (const remedy of remedies) expect(page.errors[0]).to.include(remedy);
  });
});
