// `npm run storybook`: the elements' stories in Storybook, which is installed when it is first used.
//
//   npm run storybook -- --port=6007     the port
//   npm run storybook -- --build         writes storybook/static/, for any static server
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { command, Failure, root } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";

const { values: options } = parseArgs({
  options: { port: { type: "string", default: "6006" }, build: { type: "boolean", default: false } },
});
const folder = `${root}storybook/`;

await command(async () => {
  ensureInstalled();
  ensureInstalled(folder);
  run("The build failed.", root, ["scripts/build/build.mjs"]);
  const storybook = ["node_modules/storybook/dist/bin/dispatcher.js"];
  const common = ["--disable-telemetry"];
  if (options.build)
    run("Storybook's build failed.", folder, [...storybook, "build", "--output-dir=static", ...common]);
  else
    run("Storybook ended.", folder, [...storybook, "dev", `--port=${options.port}`, "--no-open", ...common]);
});

function run(failure, cwd, args) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd, stdio: "inherit" });
  if (status !== 0 && signal !== "SIGINT") throw new Failure(failure);
}
