// WebKitGTK's MiniBrowser, driven over W3C WebDriver (https://www.w3.org/TR/webdriver2/), for tests and
// measurements.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { endWithProcess } from "./end-with-process.mjs";
import { findBrowser } from "./find-browser.mjs";

const STARTED_WITHIN_MS = 20_000;
/** How long a command may take; opening a page is the longest. */
const COMMAND_MS = 150_000;
const CLOSED_WITHIN_MS = 3000;

/** Named keys as code points, by the standard. */
const keys = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

/**
 * Opens a browser with one window.
 *
 * @param {object} options
 * @param {string} options.display the screen, as `DISPLAY` names it
 * @param {boolean} [options.sharedMemory] whether isolated pages have `SharedArrayBuffer`: WebKitGTK has it
 *   by an option only, Safari always
 * @param {AbortSignal} [options.signal] ends the browser, also one that is just starting
 */
export async function openWebKit({ display, sharedMemory = false, signal }) {
  const port = await freePort();
  signal?.throwIfAborted();
  const driver = startDriver(port, {
    DISPLAY: display,
    ...(sharedMemory && { JSC_useSharedArrayBuffer: "1" }),
  });
  // A driver that has been ended answers nothing any more.
  signal?.addEventListener("abort", driver.end, { once: true });
  const call = (method, path, body) => request(`http://127.0.0.1:${port}${path}`, method, body, signal);
  try {
    await driver.answers(() => call("GET", "/status"), signal);
    const { sessionId, capabilities } = await call("POST", "/session", {
      capabilities: {
        alwaysMatch: {
          browserName: "MiniBrowser",
          "webkitgtk:browserOptions": {
            binary: findBrowser("webkit"),
            args: ["--automation", "--geometry=1200x900"],
          },
          timeouts: { script: COMMAND_MS, pageLoad: COMMAND_MS },
        },
      },
    });
    return new WebKit(call, sessionId, capabilities.browserVersion, driver);
  } catch (error) {
    driver.end();
    throw error;
  }
}

export class WebKit {
  #call;
  #session;
  #driver;

  constructor(call, sessionId, version, driver) {
    this.#call = call;
    this.#session = `/session/${sessionId}`;
    this.#driver = driver;
    this.version = `WebKitGTK/${version}`;
  }

  /** Resolves when the page has loaded. */
  async goto(url) {
    await this.#command("POST", "/url", { url });
  }

  /** The page's address. */
  url() {
    return this.#command("GET", "/url");
  }

  /** Runs a function's body in the page. @returns its result, as JSON */
  run(script, ...args) {
    return this.#command("POST", "/execute/sync", { script, args });
  }

  /** Types characters, or presses, holds or releases one key, as `sendKeys` of `@web/test-runner-commands`
   * takes them. */
  async sendKeys({ type, press, down, up }) {
    const tap = (key) => [hold(key), release(key)];
    const hold = (key) => ({ type: "keyDown", value: keys[key] ?? key });
    const release = (key) => ({ type: "keyUp", value: keys[key] ?? key });
    const actions = [
      ...[...(type ?? "")].flatMap(tap),
      ...(press ? tap(press) : []),
      ...(down ? [hold(down)] : []),
      ...(up ? [release(up)] : []),
    ];
    await this.#command("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async close() {
    const ended = this.#command("DELETE", "").catch(() => {});
    await Promise.race([ended, after(CLOSED_WITHIN_MS)]);
    this.#driver.end();
  }

  #command(method, path, body) {
    return this.#call(method, this.#session + path, body);
  }
}

/** Starts WebKitWebDriver, which ends with this process at the latest, with all that it has started. */
function startDriver(port, variables) {
  const started = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    // A group of its own, so that the browser's processes can be ended with it.
    detached: true,
    env: { ...process.env, ...variables },
  });
  let failure;
  started.once("error", (error) => (failure = error));
  let isEnded = false;
  const kill = () => {
    if (started.pid === undefined || isEnded) return;
    isEnded = true; // Its number may be another's by and by.
    try {
      process.kill(-started.pid, "SIGKILL");
    } catch {
      // They have ended.
    }
  };
  const ended = endWithProcess(kill);
  const end = () => {
    ended();
    kill();
  };
  return {
    end,
    async answers(ask, signal) {
      for (const limit = Date.now() + STARTED_WITHIN_MS; ; await after(50)) {
        if (failure) throw failure;
        try {
          return await ask();
        } catch (error) {
          if (Date.now() > limit || signal?.aborted) throw error;
        }
      }
    },
  };
}

async function request(url, method, body, signal) {
  const limit = AbortSignal.timeout(COMMAND_MS);
  const response = await fetch(url, {
    method,
    body: body && JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  const { value } = await response.json();
  if (value?.error) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
