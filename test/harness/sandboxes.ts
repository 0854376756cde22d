/** Parts of the tests of sandboxes. */
import { expect } from "chai";
import type { Donkey, DonkeyOptions, PythonError } from "../../src/donkey.js";
import type { WorkerStarter } from "../../src/elements/workers-api.js";
import type { TestPage } from "./page.js";

export interface Library {
  donkey(options: DonkeyOptions): Donkey;
  readonly PyWorker: WorkerStarter;
}
type Importer = Window & { eval(code: string): Promise<Library> };

/** Imports as the page does. WebKit resolves no such address against the base of a `srcdoc` frame. */
export const importFrom = (page: TestPage, path: string) =>
  (page.window as unknown as Importer).eval(`import("${location.origin}${path}")`);

export const failure = (promise: Promise<unknown>): Promise<PythonError> =>
  promise.then(
    (value) => {
      throw new Error(`it did not fail: ${String(value)}`);
    },
    (error: unknown) => error as PythonError,
  );

/** The configuration of code that tries to get out. */
export const escaping = { js_modules: { worker: { "/test/harness/escapes.js": "escapes" } } };

before(() => caches.open("secret"));

/** An address of the page's origin that no test allows. */
export const forbidden = new URL("/node_modules/lit/package.json", location.href).href;

/** Checks the answer of a function of `escapes.js` that tries. @param least how many attempts there are */
export function expectNoEscape(answer: unknown, least = 20): void {
  const all = JSON.parse(String(answer)) as Record<string, { escaped?: string; failed?: string }>;
  expect(Object.keys(all).length).to.be.at.least(least);
  for (const [name, result] of Object.entries(all)) expect(result, name).to.have.property("failed");
}
