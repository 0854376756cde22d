// Edited Python in a page that Vite serves: from the file that is written until the page shows what it
// displays. The applications are those of test/frameworks, with a page of their own.
import { installed } from "../../test/frameworks/harness/installed.mjs";
import {
  applications,
  displaying,
  greeting,
  ReloadPage,
} from "../../test/frameworks/harness/reload-pages.mjs";
import { median, table } from "../statistics.mjs";
import { interpreters } from "../visits.mjs";

const edited = [
  ...Object.entries(interpreters).map(([type, interpreter]) => ({
    ...{ name: interpreter, file: `${type}.py`, code: displaying, selector: `${type}-script` },
  })),
  {
    name: "a bridge, MicroPython in a worker",
    file: "../../greeting.py",
    code: greeting,
    selector: "#greeting",
  },
];
/** A goal, in milliseconds. */
const goal = 300;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Edited Python in Vite",
  description:
    "Milliseconds from the moment a `.py` is written until the page, which Vite serves with `py-elements/vite`, shows what it\n" +
    "displays (in `public/`) or what its function returns (beside a bridge), without having been loaded anew; the median and\n" +
    "the longest.",
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
    const before = Object.keys(interpreters).map((type) => [`${type}.py`, displaying("before")]);
    const page = await ReloadPage.open(browser, folder, application, Object.fromEntries(before));
    try {
      // Both interpreters have loaded before anything is edited.
      for (const type of Object.keys(interpreters)) await page.shown(`${type}-script`, "before");
      await page.shown("#greeting", "before");
      for (const { name, file, code, selector } of edited) {
        const times = [];
        for (let round = 0; round < rounds; round++) {
          const begun = Date.now();
          page.edit(file, code(`round ${round}`));
          times.push((await page.shown(selector, `round ${round}`)) - begun);
          await new Promise((resolve) => setTimeout(resolve, 250)); // Nobody saves more often.
        }
        const longest = Math.max(...times);
        rows.push([
          ...[title, name, String(median(times)), String(longest)],
          longest > goal ? `${goal} or less (missed)` : `${goal} or less`,
        ]);
      }
      if (!(await page.isFirst())) throw new Error(`${title} was loaded anew.`);
    } finally {
      await page.close();
    }
  }
  return table([["application", "Python", "median", "longest", "goal"], ...rows]);
}
