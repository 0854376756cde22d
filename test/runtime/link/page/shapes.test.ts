import { expect } from "chai";
import { Shapes } from "../../../../src/runtime/link/page/shapes.js";
import { METHOD } from "../../../../src/runtime/link/shared/members.js";
import { ShapeFlag } from "../../../../src/runtime/link/shared/protocol.js";

/** Shapes whose prototypes have all of their functions as members. */
const shapes = () =>
  new Shapes(globalThis, (prototype) =>
    Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(prototype))
        .filter(([, { value }]) => typeof value === "function")
        .map(([name]) => [name, METHOD]),
    ),
  );

/** Everything that has to be sent before the shape of `value` can be used; then it has been sent. */
function sent(of: Shapes, value: object) {
  const shape = of.of(value);
  const { definitions } = shape;
  shape.definitions = [];
  return definitions;
}

describe("shapes of objects", () => {
  it("are one for all objects of a class, and name it", () => {
    const made = shapes();
    class Thing {}
    expect(made.of(new Thing())).to.equal(made.of(new Thing()));
    expect(made.of(new Thing())).not.to.equal(made.of({}));
    expect(made.definition(made.of(new Thing()).number).name).to.equal("Thing");
  });

  it("are sent once, after those of the classes above them", () => {
    const made = shapes();
    class Base {
      above() {}
    }
    class Thing extends Base {
      own() {}
    }
    const definitions = sent(made, new Thing());
    expect(definitions.map(([, { name }]) => name)).to.deep.equal(["Base", "Thing"]);
    const [[base], [, thing]] = definitions as unknown as [
      [number],
      [number, { parent: number; members: object }],
    ];
    expect(thing.parent).to.equal(base);
    expect(thing.members).to.have.property("own", METHOD);
    expect(thing.members).not.to.have.property("above");
    expect(sent(made, new Thing())).to.deep.equal([]);
    expect(sent(made, new Base())).to.deep.equal([]);
  });

  const flags: readonly [what: string, value: object, flags: number][] = [
    ["an array", [], ShapeFlag.list | ShapeFlag.iterable],
    ["a typed array", new Float32Array(1), ShapeFlag.list | ShapeFlag.iterable | ShapeFlag.bytes],
    ["a DataView", new DataView(new ArrayBuffer(1)), ShapeFlag.bytes],
    ["a Map", new Map(), ShapeFlag.map | ShapeFlag.iterable],
    ["URLSearchParams", new URLSearchParams(), ShapeFlag.map | ShapeFlag.iterable],
    ["a Set", new Set(), ShapeFlag.set | ShapeFlag.iterable],
    ["a promise", Promise.resolve(), ShapeFlag.thenable],
    ["an error", new TypeError("x"), ShapeFlag.error],
    ["a list of nodes", document.querySelectorAll("x"), ShapeFlag.list | ShapeFlag.iterable],
    ["a function", () => {}, ShapeFlag.callable],
    ["a class", class {}, ShapeFlag.callable | ShapeFlag.constructable],
    ["a plain object", {}, 0],
    ["an object without a prototype", Object.create(null) as object, 0],
  ];
  for (const [what, value, expected] of flags) {
    it(`tell what Python can do with ${what}`, () => {
      const made = shapes();
      expect(made.definition(made.of(value).number).flags).to.equal(expected);
    });
  }

  it("tell an object with a then of its own from others of its class", () => {
    const made = shapes();
    const thenable = { then() {} };
    expect(made.of(thenable)).not.to.equal(made.of({}));
    expect(made.definition(made.of(thenable).number).flags).to.equal(ShapeFlag.thenable);
  });

  it("are of their own for objects that are one of a kind, such as the page's window", () => {
    const made = shapes();
    const [one, other] = [{ [Symbol.toStringTag]: "One" }, { [Symbol.toStringTag]: "Other" }];
    expect(made.of(one)).to.equal(made.of(one));
    expect(made.of(one)).not.to.equal(made.of(other));
    expect(made.of(window)).not.to.equal(made.of(Object.create(Window.prototype) as object));
  });

  it("of more kinds than there are numbers are refused, and those that are known are not", () => {
    const codes = () => ({});
    const made = new Shapes(globalThis, codes, 4);
    const kinds = Array.from({ length: 4 }, () => Object.create(Object.create(null) as object) as object);
    const [first, second, third, fourth] = kinds as [object, object, object, object];
    for (const [index, kind] of [first, second, third].entries())
      expect(made.of(kind).number).to.equal(index + 1);
    expect(() => made.of(fourth)).to.throw(RangeError, "objects of 3 kinds, and can take no more");
    expect(made.of(second).number).to.equal(2);
  });

  it("have numbers from 1, and an unknown number is an error that names it", () => {
    const made = shapes();
    expect(made.of({}).number).to.equal(1);
    expect(() => made.definition(2)).to.throw(RangeError, "no shape 2");
  });
});
