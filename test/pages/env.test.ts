/** The same `env` shares one Python: scripts, bridge modules, donkeys and workers by name. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

type Calls = Record<string, (...args: unknown[]) => Promise<unknown>>;

interface Library {
  bridge(url: string, options: object): PromiseLike<Calls>;
  donkey(options: object): PromiseLike<Calls>;
  workers: Record<string, Promise<Calls>>;
}

const BUMP = `data:text/x-python,def bump():%0A  global count%0A  count += 1%0A  return count`;
const READ = `data:text/x-python,def read(): return count, double(count)`;

describe("an env", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"]) {
    it(`is shared by scripts, bridges, donkeys and named workers (${type})`, async () => {
      const page = await openPage(
        `<${type}-script worker env="e" name="counter">
from pyscript import sync
count = 20
def double(n):
    return 2 * n
__export__ = ["double"]
</${type}-script>
<${type}-script worker env="e">count += 1</${type}-script>
<script type="module">window.library = await import("/dist/core.js")</script>`,
      );
      await page.finished();
      const { bridge, donkey, workers } = await until(
        () => (page.window as unknown as { library?: Library }).library,
      );
      const bump = (await bridge(`${location.origin}/bump.js`, { type, env: "e", file: BUMP }))["bump"];
      expect(await bump?.()).to.equal(22);
      const read = (await bridge(`${location.origin}/read.js`, { type, env: "e", file: READ }))["read"];
      expect(await read?.()).to.deep.equal([22, 44]);
      const py = await donkey({ type, env: "e", persistent: true });
      expect(await py["evaluate"]?.("count")).to.equal(22);
      await py["execute"]?.("count = 30");
      expect(await bump?.()).to.equal(31);
      expect(await (await workers["counter"])?.["double"]?.(4)).to.equal(8);
      // One that begins each call afresh forgets its own names, not the others'.
      const forgetful = await donkey({ type, env: "e" });
      await forgetful["execute"]?.("mine = count");
      expect(await forgetful["evaluate"]?.("(mine_too := double(count))")).to.equal(62);
      expect(await forgetful["evaluate"]?.("'mine' in globals() or 'mine_too' in globals()")).to.equal(false);
      expect(await read?.()).to.deep.equal([31, 62]);
      // A donkey that is killed leaves the others their Python.
      await py["kill"]?.();
      expect(await read?.()).to.deep.equal([31, 62]);
      // Another env is another Python.
      const other = await donkey({ type, env: "f", persistent: true });
      const failure = await other["evaluate"]?.("count").catch((error: Error) => error.name);
      expect(failure).to.equal("NameError");
      expect(page.errors).to.deep.equal([]);
    });
  }
});
