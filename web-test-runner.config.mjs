// Browser tests. `npm test` runs every group; `npx wtr` runs one, which `TEST_GROUP` names:
// - `isolated` (unless told): in Chromium, on pages with cross-origin isolation;
// - `plain`: `test/plain/`, in Chromium, on pages without it;
// - `smoke`: `test/smoke/`, in Firefox (they run in `isolated` too), and `smoke-plain`: on pages without
//   isolation, with the Python modules by the ways to the page that are left there;
// - `webkit`, `webkit-shared`: `test/smoke/` and the Python modules in WebKit, without `SharedArrayBuffer`
//   and with it.
// - `packages`: `test/packages/`, in Chromium, with real wheels of PyPI; `npm run test:packages`, and not a
//   part of `npm test`.
//
// Sources are served as they are, the interpreters and the Python archive as a build would write them. What
// is built (`dist/core.js`) must have been built; pages in `test/pages/` load it.
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { puppeteerLauncher } from "@web/test-runner-puppeteer";
import { chat } from "./demo/server/chat.mjs";
import { constants } from "./scripts/build/constants.mjs";
import { chromeArguments, findBrowser } from "./scripts/browsers/find-browser.mjs";
import { anyOrigin, asBuilt, isolation, unbuilt } from "./scripts/serve/middleware.mjs";
import { bundledWorkers } from "./scripts/test/bundled-workers.mjs";
import { resultsReporter } from "./scripts/test/test-results.mjs";
import { filesOf, testGroups } from "./scripts/test/test-groups.mjs";
import { webkitLauncher } from "./scripts/browsers/webkit-launcher.mjs";
import { packageServer } from "./test/harness/packages/server.mjs";
import { wheelhouseServer } from "./test/harness/packages/wheelhouse.mjs";
import { socketServer, webServer } from "./test/harness/web-server.mjs";

const { TEST_GROUP = "isolated", TEST_FILES, TEST_REPORT, TEST_PORT, TEST_LOGS = "1" } = process.env;
const { FUZZ_SECONDS = "1", FUZZ_SEED } = process.env;
const group = testGroups[TEST_GROUP];

/** Tests run side by side, and only the page in front is drawn: `executeServerCommand("bring-to-front")`. */
const bringToFront = {
  name: "bring-to-front",
  async executeCommand({ command, session }) {
    if (command !== "bring-to-front") return undefined;
    await session.browser.getPage(session.id).bringToFront();
    return true;
  },
};

const launchers = {
  chrome: () =>
    chromeLauncher({
      launchOptions: { executablePath: findBrowser("chrome"), args: chromeArguments() },
      // Tabs of one window hide each other, and a hidden page draws nothing and sees no element.
      createPage: ({ context }) => context.newPage({ type: "window" }),
    }),
  firefox: () =>
    puppeteerLauncher({
      launchOptions: {
        browser: "firefox",
        executablePath: findBrowser("firefox"),
        headless: true,
        // Nobody hears of requests, and to tell of each takes as long as to make it.
        networkEnabled: false,
      },
      createPage: ({ context }) => newFirefoxPage(context),
      concurrency: 1,
    }),
  webkit: () => webkitLauncher({ sharedMemory: group.sharedMemory, concurrency: 2 }),
};

/**
 * A page whose size can be set in a Firefox that does not know all that goes with it (140 ESR: no
 * orientation).
 */
async function newFirefoxPage(context) {
  const page = await context.newPage();
  const setViewport = page.setViewport.bind(page);
  page.setViewport = (viewport) =>
    setViewport(viewport).catch((error) => {
      if (!String(error).includes("unknown command")) throw error;
    });
  return page;
}

/** What becomes of sources. */
const transform = {
  target: "es2022",
  tsconfig: "./tsconfig.base.json",
  define: {
    __DIST__: JSON.stringify("/dist/"),
    __BUNDLED__: "false",
    __IN_WORKER__: "true",
    ...constants(),
    __VERSION__: JSON.stringify("test"),
    __PYODIDE_BASE__: "null",
    __FUZZ__: JSON.stringify({
      seconds: Number(FUZZ_SECONDS),
      seed: FUZZ_SEED ? Number(FUZZ_SEED) : null,
    }),
  },
};
const workers = bundledWorkers(transform);

export default {
  files: TEST_FILES ? JSON.parse(TEST_FILES) : filesOf(group),
  ...(TEST_PORT && { port: Number(TEST_PORT) }),
  nodeResolve: true,
  concurrency: 2,
  // The logs of five thousand tests hide the few that matter; `npm test` asks for those of files with
  // failures.
  browserLogs: TEST_LOGS !== "",
  browsers: [launchers[group.browser]()],
  plugins: [
    asBuilt,
    bringToFront,
    socketServer(),
    chat(),
    workers.plugin,
    esbuildPlugin({ ts: true, ...transform }),
  ],
  middleware: [
    ...(group.isolated ? [isolation] : []),
    anyOrigin,
    workers.middleware,
    packageServer(),
    wheelhouseServer(),
    webServer(),
    unbuilt,
  ],
  reporters: [
    defaultReporter({ reportTestProgress: process.stdout.isTTY === true }),
    resultsReporter(TEST_REPORT),
  ],
  testFramework: { config: { timeout: 20_000 } },
  browserStartTimeout: 60_000,
  testsFinishTimeout: 480_000,
};
