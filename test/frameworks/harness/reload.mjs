// The tests of Python that is edited while Vite serves an application.
/* global document, Node -- of the page */
import assert from "node:assert/strict";
import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { launchChrome } from "../../../scripts/browsers/launch-chrome.mjs";
import { applications, displaying, greeting, ReloadPage } from "./reload-pages.mjs";

/** The ways in which editors save, each with a text that is displayed. */
const savings = {
  "in one write": (place, code) => writeFileSync(place, code),
  "in two writes": (place, code) => {
    writeFileSync(place, displaying("not this"));
    writeFileSync(place, code);
  },
  "in two writes, of which Vite's watcher hears the first": async (place, code) => {
    writeFileSync(place, displaying("not this"));
    await wait(35);
    writeFileSync(place, code);
  },
  "in pieces": async (place, code) => {
    writeFileSync(place, "");
    for (const line of code.split(/(?<=\n)/)) {
      await wait(30);
      appendFileSync(place, line);
    }
  },
  "by another file that takes its place": (place, code) => {
    writeFileSync(`${place}.new`, code);
    renameSync(`${place}.new`, place);
  },
  "by another file that is older": (place, code) => {
    writeFileSync(`${place}.new`, code);
    utimesSync(`${place}.new`, 1_000_000_000, 1_000_000_000);
    renameSync(`${place}.new`, place);
  },
  "beside the old one, which has moved away": (place, code) => {
    renameSync(place, `${place}~`);
    writeFileSync(place, code);
    rmSync(`${place}~`);
  },
  "some time after the old one has gone": async (place, code) => {
    rmSync(place);
    await wait(250);
    writeFileSync(place, code);
  },
  "ten times in a row": async (place, code) => {
    for (let time = 0; time < 9; time++) {
      writeFileSync(place, displaying(`not this, ${time}`));
      await wait(12);
    }
    writeFileSync(place, code);
  },
};

const editors = {
  name: "lit",
  title: "saved as editors do",
  files: {
    "reload.html": `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Reload</title><link rel="icon" href="data:," /></head>
  <body>
    <mpy-script id="app" src="/edited/app.py"><!-- a framework's --><em slot="loading">…</em></mpy-script>
    <mpy-script id="named" src="/edited/ein Wörtchen.py"></mpy-script>
    <mpy-script id="one" worker env="shared" src="/edited/one.py"></mpy-script>
    <mpy-script id="two" worker env="shared" src="/edited/two.py"></mpy-script>
    <script type="mpy" src="/edited/tag.py"></script>
    <p id="text"></p>
    <script type="module" src="/reload.js"></script>
  </body>
</html>
`,
    "reload.js": `import "py-elements";
import text from "./text.py?raw";

const show = (text) => (document.querySelector("#text").textContent = text);
show(text);
import.meta.hot.accept("./text.py?raw", (module) => show(module.default));
`,
    "text.py": "before",
  },
};

/** @param {{ folder: string, skip: string | false }} installed */
export function describeReload({ folder, skip }) {
  let browser;
  before(async () => {
    if (!skip) browser = await launchChrome();
  });
  after(() => browser?.close());

  for (const application of applications) {
    it(
      `shows edited Python in place, of elements and of a bridge: ${application.title}`,
      { skip },
      async () => {
        const types = ["mpy", "py"];
        const python = Object.fromEntries(types.map((type) => [`${type}.py`, displaying("before")]));
        const page = await ReloadPage.open(browser, folder, application, python);
        try {
          for (const type of types) {
            await page.shown(`${type}-script`, "before");
            page.edit(`${type}.py`, displaying("after"));
            await page.shown(`${type}-script`, "after");
          }
          await page.shown("#greeting", "before");
          page.edit("../../greeting.py", greeting("after"));
          await page.shown("#greeting", "after");
          assert.ok(await page.isFirst(), "the page was loaded anew");
          // Lit's own, while developing; and Pyodide's snapshot, which is given up where it comes slowly.
          const expected = /lit\.dev\/msg\/dev-mode|\/snapshot-\w+\.bin: net::ERR_ABORTED/;
          const complaints = page.visitor.complaints.filter((text) => !expected.test(text));
          assert.deepEqual(complaints, []);
        } finally {
          await page.close();
        }
      },
    );
  }

  describe("a file that is saved", () => {
    let page;

    before(async () => {
      if (skip) return;
      const files = ["app.py", "ein Wörtchen.py", "one.py", "two.py", "tag.py"];
      const python = Object.fromEntries(files.map((file) => [file, displaying("before")]));
      page = await ReloadPage.open(browser, folder, editors, python);
      for (const selector of ["#app", "#named", "#one", "#two", "script-py"])
        await page.shown(selector, "before");
    });
    after(() => page?.close());

    for (const [way, save] of Object.entries(savings)) {
      it(`${way} is shown as it was saved last`, { skip }, async () => {
        await save(page.place("app.py"), displaying(way));
        await page.shown("#app", way);
        await page.visitor.settle();
        await page.shown("#app", way);
        assert.ok(await page.isFirst(), "the page was loaded anew");
      });
    }

    it("with a mistake shows the error, and none when it is mended", { skip }, async () => {
      const errors = () =>
        page.visitor.evaluate(
          () => document.querySelector("#app").shadowRoot.querySelectorAll("[part=error]").length,
        );
      page.edit("app.py", "display(\n");
      await page.visitor.until(undefined, () =>
        document
          .querySelector("#app")
          .shadowRoot.querySelector("[part=error]")
          ?.innerText.includes("SyntaxError"),
      );
      page.edit("app.py", "raise ValueError('another')\n");
      await page.visitor.until(undefined, () =>
        document
          .querySelector("#app")
          .shadowRoot.querySelector("[part=error]")
          ?.innerText.includes("ValueError"),
      );
      assert.equal(await errors(), 1);
      page.edit("app.py", displaying("mended"));
      await page.shown("#app", "mended");
      assert.equal(await errors(), 0);
      assert.ok(await page.isFirst(), "the page was loaded anew");
    });

    it(
      "keeps what fills slots of its element, and the comments that frameworks put there",
      { skip },
      async () => {
        const kept = await page.visitor.evaluate(() =>
          [...document.querySelector("#app").childNodes]
            .filter((node) => node.nodeType === Node.COMMENT_NODE || node.slot)
            .map((node) => node.textContent),
        );
        assert.deepEqual(kept, [" a framework's ", "…"]);
      },
    );

    it("is found by any name, and as the source of a script tag", { skip }, async () => {
      page.edit("ein Wörtchen.py", displaying("named"));
      await page.shown("#named", "named");
      page.edit("tag.py", displaying("tagged"));
      await page.shown("script-py", "tagged");
      assert.ok(await page.isFirst(), "the page was loaded anew");
    });

    it("runs anew with all that share its worker", { skip }, async () => {
      page.edit("two.py", displaying("two"));
      page.edit("one.py", `from pyscript import display\nshared = "given"\ndisplay("one")\n`);
      await page.shown("#one", "one");
      await page.shown("#two", "two");
      page.edit("two.py", `from pyscript import display\ndisplay(shared)\n`);
      await page.shown("#two", "given");
      await page.shown("#one", "one");
      assert.ok(await page.isFirst(), "the page was loaded anew");
    });

    it("and imported as text is the text that was saved last", { skip }, async () => {
      const text = page.place("../../text.py");
      writeFileSync(text, "not this");
      await wait(35);
      writeFileSync(text, "after");
      await page.visitor.until("after", (text) => document.querySelector("#text").textContent === text);
      assert.ok(await page.isFirst(), "the page was loaded anew");
    });

    it("for the first time leaves the page as it is, where no element has it", { skip }, async () => {
      page.edit("new.py", displaying("new"));
      await page.visitor.settle();
      assert.ok(await page.isFirst(), "the page was loaded anew");
    });

    it("which Python imports loads the page anew", { skip }, async () => {
      page.edit("new.py", displaying("newer"));
      await page.visitor.until(undefined, () => globalThis.isFirst === undefined);
    });
  });
}
