/** The gallery's page about stores. */
import { expect } from "chai";
import { until } from "../harness/page.js";
import { openGallery, slow, texts } from "./open-gallery.js";

describe("the gallery's stores", function () {
  this.timeout(slow);

  it("show everywhere what anybody writes", async () => {
    const page = await openGallery("pages/storage.html");
    const frame = () =>
      page.get<HTMLIFrameElement>("iframe[title='Another tab']").contentDocument as Document;
    const seen = () => [
      texts(page.document, "#entries code"),
      texts(page.document, "store-editor code"),
      texts(frame(), "store-editor code"),
    ];
    const all = (text: string) => seen().every((entries) => entries.some((entry) => entry.startsWith(text)));
    const none = (text: string) =>
      seen().every((entries) => !entries.some((entry) => entry.startsWith(text)));
    await until(
      () => all("visits: "),
      () => JSON.stringify(seen()),
    );

    page.get<HTMLInputElement>("#key").value = "from Python";
    page.get<HTMLFormElement>("#form").requestSubmit();
    await until(() => all("from Python: "));

    const set = (root: ParentNode, key: string) => {
      const form = root.querySelector("store-editor form") as HTMLFormElement;
      (form.querySelector("input") as HTMLInputElement).value = key;
      form.requestSubmit();
    };
    set(page.document, "from JavaScript");
    await until(() => all("from JavaScript: "));
    set(frame(), "from the tab");
    await until(() => all("from the tab: "));

    for (const key of ["from Python", "from JavaScript", "from the tab"]) {
      page.get(`#entries button[value="${key}"]`).click();
      await until(() => none(key));
    }
    await until(() => /^\d+ rows? with \d/.test(page.get("store-rows caption").textContent));
    expect(page.problems).to.deep.equal([]);
  });

  it("keep the focus near what was deleted", async () => {
    const page = await openGallery("pages/storage.html");
    for (const place of ["#entries", "store-editor"]) {
      const button = (key: string) =>
        page.document.querySelector<HTMLButtonElement>(`${place} button[aria-label="Delete ${key}"]`);
      await until(() => button("visits"));
      const form = page.get<HTMLFormElement>(place === "#entries" ? "#form" : "store-editor form");
      (form.querySelector("input") as HTMLInputElement).value = "passing";
      form.requestSubmit();
      const passing = await until(() => button("passing"));
      passing.focus();
      passing.click();
      await until(() => !button("passing"));
      const isNear = page.document.activeElement?.textContent === "Delete";
      expect(isNear, place).to.equal(true);
    }
    expect(page.problems).to.deep.equal([]);
  });

  it("run again, on Pyodide too", async () => {
    const page = await openGallery("pages/storage.html");
    const visits = () =>
      Number(
        texts(page.document, "#entries code")
          .find((entry) => entry.startsWith("visits: "))
          ?.slice(8) ?? 0,
      );
    const before = await until(visits);
    page.get('input[name="interpreter"][value="py"]').click();
    await until(
      () => visits() > before, // Another test may visit the page at the same time.
      () => `${visits()} after ${before}`,
    );
    const once = texts(page.document, "#entries code");
    expect(once.length).to.equal(new Set(once).size);
    expect(page.problems).to.deep.equal([]);
  });

  it("hold 100,000 keys", async () => {
    const page = await openGallery("pages/storage.html");
    const [fill, empty] = [...page.document.querySelectorAll<HTMLButtonElement>("store-filler button")];
    const told = () => page.get("store-filler output").textContent;
    fill?.focus();
    fill?.click();
    await until(() => told().startsWith("100,000 keys on the disk"), told);
    expect(page.document.activeElement === fill).to.equal(true);
    empty?.click();
    await until(() => told() === "Empty.");
    expect(page.problems).to.deep.equal([]);
  });
});
