/** `pyscript.storage` is a function and a module, whichever way it is imported first. */
import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { PythonError } from "../../src/runtime/errors.js";
import { createWorkerWorld, createWorld } from "../harness/python-tests.js";

const all = [
  `import pyscript.storage
store = await pyscript.storage("imports")
assert type(store) is pyscript.storage.Storage is pyscript.Storage`,
  `from pyscript import storage
store = await storage("imports")
assert type(store) is storage.Storage`,
  `from pyscript.storage import Storage, storage
store = await storage("imports", storage_class=Storage)
assert type(store) is Storage`,
  `import pyscript.storage as module
store = await module.storage("imports")
assert type(await module("imports")) is module.Storage`,
  `import pyscript
store = await pyscript.storage("imports")
assert type(store) is pyscript.Storage`,
  `from pyscript import Storage, storage
store = await storage("imports")
assert type(store) is Storage`,
  `from pyscript import *
store = await storage("imports")
assert type(store) is Storage`,
];

for (const driver of [micropython, pyodide]) {
  for (const [where, create, firsts] of [
    // A MicroPython on the main thread stays there.
    ["main", () => createWorld(driver), all.slice(0, driver === micropython ? 1 : 3)],
    ["worker", () => createWorkerWorld(driver, { sync: "shared-memory" }), all.slice(0, 3)],
  ] as const) {
    describe(`importing storage (${driver.type}, ${where})`, () => {
      for (const first of firsts) {
        it(`begins with ${first.split("\n")[0]}`, async function () {
          this.timeout(60_000);
          const world = await create();
          try {
            // Each import twice: what comes after it must not change it.
            for (const source of [first, ...all, ...all]) {
              const started = world.start(source);
              try {
                await started.result;
              } catch (error) {
                throw error instanceof PythonError ? new Error(`${source}\n${error.traceback}`) : error;
              } finally {
                started.end();
              }
            }
          } finally {
            world.dispose();
          }
        });
      }
    });
  }
}
