// In WebKit a worker that was stopped while Python computed takes no processor time any more.
// `npm run build` first.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { openDisplay } from "../../scripts/browsers/virtual-display.mjs";
import { openWebKit } from "../../scripts/browsers/webkit.mjs";
import { descendants } from "../harness/processes.mjs";

const page = `<!doctype html><link rel="stylesheet" href="/dist/core.css"><script type="module" src="/dist/core.js"></script>`;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("in WebKit", { skip: !findBrowser("webkit") && "there is no WebKit" }, () => {
  let server;
  let display;
  before(async () => {
    server = await serveFiles({ folders: { "/dist/": "dist" }, pages: { "/page": page }, isolated: true });
    display = await openDisplay();
  });
  after(async () => {
    display?.close();
    await server?.close();
  });

  for (const type of ["mpy", "py"]) {
    for (const sharedMemory of [false, true]) {
      for (const how of ["stop()", "remove()"]) {
        const where = sharedMemory ? "" : "out";
        it(`${how} of a worker that computes ends its thread (${type}, with${where} SharedArrayBuffer)`, async () => {
          const browser = await openWebKit({ display: display.name, sharedMemory });
          try {
            await browser.goto(`${server.origin}/page`);
            await browser.run(`
              const script = document.createElement("${type}-script");
              script.setAttribute("worker", "");
              script.textContent = "print('computes')\\nwhile True: pass";
              console.log = (text) => { if (text === "computes") document.title = text; };
              window.script = script;
              document.body.append(script);`);
            await until(async () => (await browser.run("return document.title")) === "computes");
            await pause(500);
            assert.notDeepEqual(await busyThreads(), []);
            await browser.run(`script.${how}`);
            // It may take what it was replaced after, and Python what it needs to end.
            await until(async () => (await busyThreads()).length === 0);
          } finally {
            await browser.close();
          }
        });
      }
    }
  }
});

async function until(check) {
  for (const limit = Date.now() + 60_000; Date.now() < limit; await pause(50)) if (await check()) return;
  assert.fail(`it has not come true in a minute: ${check}`);
}

/** Threads of workers that take processor time during a second, or a part of it that others leave them. */
async function busyThreads() {
  const earlier = workerThreads();
  await pause(1000);
  return [...workerThreads()].filter(([id, ticks]) => ticks - (earlier.get(id) ?? ticks) > 2);
}

/** Processor time by thread, in hundredths of a second, of all workers in web processes of ours. */
function workerThreads() {
  const threads = new Map();
  for (const { pid, name } of descendants()) {
    if (!name.startsWith("WebKitWebProc")) continue;
    for (const id of readdirSync(`/proc/${pid}/task`)) {
      try {
        const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, "latin1");
        const [, thread, rest] = /\((.*)\) (.*)/s.exec(stat);
        const [user, system] = rest.split(" ").slice(11);
        if (thread === "WebCore: Worker") threads.set(id, Number(user) + Number(system));
      } catch {
        // The thread has ended meanwhile.
      }
    }
  }
  return threads;
}
