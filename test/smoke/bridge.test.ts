/** Bridges in every browser: on the main thread and in a worker. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

type Call = (...args: unknown[]) => Promise<unknown>;

describe("bridges", function () {
  this.timeout(60_000);

  for (const worker of [false, true]) {
    it(`call Python, worker: ${worker}`, async () => {
      const page = await openPage(
        `<script type="module">window.library = await import("${location.origin}/dist/bridge.js")</script>`,
        { core: false },
      );
      const { default: bridge } = await until(
        () =>
          (
            page.window as unknown as {
              library?: { default(url: string, options: object): Promise<unknown> };
            }
          ).library,
      );
      const url = new URL("/test/pages/fixtures/bridge/kinds.js", location.href).href;
      const functions = (await bridge(url, { type: "mpy", worker })) as Record<
        "power" | "same" | "later",
        Call
      >;
      expect(await functions.power(3)).to.equal(9);
      expect(await functions.same("é")).to.equal("é");
      expect(await functions.same({ b: [1, 2.5, null], a: 2n ** 70n })).to.deep.equal({
        b: [1, 2.5, null],
        a: 2n ** 70n,
      });
      expect(await functions.later(1)).to.deep.equal({ value: 1 });
      expect(page.errors).to.deep.equal([]);
    });
  }
});
