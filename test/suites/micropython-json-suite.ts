/** Data that is written as JSON from the interpreter's memory; see `micropython-json.ts`. */
import { expect } from "chai";
import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { bootForTest } from "../harness/interpreters.js";

/** @param url of the folder that has the interpreter, where it is not the build's */
export function micropythonJsonSuite(url?: URL): void {
  describe("MicroPython's data as JSON", () => {
    let written: (expression: string) => Promise<unknown>;
    let evaluated: (expression: string) => Promise<unknown>;

    before(async () => {
      const { interpreter } = await bootForTest(micropython, url && { url });
      const run = (source: string) =>
        interpreter.executeAsync(source, { filename: "json.py", run: 1 }).result;
      await run(`import asyncio, json
from pyscript import _pack, _unpack
import pyscript._pack_micropython as native
native.ask()
for _ in range(200):
    if native._write: break
    await asyncio.sleep(0.05)
def written(value):
    extras = _pack.Extras()
    text = native.quick(value, extras)
    return text if not extras.values else [text, [list(extra) for extra in extras.values]]
def unpacked(cells, count, fill):
    before = native._fill
    native._fill = fill
    try:
        return _unpack.unpack(cells, json.dumps([["table", [], count]]), [])
    finally:
        native._fill = before`);
      evaluated = run;
      written = (expression) => run(`written(${expression})`) as Promise<unknown>;
    });

    it("has every kind of plain value, floats with a point", async () => {
      expect(
        await written(`[None, True, False, 0, -1, 1073741823, -1073741824, 1.5, 2.0, -0.0, 1e300, 5e-324]`),
      ).to.equal("[null,true,false,0,-1,1073741823,-1073741824,1.5,2.0,-0.0,1e+300,5e-324]");
      expect(
        await written(`{"a": "text", "é😀": ["\\"", "line\\n", chr(0), "x" * 40], "": (), "n": {}}`),
      ).to.equal(JSON.stringify({ a: "text", "é😀": ['"', "line\n", "\0", "x".repeat(40)], "": [], n: {} }));
      const nested = (await written(`{0: "a", 1: 2, "k": (1, [2, (3,)])}`)) as string;
      expect(JSON.parse(nested)).to.deep.equal({ 0: "a", 1: 2, k: [1, [2, [3]]] });
    });

    it("has integers of any size", async () => {
      expect(
        await written("[2**30, -(2**31) - 1, 2**40, 1764330000123, -(2**70), 2**16 - 1, 10**30]"),
      ).to.equal(
        "[1073741824,-2147483649,1099511627776,1764330000123,-1180591620717411303424,65535,1000000000000000000000000000000]",
      );
    });

    it("is exact, where the interpreter's own text of a number is not", async () => {
      const text = (await written("[index / 7 for index in range(20)]")) as string;
      expect(JSON.parse(text)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index / 7));
    });

    it("has many numbers as one buffer", async () => {
      const fractions = Array.from({ length: 40 }, (_, index) => index / 7);
      const [text, buffers] = (await written(`{"x": [index / 7 for index in range(40)]}`)) as [
        string,
        number[][],
      ];
      expect(JSON.parse(text)).to.deep.equal({ x: { "\0": ["floats", 0] } });
      expect(buffers).to.deep.equal([fractions]);
    });

    it("leaves to Python what JSON has no form of", async () => {
      for (const odd of ["float('nan')", "float('inf')", "b'x'", "{1, 2}", "object()", "range(3)", "len"])
        expect(await written(`[1, ${odd}]`), odd).to.equal(undefined);
      expect(await written(`{"\\0": 1}`)).to.equal(undefined);
      expect(await written(`{(1, 2): 1}`)).to.equal(undefined);
      expect(await written(`{True: 1}`)).to.equal(undefined);
    });

    it("leaves to Python what contains itself", async () => {
      expect(await written("(lambda value: value.append(value) or value)([])")).to.equal(undefined);
    });

    it("has what was added and removed since, and grows with the data", async () => {
      const changed = `(lambda value: [value.pop("b"), value.update({"z": 1}), value][-1])({"a": 1, "b": 2, "c": 3})`;
      expect(JSON.parse((await written(changed)) as string)).to.deep.equal({ a: 1, c: 3, z: 1 });
      const text = (await written(`[{"id": n, "name": "row %d" % n} for n in range(5000)]`)) as string;
      expect((JSON.parse(text) as unknown[]).length).to.equal(5000);
    });

    describe("rows of the same keys", () => {
      const rows = Array.from({ length: 300 }, (_, n) => ({
        status: n,
        code: `row ${n}`,
        b: n + 0.1,
        a: n % 2 === 0 ? null : { even: false },
      }));
      const cells = JSON.stringify([...Object.keys(rows[0] ?? {}), ...rows.flatMap(Object.values)]);

      it("get their values in the order of their keys, by memory and by Python", async () => {
        for (const fill of ["native._fill", "lambda *_: False"]) {
          const text = await written(`unpacked(${JSON.stringify(cells)}, 4, ${fill})`);
          expect(text, fill).to.equal(JSON.stringify(rows));
        }
      });

      it("are dictionaries like any other: they grow, and share nothing", async () => {
        const made = `unpacked(${JSON.stringify(cells)}, 4, native._fill)`;
        const change = `(lambda rows: [rows[0].update({"z": 1}), rows[1].pop("code"), rows[0], rows[1], rows[2]][2:])(${made})`;
        const { code, ...second } = rows[1] ?? {};
        expect(code).to.equal("row 1");
        expect(await written(change)).to.equal(JSON.stringify([{ ...rows[0], z: 1 }, second, rows[2]]));
      });

      it("are left to Python where they are not as expected", async () => {
        const filled = async (rows: string, cells: string, count: number) =>
          await evaluated(
            `(lambda rows, cells: native._fill(id(rows), id(cells), ${count}))(${rows}, ${cells})`,
          );
        expect(await filled(`[{"a": 0}]`, `["a", 1]`, 1)).to.equal(true);
        expect(await filled(`[{"a": 0}]`, `["a", 1, 2]`, 1), "another number of values").to.equal(false);
        expect(await filled(`[{"b": 0}]`, `["a", 1]`, 1), "another key").to.equal(false);
        expect(await filled(`[[]]`, `["a", 1]`, 1), "no dictionary").to.equal(false);
        expect(await filled(`({"a": 0},)`, `["a", 1]`, 1), "no list").to.equal(false);
      });
    });
  });
}
