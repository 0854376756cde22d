// Edited Python in a page that Vite serves: from the file that is written until the page shows what it
// displays. The applications are those of test/frameworks, with a page of their own.
import { installed } from "../../test/frameworks/harness/installed.mjs";
import { applications, displaying, ReloadPage } from "../../test/frameworks/harness/reload-pages.mjs";
import { median, table } from "../statistics.mjs";

const elements = { mpy: "MicroPython", py: "Pyodide" };
/** A goal, in milliseconds. */
const goal = 300;

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
  for (const application of applications.filter(({ name }) => !only || name === only)) {
    const { title } = application;
    progress(title);
    const before = Object.keys(elements).map((type) => [`${type}.py`, displaying("before")]);
    const page = await ReloadPage.open(browser, folder, application, Object.fromEntries(before));
    try {
      // Both interpreters have loaded before anything is edited.
      for (const type of Object.keys(elements)) await page.shown(`${type}-script`, "before");
      for (const [type, interpreter] of Object.entries(elements)) {
        const times = [];
        for (let round = 0; round < rounds; round++) {
          const begun = Date.now();
          page.edit(`${type}.py`, displaying(`round ${round}`));
          times.push((await page.shown(`${type}-script`, `round ${round}`)) - begun);
          await new Promise((resolve) => setTimeout(resolve, 250)); // Nobody saves more often.
        }
        const longest = Math.max(...times);
        rows.push([
          ...[title, interpreter, String(median(times)), String(longest)],
          longest > goal ? `${goal} or less (missed)` : `${goal} or less`,
        ]);
      }
      if (!(await page.isFirst())) throw new Error(`${title} was loaded anew.`);
    } finally {
      await page.close();
    }
  }
  return table([["application", "interpreter", "median", "longest", "goal"], ...rows]);
}
