/** Editors on pages without isolation headers: a worker that computes cannot be interrupted, and is
 * replaced. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

for (const type of ["mpy", "py"] as const) {
  describe(`editors on a page without isolation headers (${type})`, function () {
    this.timeout(60_000);

    it("say that a stopped worker was replaced, and run their setups again; nothing is debugged", async () => {
      const page = await openPage(`<py-editor type="${type}" env="e" setup>secret = 7</py-editor>
<py-editor type="${type}" env="e" id="it">mine = 1
while True:
    pass</py-editor>`);
      const editor = page.get<HTMLElementTagNameMap["py-editor"]>("#it");
      await until(() => editor.shadowRoot?.querySelector(".cm-content"));
      expect(editor.shadowRoot?.querySelector('[part="debug"]')).to.equal(null);
      expect(await editor.run("secret")).to.equal(7);
      const details: unknown[] = [];
      editor.addEventListener(`${type}:done`, (event) => details.push((event as CustomEvent).detail));
      const stopped = editor.run().catch((error: Error) => error.name);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await editor.stop();
      expect(await stopped).to.equal("AbortError");
      const output = () => editor.querySelector(".py-editor-output")?.textContent ?? "";
      await until(() => output().includes("The worker had to be replaced"));
      expect(details[0]).to.have.property("replaced", true);
      expect(await editor.run("(secret, 'mine' in globals())")).to.deep.equal([7, false]);
      expect(page.errors).to.deep.equal([]);
    });
  });
}
