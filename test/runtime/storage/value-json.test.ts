import { expect } from "chai";
import { decode, encode } from "../../../src/runtime/storage/value-json.js";
import { build, contentOf, loadFixtures } from "./values.js";

const fixtures = await loadFixtures();

describe("the codec of stores", () => {
  for (const fixture of fixtures) {
    const content = contentOf(fixture);
    if (content === undefined || !("js" in fixture)) continue;
    it(`reads ${fixture.name}`, () => {
      const value = decode(content);
      expect(value).to.deep.equal(build(fixture.js));
      expect(Object.is(value, -0)).to.equal(fixture.name === "-0.0");
    });
  }

  for (const fixture of fixtures) {
    if (!("js" in fixture)) continue;
    it(`writes ${fixture.name}`, () => {
      const written = encode(build(fixture.js), "store");
      if (fixture.kind)
        expect(written).to.deep.equal({ kind: "bytearray", bytes: new Uint8Array(fixture.bytes ?? []) });
      else expect(written).to.equal(fixture.fromJs ?? fixture.text);
      expect(decode(written)).to.deep.equal(build(fixture.js));
    });
  }

  it("keeps typed arrays what they are, and copies them", () => {
    const numbers = new Float64Array([0.5, -1]);
    const content = encode(numbers.subarray(1), "store");
    numbers[1] = 7;
    expect(decode(content)).to.deep.equal(new Float64Array([-1]));
    expect(decode(content)).not.to.equal(decode(content));
    expect(decode(encode(new Uint8Array([1, 2]).buffer, "store"))).to.deep.equal(new Uint8Array([1, 2]));
    expect(decode(encode(new DataView(new ArrayBuffer(2)), "store"))).to.deep.equal(new Uint8Array(2));
  });

  it("stores undefined as null, and a Set as an array", () => {
    expect(encode(undefined, "store")).to.equal("null");
    expect(encode([undefined, { a: undefined }], "store")).to.equal('[null,{"a":null}]');
    expect(encode(new Set([1, "a"]), "store")).to.equal('[1,"a"]');
    expect(encode(Object.assign(Object.create(null) as object, { a: 1 }), "store")).to.equal('{"a":1}');
  });

  it("writes a small bigint as a whole number", () => {
    expect(encode(7n, "store")).to.equal("7");
    expect(encode(2n ** 53n, "store")).to.equal('{"\\u0000":"int 9007199254740992"}');
  });

  it("says which part cannot be stored", () => {
    class Thing {}
    const circle: unknown[] = [];
    circle.push({ circle });
    for (const [value, message] of [
      [() => {}, 'shop["key"] is a function'],
      [Symbol("s"), 'shop["key"] is a symbol'],
      [{ a: [1, new Thing()] }, 'shop["key"]["a"][1] is a Thing'],
      [new Map(), 'shop["key"] is a Map'],
      [document.createElement("p"), 'shop["key"] is a HTMLParagraphElement'],
      [[new Uint8Array(1)], 'shop["key"][0] is binary data'],
      [{ b: new ArrayBuffer(1) }, 'shop["key"]["b"] is binary data'],
      [new Date(NaN), 'shop["key"] is an invalid Date'],
      [circle, 'shop["key"][0]["circle"] contains itself'],
    ] as const) {
      expect(() => encode(value, 'shop["key"]')).to.throw(TypeError, message);
    }
  });

  it("takes plain objects of frames", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const {
      Object: Other,
      Array: OtherArray,
      Uint8Array: OtherBytes,
    } = frame.contentWindow as unknown as typeof globalThis;
    const value = new Other() as Record<string, unknown>;
    value.list = OtherArray.of(1);
    expect(encode(value, "store")).to.equal('{"list":[1]}');
    expect(encode(new OtherBytes(2), "store")).to.deep.equal({ kind: "bytearray", bytes: new Uint8Array(2) });
    frame.remove();
  });
});
