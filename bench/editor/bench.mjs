// Editors: until the first one is usable, beside a bare CodeMirror; from the key that runs to the result;
// frames while somebody types in a long file, and scrolls a page of thirty editors.
import { readFileSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { median, quartiles, table } from "../statistics.mjs";
import { interpreters, measured } from "../visits.mjs";

const code = "def greet(name):\n    return f'Hello {name}'\n\nprint(greet('you'))\n";
const long = Array.from({ length: 500 }, (_, n) => code.replaceAll("greet", `greet_${n}`)).join("");
const work = readFileSync(new URL("work.js", import.meta.url), "utf8");

const page = (task, rounds, body) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css"><script type="module" src="/dist/core.js"></script>
${body}<script>globalThis.rounds = ${rounds}; globalThis.task = "${task}"</script>
<script type="module">${work}</script>`;

const editors = (count, type, text) =>
  Array.from({ length: count }, () => `<script type="${type}-editor">${text}</script>`).join("\n");
const editor = (type, text) => `<py-editor type="${type}">${text}</py-editor>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Editors",
  description:
    "Until the first editor can be typed into, from the beginning of the page, beside a bare CodeMirror 6 with the same\n" +
    "extensions, in turns; from the key that runs `1+1` until its result is shown; the longest frame while 41 letters are\n" +
    "typed into 2,000 lines, beside the bare one, in turns: the median of the rounds, and the longest of all; frames while\n" +
    "a page of thirty editors is scrolled. Milliseconds.",
  rounds: 9,
  run,
};

async function run({ browser, rounds, progress }) {
  const bundle = await rollup({
    input: "bench/editor/bare.js",
    onwarn: () => {},
    plugins: [nodeResolve({ browser: true })],
  });
  const { output } = await bundle.generate({ format: "es", plugins: [terser({ module: true, ecma: 2022 })] });
  await bundle.close();
  const bare = (
    text,
    task = "",
  ) => `<!doctype html><link rel="icon" href="data:,"><div id="bare">${text}</div>${task}
<script type="module">${output[0].code.replaceAll("</script", "<\\/script")}</script>`;
  const typing = `<script>globalThis.task = "type"</script><script type="module">${work}</script>`;
  const server = await serveFiles({
    folders: { "/dist/": "dist" },
    pages: {
      "/bare": bare(code),
      "/bare-type": bare(long, typing),
      "/usable": page("usable", rounds, editor("mpy", code)),
      "/run-mpy": page("run", rounds * 5, editor("mpy", "1+1")),
      "/run-py": page("run", rounds * 5, editor("py", "1+1")),
      "/debug": page(
        "debug",
        3,
        editor("py", "total = 0\nfor n in range(1_000_000):\n    total += n\nprint(total)"),
      ),
      "/type": page("type", 1, editor("mpy", long)),
      "/scroll": page("scroll", 1, editors(30, "py", code.repeat(3))),
    },
    isolated: true,
  });
  const open = (path) => measured(browser, `${server.origin}${path}`);
  try {
    const [ours, bares] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      progress(`first editor, ${round}`);
      const [one, other] = [await open("/usable"), await open("/bare")];
      if (round === 0) continue; // It warms up.
      ours.push(one);
      bares.push(other);
    }
    const ratio = median(ours) / median(bares);
    const met = (value, goal, is) => `${goal}${is ? "" : " (missed)"}`;
    const rows = [
      ["first editor usable", median(ours).toFixed(0), met(ratio, "1.5 × or less", ratio <= 1.5)],
      ["bare CodeMirror usable", median(bares).toFixed(0), `ratio ${ratio.toFixed(2)} ×`],
    ];
    for (const [type, name] of Object.entries(interpreters)) {
      progress(`running, ${name}`);
      const times = await open(`/run-${type}`);
      const [, middle, upper] = quartiles(times);
      rows.push([
        `${name}: key to result, median; three quarters`,
        `${middle.toFixed(1)}; ${upper.toFixed(1)}`,
        met(middle, "50 or less", middle <= 50),
      ]);
    }
    progress("debugging");
    const [plain, debugged] = (await open("/debug")).map(median);
    rows.push([
      "a million steps: run; debugged, until a breakpoint after them",
      `${plain.toFixed(0)}; ${debugged.toFixed(0)}`,
      met(debugged / plain, "3 × or less", debugged / plain <= 3),
    ]);
    const longest = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      progress(`typing, ${round}`);
      longest.ours.push((await open("/type"))[0]);
      longest.bare.push((await open("/bare-type"))[0]);
    }
    const most = Math.max(...longest.ours);
    const shown = (times) => `${median(times).toFixed(0)}; ${Math.max(...times).toFixed(0)}`;
    rows.push([
      "typing in 2,000 lines, longest frame",
      shown(longest.ours),
      met(most, "50 or less", most <= 50),
    ]);
    rows.push(["typing in 2,000 lines, bare CodeMirror", shown(longest.bare), ""]);
    progress("frames");
    const [slowest, mean, files] = await open("/scroll");
    rows.push([
      "scrolling thirty editors, mean frame; longest",
      `${mean.toFixed(1)}; ${slowest.toFixed(0)}`,
      met(mean, "20 or less", mean <= 20),
    ]);
    rows.push(["files of interpreters that thirty editors load", String(files), met(0, "0", files === 0)]);
    return table([["what", "milliseconds", "goal"], ...rows]);
  } finally {
    await server.close();
  }
}
