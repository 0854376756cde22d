// Visits to pages that measure themselves, in any of the browsers: each page tells its time by the fragment
// of its own address, so that nothing has to look into it meanwhile.
import puppeteer from "puppeteer-core";
import { Failure } from "../command.mjs";
import { ensureBrowsers } from "../browsers/find-browser.mjs";
import { launchUninspected, timeVisits } from "../browsers/launch-chrome.mjs";
import { openDisplay } from "../browsers/virtual-display.mjs";
import { openWebKit } from "../browsers/webkit.mjs";

const TOLD_WITHIN_MS = 60_000;
const LOOK_EACH_MS = 50;

/**
 * @typedef {object} Visitor
 * @property {string} version the browser's name and version
 * @property {(start: string, path: string, count: number) => Promise<number[]>} visit loads a page several
 *   times in a new profile, whose cache is empty at first, each time from `start`, a page of the same origin
 *   that goes where its address's fragment says; gives what the fragments said then
 * @property {() => Promise<void>} close
 */

/**
 * Starts a browser for timing.
 *
 * @param {import("../browsers/find-browser.mjs").BrowserKind} kind
 * @returns {Promise<Visitor>}
 */
export async function openVisitor(kind) {
  if (!ensureBrowsers([kind])[kind]) throw new Failure(`No ${kind} was found, and none could be installed.`);
  return visitors[kind]();
}

const visitors = {
  async chrome() {
    const browser = await launchUninspected();
    return {
      version: await browser.version(),
      visit: (start, path, count) => timeVisits(browser, start, path, count),
      close: () => browser.close(),
    };
  },

  async firefox() {
    const executablePath = ensureBrowsers(["firefox"]).firefox;
    const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
    return {
      version: await browser.version(),
      async visit(start, path, count) {
        const context = await browser.createBrowserContext();
        try {
          return await inTurn(count, async () => {
            const page = await context.newPage();
            await page.goto(`${start}#${path}`);
            const time = await told(path, () => page.url());
            await page.close();
            return time;
          });
        } finally {
          await context.close();
        }
      },
      close: () => browser.close(),
    };
  },

  async webkit() {
    const display = await openDisplay();
    const open = () => openWebKit({ display: display.name });
    const first = await open();
    await first.close();
    return {
      version: first.version,
      async visit(start, path, count) {
        const browser = await open();
        try {
          return await inTurn(count, async () => {
            await browser.goto(`${start}#${path}`);
            return told(path, () => browser.url());
          });
        } finally {
          await browser.close();
        }
      },
      close: async () => display.close(),
    };
  },
};

async function inTurn(count, visit) {
  const times = [];
  while (times.length < count) times.push(await visit());
  return times;
}

/** Waits until the address has a number as its fragment. */
async function told(path, address) {
  for (const limit = Date.now() + TOLD_WITHIN_MS; Date.now() < limit;) {
    const { pathname, hash } = new URL(await address());
    const time = Number(hash.slice(1));
    if (pathname === path && time > 0) return time;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EACH_MS));
  }
  throw new Error(`${path} has told no time after a minute.`);
}
