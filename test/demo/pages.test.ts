/** Every page of the gallery: it works, has nothing in the console, fits, and can be used by everybody. */
import type { AxeResults } from "axe-core";
import { expect } from "chai";
import { until } from "../harness/page.js";
import { everyPage, openGallery, slow, texts, type Opened } from "./open-gallery.js";

async function violations({ document, window }: Opened): Promise<string[]> {
  const script = document.createElement("script");
  script.src = "/node_modules/axe-core/axe.min.js";
  const loaded = new Promise((resolve) => script.addEventListener("load", resolve, { once: true }));
  document.head.append(script);
  await loaded;
  const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
  const { violations, passes } = await axe.run({ preload: false });
  expect(passes.length, "axe ran").to.be.greaterThan(10);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

describe("the gallery's pages", function () {
  this.timeout(slow);

  for (const path of everyPage) {
    it(`shows ${path}, on a phone and with the other interpreter as well`, async () => {
      const page = await openGallery(path);
      expect(page.events.some((name) => name.endsWith(":done"))).to.equal(true);
      expect(page.events.filter((name) => name.endsWith(":error"))).to.deep.equal([]);
      expect(page.problems).to.deep.equal([]);
      expect(page.get("h1").textContent).not.to.equal("");
      expect(page.get(".source code").textContent).to.match(/pyscript|\.py|<m?py-/);
      expect(page.document.querySelectorAll(".log li").length).to.be.greaterThan(1);
      expect(await violations(page)).to.deep.equal([]);

      page.resize(360);
      const { documentElement } = page.document;
      await until(
        () => documentElement.clientWidth === 360 && documentElement.scrollWidth <= 360,
        () => `${documentElement.scrollWidth} of 360 pixels`,
      );
      page.resize(1000);

      const other = page.document.querySelector<HTMLInputElement>(".segments input:not(:checked)");
      if (!other) return; // It has both, or needs the one it has.
      other.click();
      await until(() => texts(page.document, ".log b").includes(`${other.value}:done`));
      expect(texts(page.document, ".log .error")).to.deep.equal([]);
      expect(page.problems).to.deep.equal([]);
    });
  }
});
