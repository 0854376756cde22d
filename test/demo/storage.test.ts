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
    await until(() => page.get("store-rows caption").textContent.includes("rows"));
    expect(page.problems).to.deep.equal([]);
  });

  it("hold 100,000 keys", async () => {
    const page = await openGallery("pages/storage.html");
    const [fill, empty] = [...page.document.querySelectorAll<HTMLButtonElement>("store-filler button")];
    const told = () => page.get("store-filler output").textContent;
    fill?.click();
    await until(() => told().startsWith("100,000 keys on the disk"), told);
    empty?.click();
    await until(() => told() === "Empty.");
    expect(page.problems).to.deep.equal([]);
  });
});
