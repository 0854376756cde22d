#!/usr/bin/env bash
# Chromium tells a page of an error with each frame that it draws while an element in a removed iframe is observed.
#
# Browsers: Chromium 156 and Firefox 153.8 ESR (Debian), driven by puppeteer-core 25.16.0.
# Expected: a ResizeObserver of the page hears of an element in an iframe that was removed once more, as of any that is
#           removed, or never again.
# Seen:     in Chromium its callback is not called any more, and with each frame that is drawn the page has an error event,
#           "ResizeObserver loop completed with undelivered notifications.", although nothing loops. It has none where
#           the observer was made by the iframe's own window. Firefox tells of no error either way.
# Exits with an error when that changes, or one of the browsers is not found.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
firefox=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >observe.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";

const page = `<!doctype html><body><script>
  const frames = async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  };
  /** Returns the numbers of calls and of errors after an iframe was removed whose body is observed. */
  const removed = async (observerOf) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const { body } = frame.contentDocument;
    body.textContent = "observed";
    let calls = 0;
    let errors = 0;
    const heard = () => errors++;
    const observer = new (observerOf(frame.contentWindow)).ResizeObserver(() => calls++);
    observer.observe(body);
    await frames(5);
    const before = calls;
    addEventListener("error", heard);
    frame.remove();
    for (let i = 0; i < 20; i++) {
      document.body.style.paddingTop = i + "px"; // Something to draw.
      await frames(1);
    }
    observer.disconnect();
    removeEventListener("error", heard);
    return { before, calls: calls - before, errors };
  };
  globalThis.seen = (async () => ({
    page: await removed(() => window),
    iframe: await removed((inner) => inner),
  }))();
</script>`;
const server = http.createServer((request, response) => response.setHeader("Content-Type", "text/html").end(page));
await new Promise((resolve) => server.listen(0, resolve));
const seen = {};
for (const [name, executablePath] of [["chrome", process.argv[2]], ["firefox", process.argv[3]]]) {
  const args = name === "chrome" && process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({ browser: name, executablePath, args });
  const tab = await browser.newPage();
  await tab.goto(`http://localhost:${server.address().port}/`);
  seen[name] = await tab.evaluate("globalThis.seen");
  console.log(await browser.version(), JSON.stringify(seen[name]));
  await browser.close();
}
server.close();
const { chrome, firefox } = seen;
const isAsSeen =
  chrome.page.errors > 10 && chrome.page.calls === 0 && chrome.iframe.errors === 0 &&
  firefox.page.errors === 0 && firefox.iframe.errors === 0;
process.exit(isAsSeen ? 0 : 1);
JS
node observe.mjs "$chromium" "$firefox"
