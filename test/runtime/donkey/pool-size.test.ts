/** The number of a donkey's workers. */
import { expect } from "chai";
import { poolSize } from "../../../src/runtime/donkey/pool-size.js";

describe("the number of a donkey's workers", () => {
  const properties = ["hardwareConcurrency", "deviceMemory"] as const;

  function machine(cores: number | undefined, gigabytes: number | undefined): void {
    for (const [index, value] of [cores, gigabytes].entries())
      Object.defineProperty(navigator, properties[index] ?? "", { value, configurable: true });
  }

  afterEach(() => {
    for (const name of properties) Reflect.deleteProperty(navigator, name);
  });

  it('is that of the cores for "auto", and no more than memory allows', () => {
    machine(4, 8);
    expect([poolSize({ workers: "auto" }, "py"), poolSize({ workers: "auto" }, "mpy")]).to.deep.equal([4, 4]);
    machine(16, 4);
    expect([poolSize({ workers: "auto" }, "py"), poolSize({ workers: "auto" }, "mpy")]).to.deep.equal([
      4, 16,
    ]);
    machine(8, 0.5);
    expect([poolSize({ workers: "auto" }, "py"), poolSize({ workers: "auto" }, "mpy")]).to.deep.equal([1, 2]);
    machine(undefined, undefined);
    expect(poolSize({ workers: "auto" }, "py")).to.equal(2);
  });

  it("is the one that was asked for otherwise, however many cores there are", () => {
    machine(2, 8);
    expect([poolSize({}, "py"), poolSize({ workers: 6 }, "py")]).to.deep.equal([1, 6]);
    for (const workers of [0, 1.5, -1, NaN, "two" as "auto"])
      expect(() => poolSize({ workers }, "py")).to.throw(TypeError, /workers is .*; expected a whole number/);
    expect(() => poolSize({ workers: "auto", env: "shared" }, "mpy")).to.throw(TypeError, /cannot be auto/);
  });
});
