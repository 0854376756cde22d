// Runs the tools of an application, and serves what they have made.
import { spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { endWithProcess } from "../../../scripts/browsers/end-with-process.mjs";
import { root } from "../../../scripts/command.mjs";
import { serveFiles } from "../../../scripts/serve/static-server.mjs";

const buildTimeout = 300_000;
const shared = path.join(root, "test/frameworks/shared");

/** Copies a file or folder of `shared/` to a place in an application. */
export function share(name, ...place) {
  cpSync(path.join(shared, name), path.join(...place), { recursive: true });
}

/** Runs a script of Node's in a folder; a failure has all that it printed. */
export async function run(folder, script, args = [], env = {}) {
  const child = start(folder, script, args, env);
  const timer = setTimeout(() => child.kill("SIGKILL"), buildTimeout);
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (exitCode !== 0)
    throw new Error(`${script} ${args.join(" ")} ended with ${exitCode}.\n${child.printed()}`);
  return child.printed();
}

/** Starts a server that is a script of Node's, and waits until it has printed its address. */
export async function serve(folder, script, args, env = {}) {
  const child = start(folder, script, args, env);
  const forget = endWithProcess(() => child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.on("close", resolve));
  const close = () => {
    child.kill("SIGKILL");
    return ended.then(forget);
  };
  const isReady = /https?:\/\/localhost:\d+\/?/;
  const timer = setTimeout(close, 60_000);
  const url = await new Promise((resolve, reject) => {
    child.on("printed", () => {
      const [address] = isReady.exec(child.printed()) ?? [];
      if (address) resolve(address);
    });
    void ended.then(() => reject(new Error(`${script} ended.\n${child.printed()}`)));
  });
  clearTimeout(timer);
  return { url, close };
}

/** Serves a folder of files as a plain static host does. @param base the path that the folder has there */
export async function serveStatic(folder, base = "/") {
  const pages = { [base]: readFileSync(path.join(folder, "index.html"), "utf8") };
  const { origin, close } = await serveFiles({ folders: { [base]: folder }, pages, compressed: false });
  return { url: `${origin}${base}`, close };
}

function start(folder, script, args, env) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "1", NO_COLOR: "1", ...env },
  });
  let text = "";
  child.printed = () => text;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      child.emit("printed");
    });
  return child;
}
