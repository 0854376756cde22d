// A headless Chromium for measurements and for build steps that need a browser.
import puppeteer from "puppeteer-core";
import { Failure } from "./command.mjs";
import { chromeArguments, chromeHelp, ensureBrowsers } from "./find-browser.mjs";

/** @returns {Promise<import("puppeteer-core").Browser>} */
export async function launchChrome() {
  const { chrome } = ensureBrowsers(["chrome"]);
  if (!chrome) throw new Failure(chromeHelp);
  return puppeteer.launch({ executablePath: chrome, args: chromeArguments(), protocolTimeout: 300_000 });
}

/**
 * Loads a page and waits until it has set `globalThis.finished`.
 *
 * @param {import("puppeteer-core").BrowserContext} context
 * @param {string} url
 * @param {{ zone?: string, network?: { mbit: number, latency: number } }} options the visitor's time zone; a network
 *   to imitate, in megabits a second and milliseconds
 * @returns what the page set it to, and the requests that it made, with the bytes that each moved
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
