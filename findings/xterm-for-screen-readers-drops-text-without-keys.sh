#!/usr/bin/env bash
# With screenReaderMode xterm.js drops text that comes without a key.
#
# Packages: @xterm/xterm 6.0.0 in Chromium 156 (Debian), driven by puppeteer-core 25.16.0.
# Expected: screenReaderMode adds what screen readers need; what is typed, dictated or chosen from a list of characters arrives
#           at onData as before.
# Seen:     text that is inserted without a key arrives without screenReaderMode, and never with it; keys do.
# Exits with an error when it arrives, or no Chromium is found.
set -euo pipefail

chromium=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @xterm/xterm@6.0.0 puppeteer-core@25.16.0

cat >text.mjs <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  executablePath: process.argv[2],
  args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
console.log(await browser.version());
const received = async (screenReaderMode) => {
  const page = await browser.newPage();
  await page.setContent("<!doctype html><div id=terminal></div>");
  await page.addStyleTag({ path: "node_modules/@xterm/xterm/css/xterm.css" });
  await page.addScriptTag({ path: "node_modules/@xterm/xterm/lib/xterm.js" });
  await page.evaluate((screenReaderMode) => {
    window.received = "";
    const terminal = new Terminal({ screenReaderMode });
    terminal.onData((text) => (window.received += text));
    terminal.open(document.querySelector("#terminal"));
    terminal.focus();
  }, screenReaderMode);
  await page.keyboard.sendCharacter("né");
  await wait(200);
  await page.keyboard.type("a");
  await wait(200);
  const text = await page.evaluate(() => window.received);
  console.log(`screenReaderMode ${screenReaderMode}: "né" without keys and the key "a" arrive as "${text}"`);
  return text;
};
const texts = [await received(false), await received(true)];
await browser.close();
process.exit(texts.join() === "néa,a" ? 0 : 1);
JS
node text.mjs "$chromium"
