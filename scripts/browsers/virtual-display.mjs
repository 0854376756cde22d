// A screen for browsers that cannot do without one: the desktop's own, or a server of ours that draws into
// memory.
import { spawn } from "node:child_process";
import { Failure } from "../command.mjs";
import { endWithProcess } from "./end-with-process.mjs";

const STARTED_WITHIN_MS = 20_000;

/**
 * Starts Xvfb where `DISPLAY` names no screen. It ends with this process at the latest.
 *
 * @returns {Promise<{ name: string, close(): void }>} `name` for `DISPLAY`
 * @throws {Failure} when Xvfb does not start
 */
export async function openDisplay() {
  if (process.env.DISPLAY) return { name: process.env.DISPLAY, close() {} };
  // The server looks for a free number itself, and writes it to that file descriptor as soon as it is ready.
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ended = endWithProcess(() => server.kill());
  const close = () => {
    ended();
    server.kill();
  };
  try {
    return { name: `:${await readNumber(server)}`, close };
  } catch (error) {
    close();
    throw error;
  }
}

function readNumber(server) {
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Failure(`Xvfb, the virtual screen, ${reason}.`));
    const timer = setTimeout(fail, STARTED_WITHIN_MS, "has not started in time");
    let text = "";
    server.stdio[3].setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
    server.once("error", (error) => fail(`does not start: ${error.message}`));
    server.once("exit", (code) => fail(`has ended with code ${code}`));
  });
}
