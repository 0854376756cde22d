/** With any abilities of the browser a worker reaches the page, or says once why it cannot. */
import { expect } from "chai";
import { sharesMemory, stackSwitching, waitsWithoutSleeping } from "../../src/runtime/capabilities.js";
import { insert } from "../harness/elements.js";
import { abilities, withoutAbilities, type Abilities } from "../harness/without-abilities.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

const has = abilities();
const booleans = [true, false];
/** Each combination that this browser has, or can be made to have. */
const combinations: Abilities[] = booleans
  .flatMap((isolated) =>
    booleans.flatMap((sharedArrayBuffer) =>
      booleans.map((stackSwitching) => ({ ...has, isolated, sharedArrayBuffer, stackSwitching })),
    ),
  )
  .concat(has.waitAsync ? { ...has, isolated: true, sharedArrayBuffer: true, waitAsync: false } : [])
  .filter((wanted) =>
    (Object.keys(wanted) as (keyof Abilities)[]).every((name) => has[name] || !wanted[name]),
  );

function described({ isolated, sharedArrayBuffer, stackSwitching, waitAsync }: Abilities): string {
  const what = [isolated && "isolation", sharedArrayBuffer && "SharedArrayBuffer", stackSwitching && "JSPI"];
  return (what.filter(Boolean).join(" and ") || "none of all") + (waitAsync ? "" : ", without waitAsync");
}

/** The expected choice with and without a service worker. */
function expected({ isolated, sharedArrayBuffer, stackSwitching }: Abilities, service: boolean): string {
  if (isolated && sharedArrayBuffer) return "shared-memory";
  if (stackSwitching) return "stack-switching";
  return service ? "service-worker" : "none";
}

describe("what the browser can do", function () {
  this.timeout(120_000);
  const page = workerPage();
  let giveBack = () => {};
  afterEach(() => giveBack());

  const without = (those: Abilities) => (giveBack = withoutAbilities(those));

  async function ended(script: Script): Promise<string> {
    return script.done.then(
      () => "",
      (error: unknown) => String(error),
    );
  }

  for (const those of combinations) {
    describe(`with ${described(those)}`, () => {
      it("is told as it is", () => {
        without(those);
        expect(sharesMemory()).to.equal(those.isolated && those.sharedArrayBuffer);
        expect(stackSwitching() !== undefined).to.equal(those.stackSwitching);
        expect(waitsWithoutSleeping()).to.equal(those.waitAsync);
      });

      for (const type of ["mpy", "py"] as const) {
        it(`<${type}-script worker> reaches the page by the best way, and can be stopped`, async () => {
          without(those);
          const script = insert<Script>(`<${type}-script worker>
from pyscript import document, display
box = document.createElement("p")
box.id = "made"
box.textContent = "written"
document.body.append(box)
display("shown")
print(document.querySelector("#made").textContent)</${type}-script>`);
          expect(await ended(script)).to.equal("");
          expect(page.printed).to.deep.equal(["written"]);
          expect(script.textContent).to.include("shown");
          expect(script.syncMode).to.equal(expected(those, true));
          expect(page.errors).to.deep.equal([]);
          const busy = script.run("while True: pass");
          setTimeout(() => script.stop(), 300);
          const stopped = await busy.then(String, String);
          expect(stopped).to.match(/AbortError|KeyboardInterrupt/);
        });
      }

      it("<mpy-script worker> without a service worker does, or its one error says why not", async () => {
        without(those);
        const script = insert<Script>(
          `<mpy-script worker service-worker="/none.js">from pyscript import document; print(document.title)</mpy-script>`,
        );
        const error = await ended(script);
        expect(script.syncMode).to.equal(expected(those, false));
        if (script.syncMode === "none") {
          expect(error).to.match(/synchronous access to the page from a worker is not possible here: /);
          expect(error).to.include(
            those.isolated
              ? "this browser has no SharedArrayBuffer, though"
              : "the page is not cross-origin isolated",
          );
          expect(error).to.match(/no WebAssembly stack switching \(JSPI\); .*none\.js/);
          expect(error.match(/Any of these gives it/g)).to.have.length(1);
          expect(page.errors).to.have.length(1);
        } else {
          expect(error).to.equal("");
          expect(page.printed).to.deep.equal([document.title]);
        }
      });

      for (const sync of ["shared-memory", "stack-switching"] as const) {
        const chosen =
          sync === "shared-memory" ? those.isolated && those.sharedArrayBuffer : those.stackSwitching;
        it(`sync = "${sync}" ${chosen ? "is taken" : "is an error that says what is missing"}`, async () => {
          without(those);
          const script = insert<Script>(
            `<mpy-script worker config='{"sync": "${sync}"}'>from pyscript import document; document.title</mpy-script>`,
          );
          const error = await ended(script);
          expect(script.syncMode).to.equal(chosen ? sync : undefined);
          if (chosen) expect(error).to.equal("");
          else
            expect(error).to.match(
              new RegExp(`"sync" is "${sync}", but (the page|this browser) .* Any of these`),
            );
        });
      }
    });
  }

  for (const type of ["mpy", "py"] as const) {
    const folder = { mpy: "micropython", py: "pyodide" }[type];
    const interpreter = `/test-web/unsuspendable/${folder}/${folder}.mjs`;

    it(`<${type}-script worker> whose interpreter cannot be suspended takes the next way`, async function () {
      if (!has.stackSwitching) this.skip(); // Nobody tries there.
      without({ ...has, sharedArrayBuffer: false });
      const script = insert<Script>(
        `<${type}-script worker config='{"interpreter": "${interpreter}"}'>
from pyscript import document
print(document.title)</${type}-script>`,
      );
      expect(await ended(script)).to.equal("");
      expect(page.printed).to.deep.equal([document.title]);
      expect(script.syncMode).to.equal("service-worker");
      expect(page.errors).to.deep.equal([]);
    });

    it(`<${type}-script worker> whose interpreter cannot be suspended says so where it is asked to be`, async function () {
      if (!has.stackSwitching) this.skip();
      const script = insert<Script>(
        `<${type}-script worker config='{"interpreter": "${interpreter}", "sync": "stack-switching"}'>1</${type}-script>`,
      );
      expect(await ended(script)).to.match(
        /"sync" is "stack-switching", but the interpreter at .* cannot be suspended: .*use the interpreter that comes with/,
      );
      expect(script.syncMode).to.equal(undefined);
    });
  }
});
