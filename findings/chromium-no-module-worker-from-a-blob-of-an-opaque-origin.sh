#!/usr/bin/env bash
# In a sandboxed frame Chromium starts no module worker from a blob: of that frame, though it starts a classic one.
#
# Browsers: Chromium 156 and Firefox 153.8 ESR (Debian), driven by puppeteer-core 25.16.0.
# Expected: new Worker(URL.createObjectURL(blob), { type: "module" }) works wherever it works without the option; the frame and
#           its workers can import the same address.
# Seen:     in a frame with sandbox="allow-scripts", whose origin is opaque, the module worker gets an error event without a
#           message. As a classic worker, or from data:, the same text runs, and in Firefox all of it.
# Exits with an error when it starts, or one of the browsers is not found.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
firefox=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@25.16.0

cat >worker.mjs <<'JS'
import puppeteer from "puppeteer-core";

const frame = `<script>
  const code = "postMessage('runs')";
  const addresses = {
    blob: URL.createObjectURL(new Blob([code], { type: "text/javascript" })),
    data: "data:text/javascript," + encodeURIComponent(code),
  };
  const starts = (address, type) => new Promise((resolve) => {
    const worker = new Worker(address, { type });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve("error " + message);
  });
  (async () => {
    const seen = {};
    for (const name in addresses)
      for (const type of ["classic", "module"]) seen[name + " " + type] = await starts(addresses[name], type);
    parent.postMessage({ origin, ...seen }, "*");
  })();
</script>`;
const seen = {};
for (const [name, executablePath] of [["chrome", process.argv[2]], ["firefox", process.argv[3]]]) {
  const args = name === "chrome" && process.getuid() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({ browser: name, executablePath, args });
  const page = await browser.newPage();
  seen[name] = await page.evaluate(async (srcdoc) => {
    const frame = Object.assign(document.createElement("iframe"), { srcdoc, sandbox: "allow-scripts" });
    const told = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));
    document.body.append(frame);
    return told;
  }, frame);
  console.log(await browser.version(), JSON.stringify(seen[name]));
  await browser.close();
}
const kinds = ["blob classic", "blob module", "data classic", "data module"];
const runs = (name) => kinds.map((kind) => seen[name][kind] === "runs").join();
process.exit(runs("chrome") === "true,false,true,true" && runs("firefox") === "true,true,true,true" ? 0 : 1);
JS
node worker.mjs "$chromium" "$firefox"
