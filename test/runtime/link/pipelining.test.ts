import { expect } from "chai";
import type { Pipelining } from "../../../src/runtime/link/shared/protocol.js";
import { createLinkWorld, type LinkWorld } from "../../harness/link-world.js";

/** Which statement raises what `classList.add("")` and a read after it raise. */
const SOURCE = `
from pyscript._remote import root as window
document = window.document
element = document.createElement("p")
where = "nowhere"
try:
    where = "its own statement"
    element.classList.add("")
    where = "a later one"
    element.id
    where = "nowhere"
except Exception as error:
    message = str(error)
(where, message)`;

describe("pipelining", () => {
  for (const type of ["mpy", "py"] as const) {
    const run = async (pipelining: Pipelining, check: (world: LinkWorld) => Promise<void>) => {
      const world = await createLinkWorld(type, { pipelining });
      try {
        await check(world);
      } finally {
        world.end();
      }
    };

    it(`raises at the statement itself by default (${type})`, async function () {
      this.timeout(60_000);
      await run("default", async (world) => {
        expect(((await world.run(SOURCE)) as string[])[0]).to.equal("its own statement");
      });
    });

    it(`raises later when told so, and names the statement (${type})`, async function () {
      this.timeout(60_000);
      await run("pipelined", async (world) => {
        const [where, message] = (await world.run(SOURCE)) as [string, string];
        expect(where).to.equal("a later one");
        expect(message).to.match(type === "py" ? /queued by test, line 8/ : /queued by an earlier statement/);
      });
    });

    it(`still knows a name whose first request came with the error of an earlier one (${type})`, async function () {
      this.timeout(60_000);
      await run("pipelined", async (world) => {
        const source = SOURCE.replace("element.id", "element.localName");
        const read = `element.localName + str(element.localName == "p")`;
        expect(await world.run(`${source}\n${read}`)).to.equal("pTrue");
      });
    });

    it(`waits for each operation when told so (${type})`, async function () {
      this.timeout(60_000);
      await run("strict", async (world) => {
        expect(((await world.run(SOURCE)) as string[])[0]).to.equal("its own statement");
        await world.run(
          'box = document.createElement("div")\nbox.id = "strict"\ndocument.body.append(box)\nNone',
        );
        expect(document.getElementById("strict")?.localName).to.equal("div");
        document.getElementById("strict")?.remove();
      });
    });
  }
});
