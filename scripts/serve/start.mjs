// `npm start`: installs what is missing, builds, and serves the demo gallery.
//
//   --port=8000       the port; the next free one is taken when it is not
//   --open            opens the browser
//   --no-isolation    without the headers that make pages cross-origin isolated
//   --no-watch        does not build again when a source changes
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { command, Failure, root } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8000" },
    open: { type: "boolean", default: false },
    "no-isolation": { type: "boolean", default: false },
    "no-watch": { type: "boolean", default: false },
  },
});

await command(async () => {
  ensureInstalled();
  if (spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status !== 0) {
    throw new Failure("The build failed.");
  }
  const port = await findFreePort(Number(options.port));
  await serve(port);
  if (!options["no-watch"]) rebuildOnChange();
});

async function serve(port) {
  const [{ startDevServer }, { asBuilt, gallery, isolation }, { chat }] = await Promise.all([
    import("@web/dev-server"),
    import("./middleware.mjs"),
    import("../../demo/server/chat.mjs"),
  ]);
  const isIsolated = !options["no-isolation"];
  await startDevServer({
    config: {
      rootDir: root,
      port,
      hostname: "localhost",
      nodeResolve: true,
      plugins: [asBuilt, chat()],
      open: options.open ? "/" : undefined,
      middleware: [...(isIsolated ? [isolation] : []), gallery],
    },
    readCliArgs: false,
    readFileConfig: false,
    logStartMessage: false,
  });
  console.log(`
  py-elements demo gallery: http://localhost:${port}/

  Pages are ${isIsolated ? "" : "not "}cross-origin isolated. Ctrl+C stops the server.
`);
}

/** The first free port from one on. */
async function findFreePort(first) {
  for (let port = first; port < first + 100; port += 1) if (await isFree(port)) return port;
  throw new Failure(`No port from ${first} on is free; choose another with --port.`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .once("listening", () => probe.close(() => resolve(true)))
      .listen(port, "localhost");
  });
}

/** Builds again a moment after the last change below `src/`, one build at a time. */
function rebuildOnChange() {
  let timer;
  let isBuilding = false;
  const rebuild = () => {
    if (isBuilding) {
      timer = setTimeout(rebuild, 500);
      return;
    }
    isBuilding = true;
    spawn(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).on("exit", () => {
      isBuilding = false;
    });
  };
  watch("src", { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, 300);
  });
}
