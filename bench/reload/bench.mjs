// Edited Python in a page that Vite serves: from the file that is written until the page shows what it
// displays. The applications are those of test/frameworks, with a page of their own.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { serve } from "../../test/frameworks/harness/build.mjs";
import { installed } from "../../test/frameworks/harness/installed.mjs";
import { median, table } from "../statistics.mjs";
import { applications } from "./applications.mjs";

const elements = { mpy: "MicroPython", py: "Pyodide" };
/** A goal, in milliseconds. */
const goal = 300;

const python = (text) => `from pyscript import display\n\ndisplay("${text}")\n`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Edited Python in Vite",
  description:
    "Milliseconds from the moment a `.py` in `public/` is written until the page, which Vite serves with `py-elements/vite`,\n" +
    "shows what it displays, without having been loaded anew; the median and the longest.",
  rounds: 10,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const { folder, skip } = installed("bundlers");
  if (skip) throw new Error(`Nothing was measured: ${skip}.`);
  const rows = [];
  for (const { name, title, files } of applications.filter(({ name }) => !only || name === only)) {
    progress(title);
    const place = path.join(folder, name);
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
    mkdirSync(path.join(place, "public/python"), { recursive: true });
    const edit = (type, text) => writeFileSync(path.join(place, `public/python/${type}.py`), python(text));
    for (const type of Object.keys(elements)) edit(type, "before");
    const { url, close } = await serve(place, "../node_modules/vite/bin/vite.js", ["--port=0"]);
    const page = await browser.newPage();
    try {
      await page.goto(new URL("reload.html", url).href);
      await page.evaluate(() => (globalThis.isFirst = true));
      // Both interpreters have loaded before anything is edited.
      for (const type of Object.keys(elements)) await shown(page, type, "before");
      for (const [type, interpreter] of Object.entries(elements)) {
        const times = [];
        for (let round = 0; round < rounds; round++) {
          const begun = Date.now();
          edit(type, `round ${round}`);
          times.push((await shown(page, type, `round ${round}`)) - begun);
          // Editors save at most so often, and Vite's watcher waits for a file to be quiet.
          await new Promise((resolve) => setTimeout(resolve, 250));
        }
        const longest = Math.max(...times);
        rows.push([
          ...[title, interpreter, String(median(times)), String(longest)],
          longest > goal ? `${goal} or less (missed)` : `${goal} or less`,
        ]);
      }
      if (!(await page.evaluate(() => globalThis.isFirst))) throw new Error(`${title} was loaded anew.`);
    } finally {
      await page.close();
      await close();
    }
  }
  return table([["application", "interpreter", "median", "longest", "goal"], ...rows]);
}

/** Waits for an element's text. @returns when it was there, on the machine's clock */
function shown(page, type, text) {
  return page.evaluate(
    (tag, text) =>
      new Promise((resolve) => {
        const look = () => document.querySelector(tag)?.innerText.trim() === text;
        const observer = new MutationObserver(() => {
          if (look()) done();
        });
        const done = () => {
          observer.disconnect();
          resolve(Date.now());
        };
        observer.observe(document, { childList: true, subtree: true, characterData: true });
        if (look()) done();
      }),
    `${type}-script`,
    text,
  );
}
