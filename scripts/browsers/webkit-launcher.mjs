// WebKitGTK for `@web/test-runner`: a browser for each test file, and the commands that the runner does not
// know for it.
import { openDisplay } from "./virtual-display.mjs";
import { openWebKit } from "./webkit.mjs";

const ANSWERED_WITHIN_MS = 5000;

/**
 * @param {object} options
 * @param {boolean} options.sharedMemory whether isolated pages have `SharedArrayBuffer`
 * @param {number} options.concurrency
 * @returns {import("@web/test-runner-core").BrowserLauncher}
 */
export function webkitLauncher({ sharedMemory, concurrency }) {
  /** Sessions by the runner's ids, from when they are asked for: one that is given up while it starts ends,
   * too. */
  const sessions = new Map();
  let display;
  return {
    name: sharedMemory ? "WebKitGTK" : "WebKitGTK without SharedArrayBuffer",
    type: "webkit",
    concurrency,
    initialize(config) {
      display = openDisplay();
      display.catch(() => {}); // The first session says so.
      // The runner's own plugins would come first, and refuse browsers that they do not know.
      config.plugins.unshift(webkitCommands(sessions));
    },
    async startSession(id, url) {
      const session = { url, browser: undefined, ending: new AbortController() };
      sessions.set(id, session);
      const { signal } = session.ending;
      session.browser = await openWebKit({ display: (await display).name, sharedMemory, signal });
      await session.browser.goto(url);
    },
    isActive: (id) => sessions.has(id),
    /** The runner asks when it has lost the page, and cannot do with an error: one that does not answer has
     * gone nowhere. */
    async getBrowserUrl(id) {
      const session = sessions.get(id);
      const late = new Promise((resolve) => setTimeout(resolve, ANSWERED_WITHIN_MS));
      const url = await Promise.race([session?.browser?.url(), late]).catch(() => undefined);
      return url ?? session?.url;
    },
    async stopSession(id) {
      const session = sessions.get(id);
      sessions.delete(id);
      if (session) await end(session);
      return {};
    },
    async stop() {
      await Promise.all([...sessions.values()].map(end));
      await display?.then(
        (opened) => opened.close(),
        () => {}, // The sessions have said so.
      );
    },
    startDebugSession() {
      throw new Error("Tests cannot be debugged in WebKitGTK.");
    },
  };
}

async function end({ browser, ending }) {
  await browser?.close();
  ending.abort();
}

/** Answers `sendKeys` by WebDriver's actions. */
function webkitCommands(sessions) {
  return {
    name: "webkit-commands",
    async executeCommand({ command, payload, session }) {
      const { browser } = sessions.get(session.id) ?? {};
      if (!browser) return undefined;
      if (command === "send-keys") await browser.sendKeys(payload);
      // Each session's window is in front on its own.
      else if (command !== "bring-to-front") return undefined;
      return true;
    },
  };
}
