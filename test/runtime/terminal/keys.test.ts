import { expect } from "chai";
import { KeyParser } from "../../../src/runtime/terminal/keys.js";

const names = (data: string) => new KeyParser().parse(data).map((key) => ("name" in key ? key.name : key));

describe("keys of a terminal", () => {
  it("have readline's names", () => {
    expect(names("\x01\x05\x1b[A\x1bOB\x1b[3~\x1b[H\x1b[4~\x7f\r\t\x1b[Z")).to.deep.equal([
      "C-a",
      "C-e",
      "up",
      "down",
      "delete",
      "home",
      "end",
      "backspace",
      "enter",
      "tab",
      "S-tab",
    ]);
    expect(names("\x1b[1;5C\x1b[1;5D\x1b[1;3C\x1b[3;5~\x1b[1;2C")).to.deep.equal([
      "C-right",
      "C-left",
      "M-right",
      "C-delete",
      "right",
    ]);
    expect(names("\x1bb\x1bD\x1b\x7f\x1b\r\x1f")).to.deep.equal([
      "M-b",
      "M-d",
      "M-backspace",
      "M-enter",
      "C-_",
    ]);
  });

  it("Escape before another key is Alt with it", () => {
    const parser = new KeyParser();
    expect(parser.parse("\x1b")).to.deep.equal([]);
    expect(parser.parse("f")).to.deep.equal([{ name: "M-f" }]);
    expect(parser.parse("f")).to.deep.equal([{ text: "f" }]);
  });

  it("are text where they are none", () => {
    expect(names("añ😀b\rc")).to.deep.equal([{ text: "añ😀b" }, "enter", { text: "c" }]);
  });

  it("are a paste as a whole, however it arrives", () => {
    const parser = new KeyParser();
    expect(parser.parse("x\x1b[200~one\r\x1b[A")).to.deep.equal([{ text: "x" }]);
    expect(parser.parse("two\x1b[201~y")).to.deep.equal([{ paste: "one\r\x1b[Atwo" }, { text: "y" }]);
  });

  it("end a paste whose end arrives in two parts", () => {
    const parser = new KeyParser();
    expect(parser.parse("\x1b[200~one\x1b[20")).to.deep.equal([]);
    expect(parser.parse("1~y")).to.deep.equal([{ paste: "one" }, { text: "y" }]);
  });

  it("are nothing where nobody knows them", () => {
    expect(names("\x1b[15~\x1b[Ia")).to.deep.equal([{ text: "a" }]);
  });
});
