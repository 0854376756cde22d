// Measures the memory that a browser's pages take.
import { existsSync, readFileSync } from "node:fs";

/** Arguments for a Chromium whose heap is to be compared: what the engine learns of code that runs often, and
 * compiles of it, is in the heap as well, and grows for a dozen rounds. */
export const STEADY_HEAP = ["--js-flags=--no-lazy-feedback-allocation --no-sparkplug --no-maglev --no-opt"];

/** Returns the memory of the largest process of a page, in MB; 0 where the system does not tell. */
export async function memory(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo
    .filter(({ type, id }) => type === "renderer" && existsSync(`/proc/${id}/status`))
    .map(({ id }) => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]) / 1000);
  return Math.round(Math.max(0, ...sizes));
}

/** Waits until {@link memory} is as wanted, or does not change any more: browsers give it back in their own
 * time. */
export async function settled(browser, wanted) {
  let size = await memory(browser);
  for (let tries = 0; size > wanted && tries < 20; tries++) {
    await pause(500);
    size = await memory(browser);
  }
  return size;
}

/**
 * Counts what a page holds, as Chromium's `Performance` domain tells: enable it first.
 *
 * @param {import("puppeteer-core").CDPSession} session
 * @returns {Promise<{ listeners: number, heap: number, nodes: number }>} `heap` in bytes
 */
export async function pageCounts(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const { JSEventListeners, JSHeapUsedSize, Nodes } = Object.fromEntries(
    metrics.map(({ name, value }) => [name, value]),
  );
  return { listeners: JSEventListeners, heap: JSHeapUsedSize, nodes: Nodes };
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
