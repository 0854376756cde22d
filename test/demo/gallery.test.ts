/** The gallery in `demo/`: every page as a visitor gets it, in a frame of its own. */
import type { AxeResults } from "axe-core";
import { expect } from "chai";
import { until } from "../harness/page.js";

interface Page {
  readonly path: string;
  readonly title: string;
}

/** A page of the gallery in a frame. */
interface Opened {
  readonly document: Document;
  readonly window: Window & typeof globalThis;
  /** Errors and warnings in the console, and uncaught errors. */
  readonly problems: string[];
  readonly events: string[];
  get<E extends Element = HTMLElement>(selector: string): E;
}

const demo = new URL("/demo/", location.href);
const { pages } = (await import(new URL("gallery/pages.js", demo).href)) as { pages: readonly Page[] };
const everyPage = ["index.html", ...pages.map(({ path }) => path)];
/** Their live part is there for pressing a button, or loads Pyodide. */
const slow = 60_000;

let frame: HTMLIFrameElement | undefined;

afterEach(() => {
  frame?.remove();
  frame = undefined;
});

/** Opens a page and waits until all its scripts have run. */
async function openGallery(path: string, width = 1000): Promise<Opened> {
  frame?.remove();
  const opened = (frame = document.createElement("iframe"));
  opened.style.cssText = `inline-size: ${width}px; block-size: 800px; border: 0`;
  const url = new URL(path, demo).href;
  opened.src = url;
  document.body.append(opened);
  const problems: string[] = [];
  const events: string[] = [];
  // The document is there before its module scripts run.
  await until(() => opened.contentDocument?.URL === url && opened.contentDocument.documentElement !== null);
  const window = opened.contentWindow as Window & typeof globalThis;
  const inner = window.document;
  for (const level of ["error", "warn"] as const) {
    window.console[level] = (...values: unknown[]) => problems.push(values.map(String).join(" "));
  }
  window.addEventListener("error", (event) => problems.push(event.message));
  window.addEventListener("unhandledrejection", (event) => problems.push(String(event.reason)));
  inner.addEventListener("securitypolicyviolation", (event) =>
    problems.push(`${event.violatedDirective}: ${event.blockedURI}`),
  );
  for (const type of ["py", "mpy"]) {
    for (const name of ["done", "error", "all-done"]) {
      inner.addEventListener(`${type}:${name}`, () => events.push(`${type}:${name}`));
    }
  }
  await until(() => events.some((name) => name.endsWith(":all-done")));
  await until(() => inner.querySelector("gallery-demo")?.hasAttribute("ready") === true);
  return {
    document: inner,
    window,
    problems,
    events,
    get<E extends Element = HTMLElement>(selector: string): E {
      const found = inner.querySelector<E>(selector);
      if (!found) throw new Error(`Nothing matches ${selector}.`);
      return found;
    },
  };
}

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

function type(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function texts(root: ParentNode, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map((element) => element.textContent.trim());
}

describe("the gallery", function () {
  this.timeout(slow);

  for (const path of everyPage) {
    it(`shows ${path}`, async () => {
      const page = await openGallery(path);
      expect(page.events.some((name) => name.endsWith(":done"))).to.equal(true);
      expect(page.events.filter((name) => name.endsWith(":error"))).to.deep.equal([]);
      expect(page.problems).to.deep.equal([]);
      expect(page.get("h1").textContent).not.to.equal("");
      expect(page.get(".source code").textContent).to.match(/pyscript|\.py/);
      expect(page.document.querySelectorAll(".log li").length).to.be.greaterThan(1);
      expect(await violations(page)).to.deep.equal([]);
    });

    it(`fits ${path} on a phone`, async () => {
      const { document } = await openGallery(path, 360);
      expect(document.documentElement.scrollWidth).to.be.at.most(360);
    });
  }

  it("leads to every page", async () => {
    const { document } = await openGallery("index.html");
    const links = (selector: string) =>
      [...document.querySelectorAll<HTMLAnchorElement>(selector)].map(({ href }) => href);
    const wanted = pages.map(({ path }) => new URL(path, demo).href);
    expect(links("#navigation a")).to.deep.equal(wanted);
    expect(links(".cards a")).to.deep.equal(wanted);
  });

  it("marks the page that is shown, and its neighbours", async () => {
    const page = await openGallery("pages/when.html");
    expect(page.get('#navigation [aria-current="page"]').textContent).to.equal("when and Event");
    expect(page.get<HTMLAnchorElement>(".prev").href).to.match(/display\.html$/);
    expect(page.get<HTMLAnchorElement>(".next").href).to.match(/event-attributes\.html$/);
  });

  it("shows the source as it stands in the file", async () => {
    const page = await openGallery("pages/script-tags.html");
    expect(page.get(".source code").textContent).to.include("if lowest <number and number< highest:");
    expect(page.get(".source code").children.length).to.equal(0);
  });

  it("makes the live part anew with another attribute", async () => {
    const page = await openGallery("pages/mpy-script.html");
    const select = page.get<HTMLSelectElement>(".controls select");
    select.value = "elsewhere";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await until(() => page.get("#elsewhere").textContent.includes("Hello"));
    expect(page.get(".source code").textContent).to.match(/^<mpy-script id="hello" target="elsewhere">/);
  });

  it("makes a fresh page for another configuration", async () => {
    const page = await openGallery("pages/config.html");
    const select = page.get<HTMLSelectElement>(".controls select");
    select.value = "./files/config.json";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    const shown = () =>
      page.document.querySelector<HTMLIFrameElement>("demo-live iframe")?.contentDocument?.body.textContent ??
      "";
    await until(() => shown().includes("Welcome, Emmy!"));
    expect(texts(page.document, ".log b").filter((name) => name === "mpy:done")).to.have.length(2);
  });

  it("runs the same page with the other interpreter", async () => {
    const page = await openGallery("index.html");
    page.get('.segments input[value="py"]').click();
    await until(() => page.get("#greeting").textContent.includes("cpython"));
    expect(page.get(".source code").textContent).to.include('<script type="py">');
    expect(page.problems).to.deep.equal([]);
  });

  it("runs what was edited, and goes back", async () => {
    const page = await openGallery("pages/mpy-script.html");
    const button = (label: string) =>
      [...page.document.querySelectorAll<HTMLButtonElement>(".panel-bar button")].find(
        ({ textContent }) => textContent === label,
      );
    button("Edit")?.click();
    const editor = page.get<HTMLTextAreaElement>("textarea.source");
    expect(page.document.activeElement).to.equal(editor);
    editor.value = '<mpy-script>from pyscript import display; display("edited")</mpy-script>';
    editor.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
    await until(() => page.get("demo-live").textContent.trim() === "edited");
    button("Reset")?.click();
    await until(() => page.get("demo-live").textContent.includes("The squares"));
  });

  it("switches between light and dark, and remembers", async () => {
    const page = await openGallery("index.html");
    const scheme = () => page.window.getComputedStyle(page.document.body).backgroundColor;
    const before = scheme();
    page.get(".theme").click();
    expect(scheme()).not.to.equal(before);
    expect((await openGallery("pages/when.html")).document.documentElement.dataset["theme"]).to.be.a(
      "string",
    );
    const again = await openGallery("index.html");
    again.get(".theme").click();
    expect(localStorage.getItem("gallery-theme")).to.equal(null);
  });

  it("opens and closes its navigation on a phone", async () => {
    const page = await openGallery("index.html", 360);
    const nav = page.get("#navigation");
    const menu = page.get(".menu");
    const isShown = () => nav.getClientRects().length > 0;
    expect(isShown()).to.equal(false);
    menu.click();
    expect(isShown()).to.equal(true);
    expect(menu.getAttribute("aria-expanded")).to.equal("true");
    page.document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(isShown()).to.equal(false);
    expect(page.document.activeElement).to.equal(menu);
  });
});

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

  it("shows an error, and tries a load again", async () => {
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
    await until(() => page.get("#place").textContent.includes("This is hello.py"));
    expect(page.problems).to.have.length(2);
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
