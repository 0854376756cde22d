/** An editor, in every engine: its code is seen, runs, is stopped, and shows its output and its value. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

describe("an editor", function () {
  this.timeout(60_000);

  it("shows, runs and stops code", async () => {
    const page = await openPage(`<py-editor type="mpy" id="it">print("\\x1b[31mred\\x1b[0m")
6 * 7</py-editor>`);
    const editor = page.get<HTMLElementTagNameMap["py-editor"]>("#it");
    await until(() => editor.shadowRoot?.querySelector(".cm-content")?.textContent?.includes("6 * 7"));
    const output = () => editor.querySelector(".py-editor-output")?.textContent ?? "";
    expect(await editor.run()).to.equal(42);
    expect(output()).to.equal("red\n42\n");
    editor.code = "kept = 1\nprint('on')\nwhile True:\n    pass";
    const stopped = editor.run().catch((error: Error) => error.name);
    await until(() => output().startsWith("on"));
    await editor.stop();
    expect(await stopped).to.equal("AbortError");
    expect(output()).to.include("Stopped.");
    expect(await editor.run("1 + 1")).to.equal(2);
    expect(page.errors).to.deep.equal([]);
  });

  it("says by run() that it has no place, or no code", async () => {
    const page = await openPage(
      `<py-editor type="mpy" id="lost" target="#nowhere">1</py-editor><py-editor type="mpy" id="missing" src="/no-such.py"></py-editor>`,
    );
    const failure = (id: string) =>
      page
        .get<HTMLElementTagNameMap["py-editor"]>(id)
        .run()
        .then(
          (value) => `resolved with ${String(value)}`,
          (error: unknown) => String(error),
        );
    expect(await failure("#lost")).to.include("nowhere");
    expect(await failure("#missing")).to.include("no-such.py");
    expect(await page.get<HTMLElementTagNameMap["py-editor"]>("#missing").run("6 * 7")).to.equal(42);
  });
});
