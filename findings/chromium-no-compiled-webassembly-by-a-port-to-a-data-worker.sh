#!/usr/bin/env bash
# Chromium delivers compiled WebAssembly to a worker from a data: that is posted to the worker, and none that comes by a port.
#
# Browsers: Chromium 156 and Firefox 153.8 ESR (Debian), driven by puppeteer-core 25.16.0.
# Expected: what worker.postMessage() delivers, a MessagePort that the worker was given delivers as well.
# Seen:     in Chromium a worker that was started from a data:, whose origin is its own, has a WebAssembly.Module that
#           was posted to it; by a port it gets a messageerror event instead, and the page is told nothing. From a blob:, and in
#           Firefox from either, both ways deliver it.
# Exits with an error when that changes, or one of the browsers is not found.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
firefox=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >send.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";

const page = `<!doctype html><script>
  const code = \`
    const hear = (target) => {
      target.onmessage = ({ data, ports: [port] }) => {
        if (port) hear(port);
        else postMessage(data instanceof WebAssembly.Module ? "a module" : "something else");
      };
      target.onmessageerror = () => postMessage("messageerror");
    };
    hear(self);\`;
  const addresses = {
    blob: URL.createObjectURL(new Blob([code], { type: "text/javascript" })),
    data: "data:text/javascript," + encodeURIComponent(code),
  };
  globalThis.given = (async () => {
    const module = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    const seen = {};
    for (const name in addresses)
      for (const way of ["worker", "port"]) {
        const worker = new Worker(addresses[name]);
        const { port1, port2 } = new MessageChannel();
        const told = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
        if (way === "port") worker.postMessage("a port", [port2]);
        (way === "port" ? port1 : worker).postMessage(module);
        seen[name + " " + way] = await told;
      }
    return seen;
  })();
</script>`;
const server = http.createServer((request, response) => response.setHeader("Content-Type", "text/html").end(page));
await new Promise((resolve) => server.listen(0, resolve));
const seen = {};
for (const [name, executablePath] of [["chrome", process.argv[2]], ["firefox", process.argv[3]]]) {
  const args = name === "chrome" && process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({ browser: name, executablePath, args });
  const tab = await browser.newPage();
  await tab.goto(`http://localhost:${server.address().port}/`);
  seen[name] = await tab.evaluate("globalThis.given");
  console.log(await browser.version(), JSON.stringify(seen[name]));
  await browser.close();
}
server.close();
const all = (name) => ["blob worker", "blob port", "data worker", "data port"].map((way) => seen[name][way]).join();
const isAsSeen =
  all("chrome") === "a module,a module,a module,messageerror" &&
  all("firefox") === "a module,a module,a module,a module";
process.exit(isAsSeen ? 0 : 1);
JS
node send.mjs "$chromium" "$firefox"
