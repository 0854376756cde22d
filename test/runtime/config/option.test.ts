import { expect } from "chai";
import { createRuntime, pageOptions, type ElementsRuntime } from "../../../src/elements/runtime.js";

describe("what an API takes as its `config`", () => {
  let runtime: ElementsRuntime;
  const base = "https://example.com/app/";

  before(() => {
    runtime = createRuntime(pageOptions());
  });
  after(() => runtime.dispose());

  for (const option of [undefined, null, "", "  \n"]) {
    it(`is an empty configuration that nobody asked for where it is ${JSON.stringify(option)}`, async () => {
      const { config, ownConfig } = await runtime.resolve(option, { base });
      expect(config).to.deep.equal({ values: {}, base: new URL(document.baseURI), key: "{}" });
      expect(ownConfig).to.equal(false);
    });
  }

  it("is refused, and says so, where a key of it is no text, or a date of it none", async () => {
    for (const [option, reason] of [
      [new Map([[Object.create(null), 1]]), "a key of the configuration is an object"],
      [{ since: new Date(NaN) }, '"since" is a Date'],
    ] as const) {
      const error: unknown = await runtime.resolve(option, { base }).catch((error: unknown) => error);
      expect(String(error)).to.include("(PY1000)").and.include(reason);
    }
  });

  for (const [form, option] of [
    ["an object", { name: "app" }],
    ["JSON", '{ "name": "app" }'],
    ["TOML", 'name = "app"'],
  ] as const) {
    it(`is read, relative to the one who calls, where it is ${form}`, async () => {
      const { config, ownConfig } = await runtime.resolve(option, { base });
      expect([config.values, config.base.href, ownConfig]).to.deep.equal([{ name: "app" }, base, true]);
    });
  }
});
