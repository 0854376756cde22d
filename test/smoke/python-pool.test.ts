/** `pyscript.Pool` in every browser. */
import { expect } from "chai";
import { insert } from "../harness/elements.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  describe(`pyscript.Pool (${type})`, function () {
    this.timeout(90_000);
    const page = workerPage();

    for (const place of ["", "worker"]) {
      it(`maps by two workers, ${place ? "started in a worker" : "started on the page"}`, async () => {
        const script = insert<Script>(`<${type}-script ${place}>
from pyscript import Pool
async def main():
    async with Pool(2) as pool:
        await pool.broadcast("def double(x):\\n    return 2 * x")
        print(await pool.map("double", [1, 2.5, "ü", b"\\x00"]))
        try:
            await pool.map("lambda x: 1 / x", [1, 0])
        except ZeroDivisionError as error:
            print(error.index)
await main()
</${type}-script>`);
        await script.done;
        expect(page.printed).to.deep.equal(["[2, 5.0, 'üü', b'\\x00\\x00']", "1"]);
        expect(page.errors).to.deep.equal([]);
      });
    }
  });
}
