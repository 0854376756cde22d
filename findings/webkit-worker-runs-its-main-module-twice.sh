#!/usr/bin/env bash
# WebKit runs the module that a worker was started from a second time when another module imports it.
#
# Browser:  WebKitGTK 2.50.6 (Debian), driven by selenium-webdriver 4.46.0.
# Expected: a module has one instance in a realm: a part that imports the worker's main module gets the one that runs, as
#           it does in a page, in Chromium and in Firefox.
# Seen:     the main module is evaluated again, and the part has exports of the second one: listeners are there twice, and
#           instanceof fails for classes of the first. Static imports in a circle do the same.
# Exits with an error when it runs once, or no WebKitGTK, WebKitWebDriver or xvfb-run is found.
set -euo pipefail

browser=${WEBKIT:-$(find /usr/lib /usr/libexec -path '*/webkit2gtk-4.1/MiniBrowser' 2>/dev/null || true)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund selenium-webdriver@4.46.0

cat >twice.mjs <<'JS'
import http from "node:http";
import { Builder } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";

const files = {
  "/main.js": `
    export class Thing {}
    globalThis.runs = (globalThis.runs ?? 0) + 1;
    if (globalThis.runs === 1)
      import("./part.js").then((part) => postMessage({ runs: globalThis.runs, isSame: part.Thing === Thing }));`,
  "/part.js": `export { Thing } from "./main.js";`,
};
const server = http.createServer((request, response) => {
  response.setHeader("Content-Type", files[request.url] ? "text/javascript" : "text/html");
  response.end(files[request.url] ?? "<!doctype html>");
});
await new Promise((resolve) => server.listen(0, resolve));
const port = await findFreePort();
const service = new DriverService("WebKitWebDriver", { port, args: [`--port=${port}`], loopback: true });
const browser = await new Builder()
  .usingServer(await service.start())
  .withCapabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: process.argv[2], args: ["--automation"] },
    timeouts: { script: 60_000 },
  })
  .build();
console.log("WebKitGTK", (await browser.getCapabilities()).get("browserVersion"));
await browser.get(`http://localhost:${server.address().port}/`);
const inPage = await browser.executeAsyncScript(`
  const done = arguments[0];
  globalThis.postMessage = done;
  import("/main.js");`);
const inWorker = await browser.executeAsyncScript(`
  const done = arguments[0];
  new Worker("/main.js", { type: "module" }).onmessage = ({ data }) => done(data);`);
await browser.quit();
await service.kill();
server.close();
for (const [place, { runs, isSame }] of Object.entries({ page: inPage, worker: inWorker }))
  console.log(`${place}: the main module ran ${runs} times, its class is ${isSame ? "the same" : "another one"} for the part`);
process.exit(inPage.runs === 1 && inPage.isSame && inWorker.runs === 2 && !inWorker.isSame ? 0 : 1);
JS
xvfb-run --auto-servernum node twice.mjs "$browser"
