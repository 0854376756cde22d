// Vite with four frameworks, and the bundlers that are used without one. They share what is installed.
import { describe } from "node:test";
import { describeApplication } from "./harness/application.mjs";
import { run, serveStatic, share } from "./harness/build.mjs";
import { installed } from "./harness/installed.mjs";
import { describeReload } from "./harness/reload.mjs";

const { folder, skip } = installed("bundlers");
const command = "node_modules/py-elements/bin/py-elements.mjs";

for (const { name, title, inline, components, base = "/" } of [
  { name: "react", title: "React in StrictMode, by Vite", inline: 2, components: "" },
  { name: "vue", title: "Vue, by Vite", inline: 2, components: "" },
  { name: "svelte", title: "Svelte below a path, by Vite", inline: 2, base: "/below/it/" },
  { name: "lit", title: "Lit in a shadow root, element by element, by Vite", inline: 1 },
]) {
  const place = `${folder}/${name}`;
  const start = async () => {
    share("python", place, "public/python");
    if (name === "react") share("react", place, "shared");
    await run(place, "../node_modules/vite/bin/vite.js", ["build", `--base=${base}`]);
    return serveStatic(`${place}/dist`, base);
  };
  describeApplication(title, start, { skip, inline, components });
}

for (const [name, title, script, args, components] of [
  ["webpack", "webpack", "build.mjs", []],
  ["rollup", "Rollup", "../node_modules/rollup/dist/bin/rollup", ["-c"]],
  ["esbuild", "esbuild", "build.mjs", [], "components.html"],
]) {
  const place = `${folder}/${name}`;
  const start = async () => {
    for (const file of ["main.js", "components.js"]) share(`plain/${file}`, place, "src", file);
    for (const file of ["index.html", "components.html"]) share(`plain/${file}`, place, "static", file);
    share("python", place, "static/python");
    await run(folder, command, ["copy", `${name}/static/py-elements`]);
    await run(place, script, args);
    return serveStatic(`${place}/static`);
  };
  describeApplication(title, start, { skip, components });
}

describe("Python that is edited while Vite serves", () => describeReload({ folder, skip }));
