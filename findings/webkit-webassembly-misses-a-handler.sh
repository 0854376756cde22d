#!/usr/bin/env bash
# WebKit's interpreter of WebAssembly misses the handler of a try whose last instruction is an indirect call.
#
# Browser:  WebKitGTK 2.50.6 (Debian), driven by selenium-webdriver 4.46.0; the module is assembled by wabt 1.0.39.
# Expected: catch_all catches what an imported function throws, however it is called, each of 30,000 times.
# Seen:     the first calls, hundreds of them, throw to JavaScript instead, until the function is compiled. With a nop behind
#           the indirect call, or with a direct one, all are caught.
# Exits with an error when all are caught, or no WebKitGTK, WebKitWebDriver or xvfb-run is found.
set -euo pipefail

browser=${WEBKIT:-$(find /usr/lib /usr/libexec -path '*/webkit2gtk-4.1/MiniBrowser' 2>/dev/null || true)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund wabt@1.0.39 selenium-webdriver@4.46.0

cat >handler.mjs <<'JS'
import { Builder } from "selenium-webdriver";
import { findFreePort } from "selenium-webdriver/net/portprober.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import wabt from "wabt";

const { parseWat } = await wabt();
const catching = (name, instructions) => `
  (func (export "${name}") (result i32)
    (try (do ${instructions}) (catch_all (return (i32.const 1))))
    (i32.const 0))`;
const { buffer } = parseWat(
  "handler.wat",
  `(module
    (import "page" "throws" (func $throws))
    (table 1 funcref)
    (elem (i32.const 0) $throws)
    ${catching("direct", "(call $throws)")}
    ${catching("followed", "(call_indirect (i32.const 0)) (nop)")}
    ${catching("last", "(call_indirect (i32.const 0))")})`,
  { exceptions: true },
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
const missed = await browser.executeAsyncScript(
  `const [bytes, done] = arguments;
  const throws = () => { throw new Error("thrown"); };
  WebAssembly.instantiate(new Uint8Array(bytes), { page: { throws } }).then(({ instance }) => {
    const count = (call) => {
      let missed = 0;
      for (let turn = 0; turn < 30_000; turn++) try { call(); } catch { missed++; }
      return missed;
    };
    const { direct, followed, last } = instance.exports;
    done({ direct: count(direct), followed: count(followed), last: count(last) });
  });`,
  [...buffer],
);
await browser.quit();
await service.kill();
for (const [name, count] of Object.entries(missed)) console.log(`${name}: ${count} of 30,000 exceptions are missed`);
process.exit(missed.direct === 0 && missed.followed === 0 && missed.last > 0 ? 0 : 1);
JS
xvfb-run --auto-servernum node handler.mjs "$browser"
