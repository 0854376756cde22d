// The groups of browser tests: files, in which browser, on what kind of page.
//
// `paths` are folders and files below `test/`, the latter without their ending. `sharedMemory` matters in
// WebKit alone, where isolated pages have `SharedArrayBuffer` or not (Safari has it, WebKitGTK does not).

import { readdirSync } from "node:fs";
import path from "node:path";

const byServiceWorker = ["pyodide", "micropython"].flatMap((name) => [
  `test/plain/${name}-service-worker`,
  `test/plain/${name}-service-worker-web`,
]);

/** Faults, that each engine tells in its own words. */
const faults = [
  "pages/frames",
  "pages/missing-files",
  "pages/storage-failures",
  "pages/twice",
  "runtime/interpreters/assets",
  "runtime/loading/archive",
  "runtime/workers/crashes",
  "runtime/workers/killed",
].map((file) => `test/${file}`);

/**
 * @typedef {object} TestGroup
 * @property {string[]} paths
 * @property {string[]} [except]
 * @property {import("../browsers/find-browser.mjs").BrowserKind} browser
 * @property {boolean} isolated
 * @property {boolean} [sharedMemory]
 * @property {boolean} [onDemand] whether it runs only when its name is given
 */

/** @type {Record<string, TestGroup>} */
export const testGroups = {
  isolated: { paths: ["test"], except: ["test/plain", "test/packages"], browser: "chrome", isolated: true },
  plain: { paths: ["test/plain"], browser: "chrome", isolated: false },
  smoke: {
    paths: ["test/smoke", "test/pages/sandbox", "test/pages/sandbox-starters", ...faults],
    browser: "firefox",
    isolated: true,
  },
  packages: { paths: ["test/packages"], browser: "chrome", isolated: true, onDemand: true },
  "smoke-plain": {
    paths: ["test/smoke", "test/plain/pyodide-worker", "test/plain/micropython-worker", ...byServiceWorker],
    browser: "firefox",
    isolated: false,
  },
  webkit: {
    paths: ["test/smoke", "test/python/pyodide", "test/python/micropython", ...byServiceWorker],
    browser: "webkit",
    isolated: true,
    sharedMemory: false,
  },
  "webkit-shared": {
    paths: ["test/smoke", "test/python", "test/pages/sandbox", "test/runtime/link/page/deaf-page", ...faults],
    browser: "webkit",
    isolated: true,
    sharedMemory: true,
  },
};

/** The test files of a group, sorted. */
export function filesOf({ paths, except = [] }) {
  const isBelow = (file) => (place) => file.startsWith(`${place}/`) || file === `${place}.test.ts`;
  return listTests("test", ".test.ts").filter(
    (file) => paths.some(isBelow(file)) && !except.some(isBelow(file)),
  );
}

/** The files below a folder whose names end so, sorted. */
export function listTests(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .map((file) => `${folder}/${String(file).split(path.sep).join("/")}`)
    .filter((file) => file.endsWith(ending))
    .sort();
}
