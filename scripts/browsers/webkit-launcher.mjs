// WebKitGTK for `@web/test-runner`: a browser for each test file, and the commands that the runner does not
// know for it.
import { openDisplay } from "./virtual-display.mjs";
import { openWebKit } from "./webkit.mjs";

/**
 * @param {object} options
 * @param {boolean} options.sharedMemory whether isolated pages have `SharedArrayBuffer`
 * @param {number} options.concurrency
 * @returns {import("@web/test-runner-core").BrowserLauncher}
 */
export function webkitLauncher({ sharedMemory, concurrency }) {
  const open = new Map();
  let display;
  return {
    name: sharedMemory ? "WebKitGTK" : "WebKitGTK without SharedArrayBuffer",
    type: "webkit",
    concurrency,
    initialize(config) {
      display = openDisplay();
      display.catch(() => {}); // The first session says so.
      // The runner's own plugins would come first, and refuse browsers that they do not know.
      config.plugins.unshift(webkitCommands(open));
    },
    async startSession(id, url) {
      const browser = await openWebKit({ display: (await display).name, sharedMemory });
      open.set(id, browser);
      await browser.goto(url);
    },
    isActive: (id) => open.has(id),
    getBrowserUrl: (id) => open.get(id)?.url(),
    async stopSession(id) {
      const browser = open.get(id);
      open.delete(id);
      await browser?.close();
      return {};
    },
    async stop() {
      await Promise.all([...open.values()].map((browser) => browser.close()));
      (await display)?.close();
    },
    startDebugSession() {
      throw new Error("Tests cannot be debugged in WebKitGTK.");
    },
  };
}

/** Answers `sendKeys` by WebDriver's actions. */
function webkitCommands(open) {
  return {
    name: "webkit-commands",
    async executeCommand({ command, payload, session }) {
      const browser = open.get(session.id);
      if (!browser) return undefined;
      if (command === "send-keys") await browser.sendKeys(payload);
      // Each session's window is in front on its own.
      else if (command !== "bring-to-front") return undefined;
      return true;
    },
  };
}
