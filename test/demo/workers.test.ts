/** The gallery's pages with workers, in each way to the page. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow } from "./open-gallery.js";

const number = (text: string | undefined) => Number(text?.replaceAll(",", ""));

describe("the gallery's workers", function () {
  this.timeout(slow);

  it("measures each way to the page", async () => {
    const page = await openGallery("pages/workers.html");
    const choice = page.get<HTMLSelectElement>(".controls select");
    const ways = [...choice.options].map(({ value }) => value);
    expect(ways.length).to.equal(5);
    for (const way of ways) {
      choice.value = way;
      choice.dispatchEvent(new Event("change"));
      await until(() => number(page.document.querySelector("#make")?.textContent) > 0);
      const expected = /"([\w-]+)"/.exec(way.replace(/link.*/, ""))?.[1] ?? "shared-memory";
      expect(page.get("#way").textContent).to.equal(expected);
      for (const id of ["read", "call"]) expect(number(page.get(`#${id}`).textContent)).to.be.greaterThan(0);
    }
    expect(page.document.querySelector("demo-live iframe")).to.equal(null);
    expect(page.problems).to.deep.equal([]);
  });

  it("measures on until it is told to stop", async () => {
    const page = await openGallery("pages/workers.html");
    const go = page.get("#go");
    go.click();
    await until(() => go.textContent === "Stop");
    const before = page.get("#read").textContent;
    await until(() => page.get("#read").textContent !== before);
    go.click();
    await until(() => go.textContent === "Go on measuring");
    expect(page.problems).to.deep.equal([]);
  });

  it("counts primes while the page goes on", async () => {
    const page = await openGallery("examples/primes.html");
    const told = () => page.get("#told").textContent;
    expect(told()).to.match(/^9,592 primes below 100,000/);
    let turns = 0;
    const turn = () => {
      turns++;
      if (told().startsWith("9,592") || told() === "Counting…") page.window.setTimeout(turn);
    };
    page.get("#many").click();
    turn();
    await until(() => told().startsWith("148,933 primes below 2,000,000"));
    expect(turns).to.be.greaterThan(3);
    expect(page.get<HTMLProgressElement>("#bar").value).to.equal(1);
    expect(page.problems).to.deep.equal([]);
  });

  it("draws a flower", async () => {
    const page = await openGallery("examples/canvas.html");
    const canvas = page.get<HTMLCanvasElement>("#flower");
    const drawn = () =>
      canvas
        .getContext("2d")
        ?.getImageData(0, 0, 600, 600)
        .data.some((value) => value > 0);
    expect(drawn()).to.equal(true);
    expect(page.get("#told").textContent).to.match(/^1000 seeds, 4000 operations/);
    const seeds = page.get<HTMLInputElement>("#seeds");
    seeds.value = "200";
    seeds.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => page.get("#told").textContent.startsWith("200 seeds"));
    expect(page.problems).to.deep.equal([]);
  });
});
