import { expect } from "chai";
import { pack } from "../../../src/runtime/values/pack.js";
import { TAG } from "../../../src/runtime/values/packed.js";
import { unpack } from "../../../src/runtime/values/unpack.js";

const nameOf = (path: readonly (string | number)[]) =>
  `value${path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
const packed = (value: unknown, options = {}) =>
  pack(value, { unordered: false, posted: false, nameOf, ...options });

describe("values on their way to Python", () => {
  it("are plain JSON, without repairs or extras, where JSON carries them", () => {
    const value = { list: [1, "two", true, null], nested: { "": 0 } };
    const { text, repairs, extras } = packed(value);
    expect(JSON.parse(text)).to.deep.equal(value);
    expect([repairs, extras]).to.deep.equal(["", []]);
  });

  it("a value that contains itself is refused, with the place where it does", () => {
    const inside: Record<string, unknown> = {};
    inside.again = [inside];
    expect(() => packed({ inside })).to.throw(TypeError, /value\["inside"\]/);
  });

  it("an invalid date is refused, with its place", () => {
    expect(() => packed({ list: [1, new Date(NaN)] })).to.throw(
      TypeError,
      /value\["list"\]\[1\] is an invalid Date/,
    );
  });

  it("a value that occurs twice, but not in itself, crosses", () => {
    const shared = { a: 1 };
    expect(JSON.parse(packed([shared, shared]).text)).to.deep.equal([{ a: 1 }, { a: 1 }]);
  });

  it("an object of a class of the page's own is an extra, with its place for messages", () => {
    class Point {}
    const point = new Point();
    const { extras, paths } = packed({ points: [point] });
    expect(extras).to.deep.equal([point]);
    expect([...paths.values()]).to.deep.equal(['value["points"][0]']);
  });

  it("a value that JSON does not carry has a repair; buffers and odd numbers are extras", () => {
    const bytes = new Uint8Array([1, 2]);
    const { repairs, extras } = packed({ big: 2n ** 70n, nan: NaN, bytes });
    expect(JSON.parse(repairs)).to.have.length(3);
    expect(extras).to.have.deep.members([new Float64Array([NaN]), bytes]);
  });

  it("have a place in messages for each extra that is no data", () => {
    const { paths, extras } = packed([1, { call: () => 1 }]);
    expect(extras).to.have.length(1);
    expect([...paths.values()]).to.deep.equal(['value[1]["call"]']);
  });
});

describe("values that come from Python", () => {
  const from = (text: string, extras: unknown[] = []) => unpack({ text, extras });

  it("keep whole numbers beyond 2^53 - 1 as bigint, but not digits in text", () => {
    expect(from('[9007199254740993, -9007199254740993, 12, "9007199254740993"]')).to.deep.equal([
      9007199254740993n,
      -9007199254740993n,
      12,
      "9007199254740993",
    ]);
  });

  it("keep floats of many digits as numbers", () => {
    expect(from("[0.1234567890123456789, 1e300]")).to.deep.equal([0.12345678901234568, 1e300]);
  });

  it("get their extras by number, in lists and in objects", () => {
    const object = {};
    const tag = JSON.stringify({ [TAG]: ["object", 0] });
    const value = from(`{"a": [${tag}], "b": ${tag}}`, [object]) as { a: object[]; b: object };
    expect(value.a[0]).to.equal(object);
    expect(value.b).to.equal(object);
  });

  it("have a key __proto__ that is one like any other", () => {
    const value = from('{"__proto__": {"polluted": true}}') as object;
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
    expect(Object.keys(value)).to.deep.equal(["__proto__"]);
  });
});
