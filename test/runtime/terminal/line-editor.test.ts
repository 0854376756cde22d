/** The line editor, over xterm.js itself: what a person would see. */
import { expect } from "chai";
import { History } from "../../../src/runtime/terminal/history.js";
import type { Entry, ReadOptions } from "../../../src/runtime/terminal/input-types.js";
import { keys, testTerminal, type TestTerminal } from "../../harness/terminal.js";

const { control } = keys;
const repl: ReadOptions = { prompt: ">>> ", continuation: "... " };

describe("the line editor", () => {
  let t: TestTerminal;
  let entry: Promise<Entry>;

  const read = (options: ReadOptions = { prompt: "> " }, cols?: number, rows?: number) => {
    t = testTerminal(cols, rows);
    entry = t.editor.read(options);
  };
  /** Returns the entry that typing `data` makes. */
  const entered = async (data: string, options?: ReadOptions) => {
    read(options);
    t.type(data + keys.enter);
    const { kind, text } = (await entry) as Entry & { text?: string };
    expect(kind).to.equal("line");
    return text;
  };

  it("reads a line, and shows it", async () => {
    read({ prompt: "Name: " });
    t.type("Ada");
    expect(await t.rows()).to.deep.equal(["Name: Ada"]);
    expect(await t.cursor()).to.deep.equal([9, 0]);
    t.type(keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: "Ada" });
    expect(await t.cursor()).to.deep.equal([0, 1]);
  });

  it("moves and edits as readline does", async () => {
    expect(await entered(`bc${keys.home}a${keys.end}d`)).to.equal("abcd");
    expect(await entered(`one two${keys.wordLeft}${keys.wordLeft}x${keys.wordRight}y`)).to.equal("xoney two");
    expect(await entered(`ab${keys.left}${keys.delete}c`)).to.equal("ac");
    expect(await entered(`ab${keys.backspace}c`)).to.equal("ac");
    expect(await entered(`abc${control("a")}${control("f")}${control("k")}`)).to.equal("a");
    expect(await entered(`one two${control("w")}${control("y")}${control("y")}`)).to.equal("one twotwo");
    expect(await entered(`one two${control("a")}\x1bd${control("e")}${control("y")}`)).to.equal(" twoone");
    expect(await entered(`ab${control("u")}cd${control("k")}${control("y")}`)).to.equal("cdab");
    expect(await entered(`a b${control("w")}${control("w")}${control("y")}`)).to.equal("a b");
    expect(await entered(`x1${control("u")}x2${control("u")}${control("y")}\x1by`)).to.equal("x1");
    expect(await entered(`ab${control("t")}`)).to.equal("ba");
    expect(await entered(`abc${control("w")}${"\x1f"}`)).to.equal("abc");
  });

  it("goes through the history, and keeps what was being written", async () => {
    const history = new History(["first", "second"]);
    expect(await entered(`draft${keys.up}${keys.up}`, { prompt: "", history })).to.equal("first");
    expect(history.entries).to.deep.equal(["first", "second", "first"]);
    expect(
      await entered(`draft${keys.up}${keys.up}${keys.down}${keys.down}!`, { prompt: "", history }),
    ).to.equal("draft!");
  });

  it("searches the history", async () => {
    const history = new History(["import math", "x = math.pi", "y = 2"]);
    read({ prompt: "> ", history });
    t.type(`new${control("r")}math`);
    expect(await t.rows()).to.deep.equal(["(reverse-i-search)'math': x = math.pi"]);
    t.type(control("r"));
    expect(await t.rows()).to.deep.equal(["(reverse-i-search)'math': import math"]);
    t.type(keys.end);
    expect(await t.rows()).to.deep.equal(["> import math"]);
    t.type(`${control("r")}nothing`);
    expect((await t.rows())[0]).to.match(/^\(failing reverse-i-search\)/);
    t.type(control("g"));
    expect(await t.rows()).to.deep.equal(["> import math"]);
  });

  it("knows how wide characters are", async () => {
    read();
    t.type("a世界👩‍👩‍👧é");
    expect(await t.cursor()).to.deep.equal([2 + 1 + 4 + 2 + 1, 0]);
    t.type(keys.left + keys.left);
    expect(await t.cursor()).to.deep.equal([2 + 1 + 4, 0]);
    t.type(keys.delete + "x");
    expect(await t.rows()).to.deep.equal(["> a世界xé"]);
    t.type(keys.backspace + keys.backspace + keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: "a世é" });
  });

  it("wraps long lines, with wide characters at the edge", async () => {
    read({ prompt: "> " }, 10);
    t.type("123456789世x");
    expect(await t.rows()).to.deep.equal(["> 12345678", "9世x"]);
    t.type(keys.home + "0");
    expect(await t.rows()).to.deep.equal(["> 01234567", "89世x"]);
    expect(await t.cursor()).to.deep.equal([3, 0]);
    t.type(keys.end);
    expect(await t.cursor()).to.deep.equal([5, 1]);
    t.type(keys.backspace.repeat(4));
    expect(await t.rows()).to.deep.equal(["> 01234567"]);
    expect(await t.cursor()).to.deep.equal([0, 1]);
    t.type("ab" + control("u"));
    expect(await t.rows()).to.deep.equal([">"]);
    expect(await t.cursor()).to.deep.equal([2, 0]);
  });

  it("begins a line below one that ends at the edge with characters of several parts", async () => {
    for (const character of ["世", "😀", "👩‍👧"]) {
      read({ prompt: ">>> ", continuation: "... " }, 10);
      t.type(`abcd${character}`);
      t.type("\x1b\r");
      t.type(character);
      expect(await t.rows()).to.deep.equal([`>>> abcd${character}`, `... ${character}`]);
      expect((await t.cursor())[1]).to.equal(1);
    }
  });

  it("keeps its place when the terminal gets other columns", async () => {
    read({ prompt: "> " }, 20);
    t.type("1234567890abcdefghijklmn" + keys.left);
    await t.rows();
    t.terminal.resize(12, 10);
    t.editor.resized();
    expect(await t.rows()).to.deep.equal(["> 1234567890", "abcdefghijkl", "mn"]);
    t.type("X");
    expect((await t.rows()).at(-1)).to.equal("mXn");
    t.terminal.resize(40, 10);
    t.editor.resized();
    expect(await t.rows()).to.deep.equal(["> 1234567890abcdefghijklmXn"]);
  });

  it("reads statements of several lines, and edits all of them", async () => {
    read(repl);
    t.type("def f():\rreturn 1");
    expect(await t.rows()).to.deep.equal([">>> def f():", "...     return 1"]);
    t.type(`${keys.up}${keys.end}${keys.left}${keys.left}a=2${keys.down}${keys.end}${keys.enter}`);
    expect(await t.rows()).to.deep.equal([">>> def f(a=2):", "...     return 1", "..."]);
    t.type(keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: "def f(a=2):\n    return 1\n" });
  });

  it("goes back a block's indent at once", async () => {
    read(repl);
    t.type(`if x:\ry\r${keys.backspace}else:\rz\r\r`);
    expect(await entry).to.deep.equal({ kind: "line", text: "if x:\n    y\nelse:\n    z\n    " });
  });

  it("calls a whole block back from the history", async () => {
    const history = new History(["def f():\n    return 1", "f()"]);
    expect(await entered(keys.up + keys.up, { ...repl, history })).to.equal("def f():\n    return 1");
  });

  it("takes a paste of many lines as it is", async () => {
    read(repl);
    t.type(keys.paste("def f(x):\n\n    if x:\n\treturn 1\n"));
    expect(await t.rows()).to.deep.equal([">>> def f(x):", "...", "...     if x:", "...     return 1"]);
    expect((await entry) as object).to.deep.equal({
      kind: "line",
      text: "def f(x):\n\n    if x:\n    return 1",
    });
  });

  it("answers several questions with a paste of several lines", async () => {
    read();
    t.type(keys.paste("one\ntwo\nthr"));
    expect(await entry).to.deep.equal({ kind: "line", text: "one" });
    expect(await t.editor.read({ prompt: "> " })).to.deep.equal({ kind: "line", text: "two" });
    const last = t.editor.read({ prompt: "> " });
    t.type("ee\r");
    expect(await last).to.deep.equal({ kind: "line", text: "three" });
  });

  it("shows the part around the cursor of what is taller than the screen", async () => {
    read(repl, 20, 4);
    const lines = Array.from({ length: 9 }, (_, index) => `x${index}`);
    t.type(keys.paste(`f(${lines.join(",\n")}`));
    expect((await t.rows()).slice(-4)).to.deep.equal(["... x5,", "... x6,", "... x7,", "... x8"]);
    t.type(keys.up.repeat(8));
    expect((await t.rows()).slice(-4)[0]).to.equal(">>> f(x0,");
    t.type(keys.down.repeat(8) + ")");
    expect((await t.rows()).at(-1)).to.equal("... x8)");
    t.type(keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: `f(${lines.join(",\n")})` });
  });

  it("completes names: what is common, then a list", async () => {
    const complete = (before: string) =>
      Promise.resolve({
        replaces: /\w*$/.exec(before)?.[0].length ?? 0,
        options: ["print(", "property("].filter((name) => name.startsWith(/\w*$/.exec(before)?.[0] ?? "")),
      });
    read({ ...repl, complete });
    t.type("p" + keys.tab);
    await Promise.resolve();
    await Promise.resolve();
    expect(await t.rows()).to.deep.equal([">>> pr"]);
    t.type(keys.tab);
    await new Promise((resolve) => setTimeout(resolve));
    expect(await t.rows()).to.deep.equal([">>> pr", "print(     property(", ">>> pr"]);
    t.type("i" + keys.tab + "1)" + keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: "print(1)" });
  });

  it("indents by Tab where no name is", async () => {
    expect(
      await entered(`x${keys.home}${keys.tab}`, { ...repl, complete: () => Promise.reject(new Error()) }),
    ).to.equal("    x");
  });

  it("ends with Ctrl-D on an empty line, and is interrupted by Ctrl-C", async () => {
    read();
    t.type(`a${control("d")}${keys.backspace}${control("d")}`);
    expect(await entry).to.deep.equal({ kind: "end" });
    read();
    t.type(`a${control("c")}`);
    expect(await entry).to.deep.equal({ kind: "interrupt" });
    expect(await t.rows()).to.deep.equal(["> a^C"]);
  });

  it("clears the screen with Ctrl-L, and keeps what is written", async () => {
    read();
    t.terminal.write("before\r\n");
    t.type(`abc${keys.left}${control("l")}`);
    expect(await t.rows()).to.deep.equal(["> abc"]);
    expect(await t.cursor()).to.deep.equal([4, 0]);
  });

  it("does not show what is hidden", async () => {
    read({ prompt: "Password: ", hidden: true });
    t.type(`secrex${keys.backspace}t`);
    expect(await t.rows()).to.deep.equal(["Password:"]);
    t.type(keys.enter);
    expect(await entry).to.deep.equal({ kind: "line", text: "secret" });
  });

  it("takes everything until Ctrl-D in paste mode", async () => {
    read({ ...repl, pasteMode: true });
    t.type(control("e"));
    expect(await entry).to.deep.equal({ kind: "paste-mode" });
    entry = t.editor.read({ prompt: "=== ", continuation: "=== ", verbatim: true });
    t.type(`for x in y:\r    z\r\rdone${control("d")}`);
    expect(await entry).to.deep.equal({ kind: "line", text: "for x in y:\n    z\n\ndone" });
  });

  it("lets others print above it", async () => {
    read();
    t.type("abc");
    t.editor.printAbove(() => t.terminal.write("news\r\n"));
    t.type("d");
    expect(await t.rows()).to.deep.equal(["news", "> abcd"]);
  });

  it("keeps what is typed before it is asked for", async () => {
    t = testTerminal();
    t.type("early\r");
    expect(await t.editor.read({ prompt: "" })).to.deep.equal({ kind: "line", text: "early" });
  });

  it("ends with its signal", async () => {
    t = testTerminal();
    const controller = new AbortController();
    const reading = t.editor.read({ prompt: "" }, controller.signal);
    controller.abort(new Error("gone"));
    const failure = await reading.catch((error: unknown) => error);
    expect((failure as Error).message).to.equal("gone");
    expect(t.editor.reading).to.equal(false);
  });

  it("writes only what is typed, for screen readers", () => {
    read();
    const written: string[] = [];
    const { write } = t.terminal;
    t.terminal.write = (data) => (written.push(String(data)), write.call(t.terminal, data));
    t.type("a");
    t.type("b");
    expect(written).to.deep.equal(["\x1b[Ja", "\x1b[Jb"]);
  });
});
