// A headless Chromium for measurements and for build steps that need a browser.
import puppeteer from "puppeteer-core";
import { Failure } from "../command.mjs";
import { chromeArguments, chromeHelp, ensureBrowsers } from "./find-browser.mjs";

/**
 * @param {string[]} [more] further arguments
 * @returns {Promise<import("puppeteer-core").Browser>}
 */
export async function launchChrome(more = []) {
  const { chrome } = ensureBrowsers(["chrome"]);
  if (!chrome) throw new Failure(chromeHelp);
  const args = [...chromeArguments(), ...more];
  return puppeteer.launch({ executablePath: chrome, args, protocolTimeout: 300_000 });
}

/**
 * A Chromium for timing, with no inspector at its pages: an attached one makes the browser keep the stack of
 * each request, for which it parses the script that makes the request once more; and the page keep what was
 * fetched, as text.
 *
 * @param {string[]} [more] further arguments
 * @returns a browser that {@link timeVisits} takes
 */
export async function launchUninspected(more = []) {
  const { chrome } = ensureBrowsers(["chrome"]);
  if (!chrome) throw new Failure(chromeHelp);
  return puppeteer.launch({
    executablePath: chrome,
    args: [...chromeArguments(), ...more],
    targetFilter: (target) => target.type() === "browser",
    waitForInitialPage: false,
  });
}

/**
 * Loads a page several times in a fresh profile, the first time with an empty cache, each time from `start`,
 * a page of the same origin that goes where its address's fragment says. The page tells what it has measured
 * by the fragment of its own address.
 *
 * @param {import("puppeteer-core").Browser} browser from {@link launchUninspected}
 * @param {string} start
 * @param {string} path
 * @param {number} count
 * @param {{ key?: string, look?: () => Promise<void> | void }} [options] the text before the number in the
 *   fragment, and what is called while the page is open
 * @returns {Promise<number[]>} the numbers that the fragments carried, times mostly
 */
export async function timeVisits(browser, start, path, count, { key = "", look } = {}) {
  const session = await browser.target().createCDPSession();
  await session.send("Target.setDiscoverTargets", { discover: true });
  const { browserContextId } = await session.send("Target.createBrowserContext");
  try {
    const times = [];
    while (times.length < count) {
      const { targetId } = await session.send("Target.createTarget", {
        url: `${start}#${path}`,
        browserContextId,
      });
      times.push(await told(session, targetId, path, `#${key}`));
      await look?.();
      await session.send("Target.closeTarget", { targetId });
    }
    return times;
  } finally {
    await session.send("Target.disposeBrowserContext", { browserContextId });
    await session.detach();
  }
}

/** Waits until a page has a number as its fragment. */
async function told(session, id, path, before) {
  let changed, timer;
  try {
    return await new Promise((resolve, reject) => {
      changed = ({ targetInfo: { targetId, url } }) => {
        const { hash } = new URL(url);
        const number = Number(hash.slice(before.length));
        if (targetId === id && hash.startsWith(before) && number > 0) resolve(number);
      };
      session.on("Target.targetInfoChanged", changed);
      timer = setTimeout(() => reject(new Error(`${path} has told nothing after a minute.`)), 60_000);
    });
  } finally {
    clearTimeout(timer);
    session.off("Target.targetInfoChanged", changed);
  }
}

/**
 * Loads a page and waits until it has set `globalThis.finished`.
 *
 * @param {import("puppeteer-core").BrowserContext} context
 * @param {string} url
 * @param {{ zone?: string, network?: { mbit: number, latency: number } }} options the visitor's time zone; a
 *   network to imitate, in megabits a second and milliseconds
 * @returns the value that the page set it to, and the page's requests, with the bytes that each moved
 */
export async function visit(context, url, { zone, network } = {}) {
  const page = await context.newPage();
  if (zone) await page.emulateTimezone(zone);
  const problems = [];
  page.on("pageerror", (error) => problems.push(error));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(new Error(message.text()));
  });
  const requests = await recordRequests(page, network);
  try {
    await page.goto(url);
    const finished = await page.waitForFunction("globalThis.finished", { polling: 50, timeout: 120_000 });
    return { finished: await finished.jsonValue(), requests: [...requests.values()] };
  } catch (error) {
    throw problems[0] ?? error;
  } finally {
    await page.close();
  }
}

async function recordRequests(page, network) {
  const session = await page.createCDPSession();
  const requests = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    requests.set(requestId, { url: request.url, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  if (network) {
    const throughput = (network.mbit * 1_000_000) / 8;
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: network.latency,
      downloadThroughput: throughput,
      uploadThroughput: throughput,
    });
  }
  return requests;
}
