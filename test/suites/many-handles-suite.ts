import { expect } from "chai";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";
import { createLinkWorld } from "../harness/link-world.js";

const ROUNDS = 20;
const EACH = 50_000;

/** A million objects of the page are made by a worker and let go of; neither side keeps any. */
export function manyHandlesSuite(type: InterpreterType, mode: SyncMode): void {
  it(`makes a million objects, and holds none of them afterwards (${type}, ${mode})`, async function () {
    this.timeout(180_000);
    const world = await createLinkWorld(type, { mode });
    try {
      // The objects that the worker's side holds; on MicroPython also those that JavaScript keeps for Python.
      await world.run(`import gc
from pyscript._remote import root as window
document = window.document
def make():
    for _ in range(${EACH}):
        document.createElement("i")
def held():
    gc.collect()
    return ${type === "py" ? "len(gc.get_objects())" : "gc.mem_alloc()"}
None`);
      const settled = async () => {
        let now = { page: Infinity, worker: Infinity };
        for (let wait = 0; wait < 100; wait++) {
          const worker = (await world.run("held()")) as number;
          const last = now;
          now = { page: world.link.held.handles, worker };
          if (now.page >= last.page && now.worker >= last.worker) break;
        }
        return now;
      };
      await world.run("make()");
      const before = await settled();
      for (let round = 1; round < ROUNDS; round++) await world.run("make()");
      const after = await settled();
      expect(after.page - before.page).to.be.lessThan(100);
      // Of 950,000 objects nothing is left: a byte each would show.
      expect(after.worker - before.worker).to.be.lessThan(100_000);
    } finally {
      world.end();
    }
  });
}
