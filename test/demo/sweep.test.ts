/** The page whose donkey has many workers. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

describe("the gallery's many workers", function () {
  this.timeout(slow);

  it("fill a map, are stopped, and fill it again", async () => {
    const page = await openGallery("pages/sweep.html");
    const output = await until(() => page.document.querySelector("heat-map output"));
    await until(() => /^256 runs of the model in/.test(output.textContent));
    const canvas = page.get<HTMLCanvasElement>("heat-map canvas");
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, 16, 16) ?? { data: [] };
    expect(new Set(data).size).to.be.greaterThan(20);
    const [again, stop] = page.document.querySelectorAll<HTMLElement>("heat-map button");
    again?.click();
    stop?.click();
    await until(() => output.textContent.startsWith("Stopped after"));
    again?.click();
    await until(() => /^256 runs of the model in/.test(output.textContent));
    expect(page.problems).to.deep.equal([]);
  });

  it("count primes from Python, with a bar", async () => {
    const page = await openGallery("pages/pool.html");
    const output = page.get("#primes");
    const button = await until(() => page.document.querySelector<HTMLButtonElement>("#count"));
    await until(() => {
      button.click();
      return button.disabled;
    });
    await until(() => output.textContent === "2262 primes below 20,000");
    expect(page.get<HTMLProgressElement>("#bar").value).to.equal(1);
    expect(page.problems).to.deep.equal([]);
  });
});
