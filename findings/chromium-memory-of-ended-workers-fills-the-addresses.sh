#!/usr/bin/env bash
# In Chromium a WebAssembly memory that a worker has shared with its page stays when the worker has ended, until the page's collector
# runs. That does not run for it, since the page's part of it is small; and a process has addresses for some 120 memories. So a page
# that starts and ends workers in a row cannot start the 126th, while no worker is left and gigabytes are free.
#
# Browser:  Chromium 156 (Debian), driven by puppeteer-core 25.16.0.
# Expected: what cannot be allocated makes the browser collect, in the page that holds what is garbage as well.
# Seen:     only the worker's own thread collects: "WebAssembly.Memory(): could not allocate memory". Memory that is shared and not
#           posted, and memory of one thread, are let go of with the worker. When the page itself makes a memory then, it collects, and
#           the next workers start.
# Exits with an error when all workers start, or when making a memory in the page does not help.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >ended.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";

const made = "const memory = new WebAssembly.Memory({ initial: 16, maximum: 32768, shared: true });";
const workers = { "/posted.js": `${made} postMessage(memory.buffer);`, "/kept.js": `${made} postMessage(0);` };
const server = http.createServer((request, response) => {
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  const worker = workers[request.url];
  response.setHeader("Content-Type", worker ? "text/javascript" : "text/html");
  response.end(worker ?? "<!doctype html>");
});
await new Promise((resolve) => server.listen(0, resolve));
const browser = await puppeteer.launch({
  executablePath: process.argv[2],
  args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
console.log(await browser.version());

/** Starts and ends workers, eight at a time; returns how many started before one did not, and after that. */
async function count(url, helps) {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  const counts = await page.evaluate(
    async (url, helps) => {
      const counts = [0];
      for (let round = 0; round < 40; round++) {
        const workers = Array.from({ length: 8 }, () => new Worker(url));
        const started = workers.map(
          (worker) =>
            new Promise((resolve) => {
              worker.onmessage = () => resolve(true);
              worker.onerror = (event) => (event.preventDefault(), resolve(false));
            }),
        );
        const results = await Promise.all(started);
        for (const worker of workers) worker.terminate();
        counts[counts.length - 1] += results.filter(Boolean).length;
        if (!results.includes(false)) continue;
        if (!helps || counts.length === 2) break;
        new WebAssembly.Memory({ initial: 1 });
        counts.push(0);
      }
      return counts;
    },
    url,
    helps,
  );
  await page.close();
  return counts;
}

const [posted] = await count("/posted.js", false);
const [kept] = await count("/kept.js", false);
const [before, after] = await count("/posted.js", true);
await browser.close();
server.close();
console.log(`of 320 workers started: ${posted} with memory that was posted, ${kept} with memory that was not`);
console.log(`${before} before the page made a memory itself, and ${after} after that`);
process.exit(posted < 200 && kept === 320 && before < 200 && after > 50 ? 0 : 1);
JS
node ended.mjs "$chromium"
