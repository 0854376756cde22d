#!/usr/bin/env bash
# In Firefox a request of a worker goes on after it was aborted, where a service worker with a fetch listener controls it.
#
# Browser:  Firefox 153.8 ESR (Debian), driven by puppeteer-core 25.16.0.
# Expected: AbortController.abort() ends the request: the server sees the connection close, as it does for a fetch of the
#           page itself, and for one of a worker without a service worker.
# Seen:     the worker's fetch() rejects with an AbortError, and the connection stays open for seconds, until the page is
#           closed. The service worker's listener does nothing, so the browser itself asks the server.
# Exits with an error when the connection closes within two seconds, or no Firefox is found.
set -euo pipefail

firefox=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >abort.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";

const closed = new Set();
const files = { "/sw.js": "onactivate = (event) => event.waitUntil(clients.claim()); onfetch = () => {};" };
const server = http.createServer((request, response) => {
  if (request.url.startsWith("/never/")) return response.on("close", () => closed.add(request.url));
  response.setHeader("Content-Type", request.url === "/sw.js" ? "text/javascript" : "text/html");
  response.end(files[request.url] ?? "<!doctype html>");
});
await new Promise((resolve) => server.listen(0, resolve));
const origin = `http://localhost:${server.address().port}`;
const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.argv[2], headless: true });
console.log(await browser.version());
const page = await browser.newPage();
await page.goto(origin);
const abort = (name) =>
  page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const code = `const control = new AbortController();
          fetch("${address}", { signal: control.signal }).catch((error) => postMessage(error.name));
          setTimeout(() => control.abort(), 200);`;
        new Worker(URL.createObjectURL(new Blob([code]))).onmessage = ({ data }) => resolve(data);
      }),
    `${origin}/never/${name}`,
  );
const tried = async (name) => {
  const error = await abort(name);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const ends = closed.has(`/never/${name}`);
  console.log(`${name}: ${error}, the connection ${ends ? "closes" : "stays open"}`);
  return ends;
};
const without = await tried("without");
await page.evaluate(async () => {
  await navigator.serviceWorker.register("/sw.js");
  while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
});
const behind = await tried("behind-a-service-worker");
await browser.close();
process.exit(without && !behind ? 0 : 1);
JS
node abort.mjs "$firefox"
