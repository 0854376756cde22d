/** The page whose donkey has many workers. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

/** A page that waited for its workers would have none for seconds. */
const LONGEST_GAP_MS = 1000;

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

  it("let the page go on while results come", async () => {
    const page = await openGallery("pages/sweep.html");
    const output = await until(() => page.document.querySelector("heat-map output"));
    const isDone = () => /^\d+ runs of the model in/.test(output.textContent);
    await until(isDone);
    page.document.querySelector("heat-map")?.setAttribute("cells", "48");
    const frames: { readonly time: number; readonly shown: string }[] = [];
    page.document.querySelector<HTMLElement>("heat-map button")?.click();
    await until(() => !isDone());
    while (!isDone()) {
      const time = await new Promise<number>((resolve) => page.window.requestAnimationFrame(resolve));
      frames.push({ time, shown: output.textContent });
    }
    const gaps = frames.slice(1).map(({ time }, index) => time - (frames[index]?.time ?? time));
    expect(Math.max(...gaps), "the longest time between two frames, in ms").to.be.lessThan(LONGEST_GAP_MS);
    const seen = new Set(frames.map(({ shown }) => shown).filter((text) => text.endsWith(" of 2304")));
    expect(seen.size, "frames that show more results than the one before").to.be.greaterThan(3);
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
