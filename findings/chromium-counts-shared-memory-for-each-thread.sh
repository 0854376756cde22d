#!/usr/bin/env bash
# Chromium's measureUserAgentSpecificMemory() counts memory that threads share once for each of them.
#
# Browser:  Chromium 156 (Debian), driven by puppeteer-core 25.16.0.
# Expected: 64 MB that a page and three workers share are 64 MB of the sum, attributed to all four: the proposal has an array
#           of attributions for this.
# Seen:     each thread has an entry of 64 MB of its own, and "bytes" is 256 MB more than before the memory was made.
# Exits with an error when it is counted once, or no Chromium is found.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >shared.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";

const server = http.createServer((request, response) => {
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  const isWorker = request.url === "/worker.js";
  response.setHeader("Content-Type", isWorker ? "text/javascript" : "text/html");
  response.end(isWorker ? "onmessage = ({ data }) => { self.memory = data; postMessage(0); };" : "<!doctype html>");
});
await new Promise((resolve) => server.listen(0, resolve));
const browser = await puppeteer.launch({
  executablePath: process.argv[2],
  args: ["--enable-blink-features=ForceEagerMeasureMemory", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])],
});
console.log(await browser.version());
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/`);
const [before, alone, shared] = await page.evaluate(async () => {
  const megabytes = async () => (await performance.measureUserAgentSpecificMemory()).bytes / 2 ** 20;
  const counted = [await megabytes()];
  window.memory = new WebAssembly.Memory({ initial: 1024, maximum: 1024, shared: true });
  new Uint8Array(memory.buffer).fill(1);
  counted.push(await megabytes());
  window.workers = [1, 2, 3].map(() => new Worker("/worker.js"));
  for (const worker of workers)
    await new Promise((resolve) => {
      worker.onmessage = resolve;
      worker.postMessage(memory);
    });
  return [...counted, await megabytes()];
});
await browser.close();
server.close();
const [ofOne, ofFour] = [alone - before, shared - before];
console.log(`64 MB are counted as ${ofOne.toFixed(0)} MB in the page alone, as ${ofFour.toFixed(0)} with three workers`);
process.exit(Math.abs(ofOne - 64) < 8 && Math.abs(ofFour - 256) < 16 ? 0 : 1);
JS
node shared.mjs "$chromium"
