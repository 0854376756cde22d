// A real Jupyter Server with ipykernel. Where Python has none, pip installs one into `.cache/jupyter/`; where
// that cannot be, tests are skipped.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/command.mjs";

const installed = path.join(root, ".cache", "jupyter");
const packages = [
  "jupyter_server==2.21.1",
  "ipykernel==7.4.0",
  "ipyparallel==9.2.0",
  "distributed==2026.8.0",
];

/** @returns {string | undefined} a Python that can start a server */
export function findPython() {
  const own = path.join(installed, "bin", "python");
  const candidates = [process.env.JUPYTER_PYTHON, own, "python3"].filter(Boolean);
  return candidates.find(canServe) ?? install(own);
}

function canServe(python) {
  return spawnSync(python, ["-c", "import jupyter_server, ipykernel"], { stdio: "ignore" }).status === 0;
}

function install(own) {
  const run = (...command) => spawnSync(command[0], command.slice(1), { stdio: "ignore", timeout: 300_000 });
  if (!existsSync(own)) run("python3", "-m", "venv", installed);
  if (existsSync(own)) run(own, "-m", "pip", "install", "--quiet", ...packages);
  return existsSync(own) && canServe(own) ? own : undefined;
}

/**
 * Starts a server.
 *
 * @param {string} python
 * @param {{ origin: string, token: string, port?: number, options?: string[] }} options `origin` is
 *   that of the pages that it lets in
 */
export async function startServer(python, { origin, token, port, options = [] }) {
  const folder = mkdtempSync(path.join(tmpdir(), "py-elements-jupyter-"));
  const at = port ?? (await freePort());
  const args = [
    ...["-m", "jupyter_server", "--no-browser", `--port=${at}`, "--ServerApp.port_retries=0"],
    ...[`--ServerApp.allow_origin=${origin}`, `--IdentityProvider.token=${token}`],
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...options,
  ];
  const child = spawn(python, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
    env: { ...process.env, HOME: folder, JUPYTER_RUNTIME_DIR: folder, IPYTHONDIR: folder },
  });
  let log = "";
  child.stderr.on("data", (data) => (log += data));
  const scheme = options.some((option) => option.includes("certfile")) ? "https" : "http";
  const server = {
    port: at,
    url: `${scheme}://localhost:${at}/`,
    get log() {
      return log;
    },
    /** Ends the server and its kernels as a machine that goes down does. */
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await ended;
    },
    async stop() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  for (let tries = 0; !log.includes(" is running at"); tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error(`The Jupyter Server did not start:\n${log}`);
    await sleep(50);
  }
  return server;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
