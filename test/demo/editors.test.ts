/** The gallery's lesson, whose exercises check themselves, and its notebook of five editors. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

type Editor = HTMLElementTagNameMap["py-editor"];

describe("the gallery's editors", function () {
  this.timeout(slow);

  it("check the exercises of a lesson, and begin again", async () => {
    const page = await openGallery("examples/lesson.html");
    const exercise = await until(() => page.document.querySelector<Editor>("#double"));
    const verdict = () => exercise.nextElementSibling?.textContent;
    await exercise.run();
    await until(
      () => verdict() === "double(21) is 21; it should be 42.",
      () => String(verdict()),
    );
    exercise.code = exercise.code.replace("return n", "return n * 2");
    await exercise.run();
    await until(
      () => verdict() === "✓ Right!",
      () => String(verdict()),
    );
    const second = page.get<Editor>("#vowels");
    await second.run("def vowels(word) return 0").catch(() => {});
    await until(() => second.nextElementSibling?.textContent?.startsWith("It does not run yet"));
    page.get("#again").click();
    await until(() => verdict() === "" && exercise.code === "def double(n):\n    return n");
    expect(page.document.querySelector(".py-editor-output")?.textContent ?? "").to.equal("");
  });

  it("run a notebook from its first cell to its last, in one Python", async () => {
    const page = await openGallery("examples/notebook.html");
    const cells = () => [...page.document.querySelectorAll<Editor>("demo-live py-editor")];
    await until(() => cells().length === 5);
    const output = (index: number) => cells()[index]?.querySelector(".py-editor-output");
    await until(() => {
      page.get("#all").click();
      return output(0);
    });
    await until(
      () => output(4)?.textContent === "'Cairo'\n",
      () => String(output(4)?.textContent),
    );
    expect(output(0)?.textContent).to.equal("3\n");
    expect(output(2)?.querySelectorAll("table tr").length).to.equal(3);
    expect(output(3)?.textContent).to.match(/^ Cairo █{25} 24\.7$/m);
    expect(page.problems).to.deep.equal([]);
  });
});
