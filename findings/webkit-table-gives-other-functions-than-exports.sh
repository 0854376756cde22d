#!/usr/bin/env bash
# In WebKit what a WebAssembly table gives for an exported function is not the exported function.
#
# Browser:  WebKitGTK 2.50.6 (Debian), driven by selenium-webdriver 4.46.0; the module is assembled by wabt 1.0.39.
# Expected: a function of an instance is one object in JavaScript: table.get(0) === exports.f where an element segment has put
#           f into the table, as in Chromium, in Firefox and in the standard's cache of exported functions.
# Seen:     they are two objects, each always the same, that compute the same. A function that JavaScript has put into a table
#           by set() is itself. Whoever looks for exports in a table by identity (Emscripten's addFunction does) finds none.
# Exits with an error when they are one object, or no WebKitGTK, WebKitWebDriver or xvfb-run is found.
set -euo pipefail

browser=${WEBKIT:-$(find /usr/lib /usr/libexec -path '*/webkit2gtk-4.1/MiniBrowser' 2>/dev/null || true)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund wabt@1.0.39 selenium-webdriver@4.46.0

cat >table.mjs <<'JS'
import { Builder } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import wabt from "wabt";

const { parseWat } = await wabt();
const { buffer } = parseWat(
  "table.wat",
  `(module
    (table (export "table") 2 funcref)
    (elem (i32.const 0) $one)
    (func $one (export "one") (result i32) (i32.const 1)))`,
).toBinary({});
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
await browser.get("about:blank");
const seen = await browser.executeAsyncScript(
  `const [bytes, done] = arguments;
  WebAssembly.instantiate(new Uint8Array(bytes)).then(({ instance: { exports } }) => {
    const { table, one } = exports;
    table.set(1, one);
    done([
      ["table.get(0) === one", table.get(0) === one],
      ["table.get(0) === table.get(0)", table.get(0) === table.get(0)],
      ["table.get(0)() === one()", table.get(0)() === one()],
      ["table.get(1) === one, after set(1, one)", table.get(1) === one],
    ]);
  });`,
  [...buffer],
);
await browser.quit();
await service.kill();
for (const [question, answer] of seen) console.log(`${question}: ${answer}`);
process.exit(seen.map(([, answer]) => answer).join() === "false,true,true,true" ? 0 : 1);
JS
xvfb-run --auto-servernum node table.mjs "$browser"
