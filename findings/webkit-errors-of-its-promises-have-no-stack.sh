#!/usr/bin/env bash
# In WebKit the errors that fetch(), import() and WebAssembly.compile() reject with have no stack.
#
# Browser:  WebKitGTK 2.50.6 (Debian), driven by selenium-webdriver 4.46.0.
# Expected: an instance of Error has a text for a stack, as those that scripts make there have, and as these have in Chromium
#           and Firefox: code tells errors from other values by name, message and stack.
# Seen:     the stack of all three is undefined, also where an async function awaited them in a try.
# Exits with an error when one has a stack, or no WebKitGTK, WebKitWebDriver or xvfb-run is found.
set -euo pipefail

browser=${WEBKIT:-$(find /usr/lib /usr/libexec -path '*/webkit2gtk-4.1/MiniBrowser' 2>/dev/null || true)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund selenium-webdriver@4.46.0

cat >stack.mjs <<'JS'
import http from "node:http";
import { Builder } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";

const server = http.createServer((request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<!doctype html>");
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
const stacks = await browser.executeAsyncScript(`
  const done = arguments[0];
  const fails = async (call) => {
    try {
      await call();
    } catch (error) {
      return [error instanceof Error, String(error), typeof error.stack];
    }
  };
  (async () => done({
    script: await fails(async () => { throw new TypeError("thrown"); }),
    fetch: await fails(() => fetch("http://localhost:1/")),
    import: await fails(() => import("/page.html")),
    compile: await fails(() => WebAssembly.compile(new Uint8Array(8))),
  }))();`);
await browser.quit();
await service.kill();
server.close();
for (const [name, [isError, text, stack]] of Object.entries(stacks))
  console.log(`${name}: ${isError ? "an error" : "no error"}, ${text}; its stack is ${stack === "string" ? "text" : stack}`);
const kinds = [stacks.script, stacks.fetch, stacks.import, stacks.compile].map(([isError, , stack]) => isError && stack);
process.exit(kinds.join() === "string,undefined,undefined,undefined" ? 0 : 1);
JS
xvfb-run --auto-servernum node stack.mjs "$browser"
