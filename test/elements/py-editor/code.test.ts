/** The parts of editors that need no page: codes of terminals, lines of lessons, names of the stubs. */
import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { python } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import { expect } from "chai";
import { AnsiReader } from "../../../src/elements/py-editor/ansi.js";
import { codeRanges } from "../../../src/elements/py-editor/code-ranges.js";
import { completionSources, type CodeTools } from "../../../src/elements/py-editor/code-tools.js";
import { readRanges, withoutLines } from "../../../src/elements/py-editor/line-ranges.js";
import { EditorOutput } from "../../../src/elements/py-editor/editor-output.js";

describe("text with the codes of terminals", () => {
  const read = (...texts: string[]) => {
    const reader = new AnsiReader();
    return texts.flatMap((text) => reader.read(text)).map(({ text, style }) => [text, style ?? {}] as const);
  };

  it("has colours and styles until they end, across writes", () => {
    const [plain, red, bold, end] = read("a\x1b[31mb", "\x1b[1", "mc\x1b[0md");
    expect(plain).to.deep.equal(["a", {}]);
    expect(red?.[1]["color"]).to.include("--py-terminal-red");
    expect(bold?.[1]).to.include({ "font-weight": "bold" });
    expect(end).to.deep.equal(["d", {}]);
  });

  it("has colours of 256 and of three numbers, on both sides", () => {
    const styles = read("\x1b[38;5;196ma\x1b[48;2;1;2;3mb\x1b[38;5;9mc\x1b[39;49md\x1b[95me").map(
      ([, style]) => style,
    );
    expect(styles[0]).to.deep.equal({ color: "rgb(255 0 0)" });
    expect(styles[1]).to.deep.equal({ color: "rgb(255 0 0)", "background-color": "rgb(1 2 3)" });
    expect(styles[2]?.["color"]).to.include("bright-red");
    expect(styles[3]).to.deep.equal({});
    expect(styles[4]?.["color"]).to.include("bright-magenta");
  });

  it("shows what comes after a link at once, and no part of a code that comes in two", () => {
    const link = "\x1b]8;;https://example.com\x1b\\";
    expect(read(`${link}here`)).to.deep.equal([["here", {}]]);
    expect(read("\x1b]8;;https://example.com\x1b", "\\here")).to.deep.equal([["here", {}]]);
    expect(read("a\x1b(", "Bb\x1b[?2", "5l\x1b[>4;1m\x1b[0 qc")).to.deep.equal([
      ["a", {}],
      ["b", {}],
      ["c", {}],
    ]);
  });

  it("leaves out what only a screen could do", () => {
    expect(read("a\x1b[2K\x1b[1;1Hb\x1b]0;title\x07c")).to.deep.equal([
      ["a", {}],
      ["b", {}],
      ["c", {}],
    ]);
  });
});

describe("the output of an editor", () => {
  const made = () => {
    const output = new EditorOutput(document.body, () => false);
    output.showIn(document.body);
    return output;
  };

  it("begins a line anew after a carriage return, as progress bars do", () => {
    const output = made();
    output.write("start\n 10%\r 20%");
    output.flush();
    output.write("\r\x1b[32m 30%\x1b[0m");
    output.write("\rdone\r\nend\n");
    expect(output.text).to.equal("start\ndone\nend\n");
    output.dispose();
  });

  it("does so after one at the end of what was shown before", () => {
    const output = made();
    for (const text of ["0%\r", "50%\r", "100%\r", "\n", "next\r\n", "last\r"]) {
      output.write(text);
      output.flush();
    }
    expect(output.text).to.equal("100%\nnext\nlast");
    output.clear();
    output.write("new");
    expect(output.text).to.equal("new");
    output.dispose();
  });

  it("keeps the end of what is endless, and says so once", () => {
    const output = made();
    for (let turn = 0; turn < 40; turn++) {
      output.write(`${turn} `.repeat(10_000));
      output.flush();
    }
    expect(output.text.length).to.be.within(80_000, 250_000);
    expect(output.text.match(/left out/g)).to.have.length(1);
    expect(output.text).to.match(/39 39 $/);
    output.dispose();
  });

  it("reads a line, the end of input, and an interrupt", async () => {
    const output = made();
    const press = async (init: KeyboardEventInit, value = "") => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      const field = output.box.querySelector("input");
      if (!field) throw new Error("no field");
      field.value = value;
      field.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
    };
    const reads = [
      output.read({ prompt: "Name: " }),
      output.read({ prompt: "" }),
      output.read({ prompt: "", hidden: true }),
    ];
    await press({ key: "Enter" }, "Ada");
    await press({ key: "d", ctrlKey: true });
    await press({ key: "c", ctrlKey: true });
    expect((await Promise.all(reads)).map(({ kind }) => kind)).to.deep.equal(["line", "end", "interrupt"]);
    const stopping = new AbortController();
    const stopped = output.read({ prompt: "" }, stopping.signal).catch((error: Error) => error.message);
    await new Promise((resolve) => setTimeout(resolve, 0));
    stopping.abort(new Error("stopped"));
    expect(await stopped).to.equal("stopped");
    expect(output.box.querySelector("input")).to.equal(null);
    expect(output.text).to.equal("Name: Ada\n\n^C\n");
    output.dispose();
  });
});

describe("lines of a lesson", () => {
  const code = "first\nsecond\nthird\nfourth";
  const state = (readonly: string, hidden = "", doc = code) =>
    EditorState.create({
      doc,
      extensions: codeRanges(code, { readonly: readRanges(readonly), hidden: readRanges(hidden) }),
    });
  const insert = (start: EditorState, at: number) =>
    start.update({ changes: { from: at, insert: "!" } }).state.doc.toString();

  it("are read from numbers", () => {
    expect(readRanges("1-3 8, 10 - 12 0 5-4")).to.deep.equal([
      [1, 3],
      [8, 8],
      [10, 12],
    ]);
    expect(withoutLines(code, readRanges("2-3"))).to.equal("first\nfourth");
  });

  it("are fixed, and all others are not", () => {
    const start = state("2");
    expect(insert(start, 6)).to.equal(code);
    expect(insert(start, 8)).to.equal(code);
    expect(insert(start, 12)).to.equal(code);
    expect(insert(start, 5)).to.equal("first!\nsecond\nthird\nfourth");
    expect(insert(start, 13)).to.equal("first\nsecond\n!third\nfourth");
    const all = start.update({ changes: { from: 0, to: code.length, insert: "" } }).state.doc.toString();
    expect(all).to.equal("\nsecond\n");
  });

  it("are fixed where they are after changes before them, and in other code that has them", () => {
    const later = state("3").update({ changes: { from: 0, insert: "zero\n" } }).state;
    expect(insert(later, later.doc.toString().indexOf("third") + 1)).to.equal(`zero\n${code}`);
    const other = state("1", "3").update({
      changes: { from: 0, to: code.length, insert: "new\nfirst\nthird" },
      filter: false,
    }).state;
    expect(insert(other, 6)).to.equal("new\nfirst\nthird");
    expect(insert(other, 1)).to.equal("n!ew\nfirst\nthird");
  });
});

describe("names that complete code before Python is there", () => {
  const nothing: CodeTools = {
    complete: () => Promise.resolve(undefined),
    check: () => Promise.resolve(undefined),
    describe: () => Promise.resolve(undefined),
  };
  const labels = async (doc: string): Promise<string[]> => {
    const context = new CompletionContext(
      EditorState.create({ doc, extensions: [python()] }),
      doc.length,
      true,
    );
    const found: (CompletionResult | null)[] = [];
    for (const source of completionSources(nothing)) found.push(await source(context));
    return found.flatMap((result) => result?.options.map(({ label }) => label) ?? []);
  };

  it("are those of the stubs, the code, and Python itself", async () => {
    expect(await labels("from pyscript import ")).to.include.members(["display", "when", "HTML", "fetch"]);
    expect(await labels("from pyscript import web\nweb.di")).to.include("div");
    expect(await labels("import pyscript\npyscript.")).to.include("display");
    expect(await labels("import pys")).to.include("pyscript");
    expect(await labels("temperature = 1\ntemp")).to.include("temperature");
    expect(await labels("pri")).to.include("print");
    expect(await labels("# from pyscript import ")).not.to.include("display");
  });
});
