/** `<py-terminal>` with a real interpreter: what it shows and reads. One suite for both interpreters and
 * threads. */
import { expect } from "chai";
import "../../src/elements/py-terminal/define.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { until } from "../harness/page.js";
import { press, rows, shows, terminalMaker } from "../harness/terminal-page.js";

export interface TerminalWorld {
  readonly type: InterpreterType;
  readonly thread: "main" | "worker";
  /** True if Python can wait inside `input()`. */
  readonly canWait: boolean;
  /** True if a loop that computes can be interrupted, and names survive. */
  readonly canInterrupt: boolean;
}

export function terminalSuite({ type, thread, canWait }: TerminalWorld): void {
  describe(`<py-terminal type="${type}"> (${thread})`, function () {
    this.timeout(60_000);
    const { create, prompt, removeAll } = terminalMaker(type, thread);
    afterEach(removeAll);

    it("shows what is printed, in colours, and takes no focus", async () => {
      const element = create("", `print("plain"); print("\\x1b[31mred\\x1b[0m", 1, sep="-", end="!\\n")`);
      await element.done;
      await element.written();
      expect(rows(element)).to.deep.equal(["plain", "red-1!"]);
      expect(element.terminal?.buffer.active.getLine(1)?.getCell(0)?.getFgColor()).to.equal(1);
      expect(document.activeElement === document.body).to.equal(true);
    });

    it("shows tracebacks, and sends one event", async () => {
      const events: string[] = [];
      document.addEventListener(`${type}:error`, (event) => events.push(event.detail.error.name), {
        once: true,
      });
      const error = console.error;
      console.error = () => {};
      const element = create("", `print("before")\nraise ValueError("wrong")`);
      await element.done.catch(() => {});
      await shows(element, "ValueError: wrong");
      console.error = error;
      expect(rows(element)[0]).to.equal("before");
      expect(events).to.deep.equal(["ValueError"]);
    });

    it("gives Python the terminal", async () => {
      const element = create("", `__terminal__.write("by xterm\\r\\n")\nprint(__terminal__.cols)`);
      await element.done;
      await shows(element, `by xterm\n${element.terminal?.cols}`);
    });

    it("shows one line where a script exits with a code, and nothing where it exits", async () => {
      const console_error = console.error;
      console.error = () => {};
      const left = create("", `import sys\nprint("before")\nsys.exit("no data")\nprint("after")`);
      await left.done.catch(() => {});
      await shows(left, "SystemExit: no data");
      console.error = console_error;
      expect(rows(left)).to.deep.equal(["before", "SystemExit: no data"]);
      const ended = create("", `print("before")\nexit(0)\nprint("after")`);
      expect(await ended.done).to.equal(undefined);
      await ended.written();
      expect(rows(ended)).to.deep.equal(["before"]);
    });

    if (type === "py") {
      it("imports what stands on code, too: pdb, doctest, unittest", async () => {
        const element = create(
          "",
          `import code
import pprint
import cmd, csv, doctest, difflib, pdb, unittest
def plus(a):
    """
    >>> plus(1)
    2
    """
    return a + 1
class Tests(unittest.TestCase):
    def test_right(self):
        self.assertEqual(plus(1), 2)
    def test_wrong(self):
        self.assertEqual(plus(1), 3)
print(doctest.testmod(), code.__loader__ is pdb.__loader__)
unittest.main(argv=["tests"])`,
        );
        await element.done.catch(() => {});
        await shows(element, "SystemExit: 1");
        const text = rows(element).join("\n");
        expect(text).to.include("TestResults(failed=0, attempted=1) True");
        expect(text).to.include("self.assertEqual(plus(1), 3)");
        expect(text).to.include("FAILED (failures=1)");
      });

      it("says its size to shutil, os and COLUMNS, also after it is resized", async () => {
        const element = create(
          "cols=70 rows=12",
          `import os, shutil
def sizes():
    size = shutil.get_terminal_size()
    same = size == os.get_terminal_size() == (int(os.environ["COLUMNS"]), int(os.environ["LINES"]))
    print("size", *size, same, os.environ["TERM"], "COLUMNS" in dict(os.environ))
sizes()`,
        );
        await element.done;
        await shows(element, "size 70 12 True xterm-256color True");
        element.setAttribute("cols", "50");
        await until(
          () => element.terminal?.cols === 50,
          () => `${element.terminal?.cols} columns`,
        );
        await element.process("sizes()");
        await shows(element, "size 50 12 True xterm-256color True");
        await element.process(
          'os.environ["COLUMNS"] = "33"; print(shutil.get_terminal_size().columns, "own")',
        );
        await shows(element, "33 own");
        await element.process(
          'del os.environ["COLUMNS"]; print(shutil.get_terminal_size().columns, "again")',
        );
        await shows(element, "50 again");
      });
    }

    it("loses none of many lines", async () => {
      const element = create("", `for i in range(20000):\n    print("line", i)`);
      await element.done;
      await element.written();
      const all = rows(element);
      expect(all.length).to.equal(20_000);
      expect(all[0]).to.equal("line 0");
      expect(all.at(-1)).to.equal("line 19999");
    });

    it("processes code as if it had been entered", async () => {
      const element = create("");
      await element.process("x = 20\nx + 1");
      await element.process("1 / 0");
      await element.written();
      const text = rows(element).join("\n");
      expect(text).to.match(/^>>> x = 20\n\.\.\. x \+ 1\n21\n>>> 1 \/ 0\nTraceback[^]*ZeroDivisionError/);
    });

    it("has the standard streams, also of what prints by itself", async () => {
      const element = create(
        "",
        `import sys
sys.stdout.write("no end ")
sys.stdout.write("of line")
print(" yet,", file=sys.stdout, end=" ")
sys.stdout.flush()
print("to stderr", file=sys.stderr)
sys.stderr.write("世界\\n")
print(sys.stdout.write("four"), sys.stdout.isatty())
from sys import stdout, version
print(version[:1], "in", stdout is sys.stdout, file=stdout)
try:
    1 / 0
except ZeroDivisionError as error:
    if hasattr(sys, "print_exception"):
        sys.print_exception(error)
    else:
        import traceback
        traceback.print_exc()
help(abs)`,
      );
      await element.done;
      await element.written();
      const text = rows(element).join("\n");
      expect(text).to.match(
        /^no end of line yet, to stderr\n世界\nfour4 True\n3 in True\nTraceback[^]*ZeroDivisionError/,
      );
      expect(text).to.match(
        type === "py" ? /Help on built-in function abs/ : /object <function> is of type function/,
      );
    });

    if (canWait) {
      it("reads sys.stdin, by line and to its end", async () => {
        const element = create(
          "",
          `import sys
sys.stdout.write("Age? ")
print(repr(sys.stdin.readline()))
print([line.strip() for line in sys.stdin])
print(repr(sys.stdin.read(2)), repr(sys.stdin.readline()))
print(sys.stdin.isatty())`,
        );
        await shows(element, /^Age\?$/);
        element.focus();
        await press("42<Enter>");
        await shows(element, /^Age\? 42\n'42\\n'$/);
        await press("a<Enter>b c<Enter><Control+d>");
        await shows(element, "['a', 'b c']");
        await press("xyz<Enter>");
        await shows(element, "'xy' 'z\\n'\nTrue");
        await element.done;
      });

      it("reads lines: input(), getpass, sys.stdin", async () => {
        const element = create(
          "",
          `import getpass, sys
print("no end of line", end=" ")
name = input("Name: ")
secret = getpass.getpass()
print(name, len(secret))
try:
    input("more? ")
except EOFError:
    print("end of input")
try:
    input()
except KeyboardInterrupt:
    print("interrupted")`,
        );
        await shows(element, "no end of line Name:");
        element.focus();
        await press("Ad<ArrowLeft>X<ArrowRight>a<Enter>");
        await shows(element, "Password:");
        await press("secret<Enter>");
        await shows(element, "XAda 6".replace("XAda", "AXda"));
        await press("<Control+d>");
        await shows(element, "end of input");
        await press("abc<Control+c>");
        await shows(element, "interrupted");
        await element.done;
      });

      if (type === "py") {
        it("stops at breakpoint(), shows the line, steps, and goes on", async () => {
          const element = create(
            "",
            `def double(x):
    breakpoint()
    result = x * 2
    return result
print(double(3))
print("end")`,
          );
          await shows(element, "(Pdb)");
          element.focus();
          await press("p x<Enter>");
          await shows(element, /^3$/m);
          await press("n<Enter>");
          await shows(element, "-> result = x * 2");
          await press("n<Enter>");
          await shows(element, "-> return result");
          await press("c<Enter>");
          await element.done;
          await shows(element, /6\nend$/);
        });
      }

      for (const [what, source] of Object.entries({
        "input() has": String.raw`input("\x1b[32mName:\x1b[0m ")`,
        "input() has, as readline wants it": String.raw`input("\001\x1b[32m\002Name:\001\x1b[0m\002 ")`,
        "is printed before": String.raw`print("\x1b[32mName:\x1b[0m", end=" "); input()`,
        "has a colour by its parts": String.raw`input("\x1b[38:5:2mName:\x1b[0m ")`,
      })) {
        it(`keeps the colours of a prompt while the line is edited, which ${what}`, async () => {
          const element = create("", `while True:\n    ${source.replace("; ", "\n    ")}`);
          await shows(element, "Name:");
          element.focus();
          const colours = (row: number) => {
            const line = element.terminal?.buffer.active.getLine(row);
            return Array.from({ length: 9 }, (_, column) => line?.getCell(column)?.getFgColor()).join();
          };
          const coloured = "2,2,2,2,2,-1,-1,-1,-1";
          expect(colours(0)).to.equal(coloured);
          await press("xyz<Backspace><ArrowLeft>a<Home>b<End>c<ArrowLeft><Delete>");
          await shows(element, /^Name: bxay$/);
          expect(colours(0)).to.equal(coloured);
          await press("<Enter>");
          await shows(element, /^Name: bxay\nName:$/);
          await press("new<ArrowUp><Control+r>x<Control+g><ArrowDown>");
          await shows(element, /^Name: bxay\nName: new$/);
          expect(colours(1)).to.equal(coloured);
          await press("<Control+u>");
          await shows(element, /^Name: bxay\nName:$/);
          expect(colours(1)).to.equal(coloured);
        });
      }

      it("reads lines at its prompt", async () => {
        const element = await prompt();
        await press("input('? ') * 2<Enter>");
        await shows(element, /\n\?$/);
        await press("ab<Enter>");
        await shows(element, "'abab'\n>>>");
      });

      it("has code.interact()", async () => {
        const element = create(
          "",
          `import code\ncode.interact(banner="hello", exitmsg="bye")\nprint("after")`,
        );
        await shows(element, /hello\n>>>$/);
        element.focus();
        await press("y = 1<Enter>y + 1<Enter>");
        await shows(element, "2\n>>>");
        await press("def g():<Enter>return 'multi'<Enter><Enter>g()<Enter>");
        await shows(element, "'multi'\n>>>");
        await press("<Control+d>");
        await shows(element, /bye\nafter$/);
      });
    } else {
      it("says what to enable where input() cannot wait", async () => {
        const element = await prompt();
        await press("input()<Enter>");
        await shows(element, /worker attribute/);
      });
    }

    if (thread === "worker") {
      it("says what to enable where nothing lets a worker wait", async () => {
        const element = create(`repl config='{"sync_main_only": true}'`);
        await shows(element, />>>$/);
        element.focus();
        await press("input()<Enter>");
        await shows(element, /RuntimeError: input\(\): .*sync_main_only[^]*>>>$/);
      });
    }
  });
}
