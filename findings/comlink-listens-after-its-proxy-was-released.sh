#!/usr/bin/env bash
# Comlink's wrap() leaves its listener on the endpoint when the proxy is released.
#
# Package:  comlink 4.4.2, in Node.
# Expected: proxy[Comlink.releaseProxy]() detaches the proxy from the endpoint: the listener that wrap() has added goes, as
#           the one that expose() has added at the other end does.
# Seen:     it stays, and what it holds with it: each wrap() of the same worker adds one for good.
# Exits with an error when none is left.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund comlink@4.4.2

cat >listeners.mjs <<'JS'
import * as Comlink from "comlink";

class End {
  target = new EventTarget();
  listeners = 0;
  addEventListener(...listener) {
    this.listeners++;
    this.target.addEventListener(...listener);
  }
  removeEventListener(...listener) {
    this.listeners--;
    this.target.removeEventListener(...listener);
  }
  postMessage(data) {
    this.other.target.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}
const [page, worker] = [new End(), new End()];
[page.other, worker.other] = [worker, page];
for (let turn = 1; turn <= 3; turn++) {
  Comlink.expose({ answer: () => 42 }, worker);
  const proxy = Comlink.wrap(page);
  const answer = await proxy.answer();
  proxy[Comlink.releaseProxy]();
  await new Promise((resolve) => setTimeout(resolve, 10));
  console.log(`${turn}: ${answer}; ${page.listeners} listeners are left of wrap(), ${worker.listeners} of expose()`);
}
process.exit(page.listeners === 3 && worker.listeners === 0 ? 0 : 1);
JS
node listeners.mjs
