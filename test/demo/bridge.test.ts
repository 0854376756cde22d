/** The page that calculates by a bridge. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

describe("the gallery's bridge", function () {
  this.timeout(slow);

  it("draws what Python calculates, and what the reader adds", async () => {
    const page = await openGallery("pages/bridge.html");
    const output = await until(() => page.document.querySelector("fit-board output"));
    const said = () => output.textContent;
    await until(() => /^y = −?[\d.]+ [+−] [\d.]+ x [+−] [\d.]+ x² [+−] [\d.]+ x³; mean/.test(said()));
    expect(page.get("fit-board path").getAttribute("d")?.split("L").length).to.equal(101);

    const degree = page.get<HTMLInputElement>("fit-board input");
    degree.value = "0";
    degree.dispatchEvent(new Event("input"));
    await until(() => /^y = [\d.]+; mean/.test(said()));

    const board = page.get("fit-board svg");
    const dots = () => page.document.querySelectorAll("fit-board path + path").length;
    const before = dots();
    const { left, top } = board.getBoundingClientRect();
    board.dispatchEvent(
      new page.window.MouseEvent("click", { clientX: left + 20, clientY: top + 20, bubbles: true }),
    );
    await until(() => dots() === before + 1);
    page.get("fit-board button").click();
    await until(() => dots() === before + 2);
    expect(page.problems).to.deep.equal([]);
  });
});
