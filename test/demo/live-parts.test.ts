/** The live parts in use. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow, texts, type } from "./open-gallery.js";

describe("the gallery's features", function () {
  this.timeout(slow);

  it("counts with when and Event", async () => {
    const page = await openGallery("pages/when.html");
    page.get("#more").click();
    page.get("#more").click();
    page.get("#less").click();
    expect(page.get("#count").textContent).to.equal("1");
    expect(page.get("#comment").textContent).to.equal("1 is odd.");
  });

  it("answers event attributes", async () => {
    const page = await openGallery("pages/event-attributes.html");
    type(page.get<HTMLInputElement>("#words"), "loud");
    await until(() => page.get("#loud").textContent === "LOUD");
    page.get("#change").click();
    await until(() => page.get("#loud").textContent === "DUOL");
  });

  it("browses a folder", async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("gallery", { create: true });
    await folder.getDirectoryHandle("letters", { create: true });
    const page = await openGallery("pages/fs.html");
    Object.assign(page.window, { showDirectoryPicker: () => Promise.resolve(folder) });
    page.get("#open").click();
    // Nobody has pressed anything really, so a dialog asks.
    await until(() => page.document.querySelector(".py-folder-dialog button") !== null);
    page.get(".py-folder-dialog button").click();
    await until(() => texts(page.document, "#entries button").includes("letters/"));
    page.get("#note").click();
    await until(() => page.get("#text").textContent.startsWith("Written by Python"));
    const file = await (await folder.getFileHandle("note.txt")).getFile();
    expect(await file.text()).to.equal("Written by Python, in a browser.\n");
    page.get("#close").click();
    await until(() => page.get("#state").textContent === "No folder is open.");
    await root.removeEntry("gallery", { recursive: true });
  });

  it("writes and reads data that contains itself", async () => {
    const page = await openGallery("pages/flatted.html");
    page.get<HTMLInputElement>("#name").value = "Grace";
    page.get("#new button").click();
    await until(() => texts(page.document, "#friends li").length === 3);
    expect(texts(page.document, "#friends li")[0]).to.equal("Ada knows Charles, Grace.");
  });

  it("picks colours", async () => {
    const page = await openGallery("examples/colors.html");
    expect(texts(page.document, "#swatches code")[0]).to.equal("#2e8ab8");
    type(page.get<HTMLInputElement>("#hue"), "0");
    await until(() => texts(page.document, "#swatches code")[0] === "#b82e2e");
    expect(texts(page.document, "#swatches code")[1]).to.equal("#2eb8b8");
  });

  it("shows an error, tries a load again, and runs a source from another address", async () => {
    const page = await openGallery("pages/errors.html");
    const panels = (selector: string) =>
      texts(page.get(selector).shadowRoot as ShadowRoot, '[part="traceback"]').join("\n");
    page.get('[mpy-click="divide"]').click();
    await until(() => panels("#careful").includes("ZeroDivisionError"));
    page.get('[mpy-click="load"]').click();
    await until(() => page.document.querySelector("#place mpy-script") !== null);
    await until(() => panels("#place mpy-script").includes("missing.py"));
    const retry = page.get("#place mpy-script").shadowRoot?.querySelector<HTMLElement>('[part="retry"]');
    retry?.click();
    await until(() => page.problems.length === 3);
    await until(() => panels("#place mpy-script").includes("missing.py"));
    page.get('[mpy-click="mend"]').click();
    await until(() => page.get("#place").textContent.includes("This is hello.py"));
    expect(panels("#place mpy-script")).to.equal("");
    expect(page.problems).to.have.length(3);
  });

  it("keeps the count of a moved element, and starts anew for a new one", async () => {
    const page = await openGallery("pages/life-cycle.html");
    await until(() => page.document.querySelector("#left button") !== null);
    page.get("#left button").click();
    page.get("#move").click();
    page.get("#right button").click();
    expect(page.get("#right button").textContent).to.equal("Clicked 2 times");
    page.get("#insert").click();
    await until(() => page.document.querySelector("#left button") !== null);
    expect(page.get("#left button").textContent).to.equal("Clicked 0 times");
    page.get("#remove").click();
    expect(page.document.querySelector("#right button")).to.equal(null);
  });

  it("follows Pyodide's progress", async () => {
    const page = await openGallery("pages/events.html");
    page.get("#load").click();
    await until(() => page.get("#place").textContent.startsWith("Python 3"));
    expect(page.get<HTMLProgressElement>("#bar").value).to.equal(1);
    expect(page.get("#phase").textContent).to.equal("Done.");
  });

  it("keeps the document's order, unless a script is async", async () => {
    const page = await openGallery("pages/order.html");
    const words = () =>
      texts(page.document, "#course > div").map((text) => text.split(" ").slice(1, 4).join(" "));
    const [begins, ends, second, third] = [
      "first script begins,",
      "first script ends.",
      "second script runs.",
      "third script runs.",
    ];
    expect(words()).to.deep.equal([begins, ends, second, third]);
    page.get<HTMLInputElement>(".controls input").click();
    await until(() => words().length === 4 && words()[3] === ends);
    expect(words()).to.include.members([begins, second, third]);
  });

  it("shows text as text under a strict policy", async () => {
    const page = await openGallery("pages/security.html");
    page.get<HTMLFormElement>("#guestbook").requestSubmit();
    await until(() => page.get("#entries").textContent.includes("<img src=x"));
    expect(page.document.querySelector("#entries img")).to.equal(null);
    expect(page.problems).to.deep.equal([]);
  });
});

describe("the gallery's examples", function () {
  this.timeout(slow);

  it("keeps a to-do list", async () => {
    const page = await openGallery("examples/to-do.html");
    const shown = () => texts(page.document, "#tasks li:not([hidden]) span");
    page.get<HTMLInputElement>("#text").value = "Water <b>plants</b>";
    page.get<HTMLFormElement>("#new").requestSubmit();
    expect(shown().at(-1)).to.equal("Water <b>plants</b>");
    expect(page.get("#left").textContent).to.equal("3 to do, 1 done");
    page.get("#tasks li:last-child input").click();
    expect(page.get("#left").textContent).to.equal("2 to do, 2 done");
    page.get('#filter [value="open"]').click();
    expect(shown()).to.deep.equal(["Add a task of my own", "Tick it off with the space bar"]);
    page.get("#tasks li:not([hidden]) button").click();
    expect(shown()).to.deep.equal(["Tick it off with the space bar"]);
    page.get("#clear").click();
    page.get('#filter [value="all"]').click();
    expect(shown()).to.deep.equal(["Tick it off with the space bar"]);
    expect(page.document.activeElement?.id).to.equal("text");
    const last = page.get("#tasks input");
    last.focus();
    last.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
    expect(page.get("#left").textContent).to.equal("0 to do, 0 done");
    expect(page.problems).to.deep.equal([]);
  });

  it("draws the plot anew", async () => {
    const page = await openGallery("examples/plot.html");
    const path = () => page.get(".curve").getAttribute("d");
    const before = path();
    type(page.get<HTMLInputElement>("#across"), "5");
    expect(path()).not.to.equal(before);
    expect(page.get("#plot title").textContent).to.equal("Curve of 5 swings across and 2 down");
    expect(page.document.querySelectorAll("#plot svg").length).to.equal(1);
  });

  it("runs one file in two interpreters", async () => {
    const page = await openGallery("examples/interpreters.html");
    await until(() => page.get("#small").textContent.includes("micropython"));
    await until(() => page.get("#large").textContent.includes("cpython"));
    expect(page.get("#small").textContent).to.include("17,984");
    expect(page.get("#large").textContent).to.include("17,984");
    const done = page.events.filter((name) => name === "py:done").length;
    page.get("#again-large").click();
    await until(() => page.events.filter((name) => name === "py:done").length > done);
    expect(page.document.querySelectorAll("#large dl").length).to.equal(1);
  });

  it("sorts and filters the table", async () => {
    const page = await openGallery("examples/table.html");
    const firstCity = () => page.get("#rows td").textContent;
    const heading = (index: number) => page.get(`#headings th:nth-child(${index})`);
    const press = (index: number) => heading(index).querySelector("button")?.click();
    press(3);
    expect(firstCity()).to.equal("Reykjavík");
    expect(heading(3).getAttribute("aria-sort")).to.equal("ascending");
    press(3);
    expect(firstCity()).to.equal("Kinshasa");
    expect(heading(3).getAttribute("aria-sort")).to.equal("descending");
    press(2);
    expect(firstCity()).to.equal("Buenos Aires");
    expect(heading(3).hasAttribute("aria-sort")).to.equal(false);
    type(page.get<HTMLInputElement>("#filter"), "canada");
    expect(texts(page.document, "#rows td:first-child")).to.deep.equal(["Toronto", "Vancouver"]);
  });

  it("rates, sorts, picks and plots by elements written in Python", async () => {
    const page = await openGallery("examples/elements.html");
    const inside = (tag: string) => page.get(tag).shadowRoot as ShadowRoot;
    await until(() => inside("sortable-table").querySelectorAll("tbody tr").length === 1000);
    const rating = page.get<HTMLElement & { value: number }>("star-rating");
    inside("star-rating").querySelectorAll("button")[3]?.click();
    await until(() => rating.getAttribute("value") === "4");
    expect(new FormData(page.get<HTMLFormElement>("demo-live form")).get("stars")).to.equal("4");
    const row = inside("sortable-table").querySelector("tbody tr");
    inside("sortable-table").querySelector("button")?.click();
    await until(() => inside("sortable-table").querySelector("tbody tr")?.textContent?.startsWith("1000"));
    expect(inside("sortable-table").querySelector("tbody tr:last-child")).to.equal(row);
    const slider = inside("colour-picker").querySelector("input") as HTMLInputElement;
    slider.value = "10";
    slider.dispatchEvent(new Event("input"));
    await until(() => page.get("colour-picker").getAttribute("hue") === "10");
    await until(
      () => (inside("live-plot").querySelector("polyline")?.getAttribute("points") ?? "").length > 20,
    );
  });

  it("plays the Game of Life", async () => {
    const page = await openGallery("examples/life.html");
    const generation = () => Number(/\d+/.exec(page.get("#told").textContent)?.[0]);
    if (page.get("#play").textContent === "Play") page.get("#play").click();
    await until(() => generation() > 2);
    page.get("#play").click();
    const paused = generation();
    page.get("#step").click();
    expect(generation()).to.equal(paused + 1);
  });
});
