/** Additions of the gallery to its pages: navigation, source, controls, log, themes. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { demo, openGallery, pages, slow, texts } from "./open-gallery.js";

describe("the gallery", function () {
  this.timeout(slow);

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
