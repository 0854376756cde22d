/** The prompt of `<py-terminal>` with a real interpreter, driven by the browser's keyboard: what a person
 * does there. */
import { expect } from "chai";
import "../../src/elements/py-terminal/define.js";
import { until } from "../harness/page.js";
import { column, paste, press, rows, shows, terminalMaker } from "../harness/terminal-page.js";
import type { TerminalWorld } from "./terminal-suite.js";

export function promptSuite({ type, thread, canWait, canInterrupt }: TerminalWorld): void {
  describe(`the prompt of <py-terminal type="${type}"> (${thread})`, function () {
    this.timeout(60_000);
    const { prompt, removeAll } = terminalMaker(type, thread);
    afterEach(removeAll);

    it("evaluates what is entered, and keeps names", async () => {
      const element = await prompt();
      await press("x = 6<Enter>x * 7<Enter>");
      await shows(element, ">>> x * 7\n42\n>>>");
      await press("'t' 'ext'<Enter>");
      await shows(element, "'text'\n>>>");
      await press("None<Enter>print('a')<Enter>");
      await shows(element, ">>> None\n>>> print('a')\na\n>>>");
      await press("for i in 'ab': i<Enter><Enter>3; 4<Enter>");
      await shows(element, "\n'a'\n'b'\n>>> 3; 4\n3\n4\n>>>");
    });

    it("has a history, and searches it", async () => {
      const element = await prompt();
      await press("first = 1<Enter>second = 2<Enter><ArrowUp><ArrowUp><Backspace>5<Enter>first<Enter>");
      await shows(element, ">>> first\n5\n>>>");
      await press("<Control+r>sec");
      await shows(element, "(reverse-i-search)'sec': second = 2");
      await press("<Enter>second<Enter>");
      await shows(element, ">>> second\n2\n>>>");
    });

    it("edits statements of several lines", async () => {
      const element = await prompt();
      await press(
        "def twice(n):<Enter>return n * 3<ArrowUp><End><ArrowDown><End><Backspace>2<Enter><Enter>twice(4)<Enter>",
      );
      await shows(element, ">>> twice(4)\n8\n>>>");
      await press("[1,<Enter>2]<Enter>");
      await shows(element, "[1, 2]\n>>>");
    });

    it("takes a function that is pasted", async () => {
      const element = await prompt();
      paste(element, "def pasted(n):\n\tif n:\n\t\treturn n\n\n\treturn 'none'\n");
      await shows(element, /'none'\n>>>$/);
      paste(element, '# several\nif 1:\n    \'first\'\nelse:\n    \'never\'\nmany = """\nx = 1\n"""\nmany\n');
      await shows(element, /'first'\n'\\nx = 1\\n'\n>>>$/);
      await press("pasted(0)<Enter>");
      await shows(element, ">>> pasted(0)\n'none'");
    });

    it("completes names of the live namespace", async () => {
      const element = await prompt();
      await press("unmistakable = 'abc'<Enter>unmis<Tab>");
      await shows(element, /\n>>> unmistakable$/);
      await press(".starts<Tab>'a')<Enter>");
      await shows(element, ">>> unmistakable.startswith('a')\nTrue\n>>>");
      await press("unmistakable.r<Tab><Tab>");
      await shows(element, /replace\(/);
    });

    it("shows tracebacks in colour, without this library's frames", async () => {
      const element = await prompt();
      await press("def f(): return 1 / 0<Enter><Enter>f()<Enter>");
      await shows(element, /ZeroDivisionError: .*\n>>>$/);
      const all = rows(element);
      expect(all.join("\n")).not.to.match(/pyscript|_pyodide|asyncio/);
      const at = all.findIndex((row) => row.startsWith("ZeroDivisionError"));
      expect(element.terminal?.buffer.active.getLine(at)?.getCell(0)?.isBold()).not.to.equal(0);
      await press("1 +<Enter>");
      await shows(element, "SyntaxError");
    });

    it("awaits at its top level, and is interrupted there by Ctrl-C", async () => {
      const element = await prompt();
      await press(
        "import asyncio<Enter>await asyncio.sleep(0)<Enter>kept = 'kept'<Enter>await asyncio.sleep(100)<Enter>",
      );
      await shows(element, /sleep\(100\)$/);
      await press("<Control+c>");
      await shows(element, /KeyboardInterrupt\n>>>$/);
      await press("kept<Enter>");
      await shows(element, "'kept'\n>>>");
    });

    it("is interrupted by Ctrl-C though something was processed meanwhile", async () => {
      const element = await prompt();
      await press("import asyncio<Enter>await asyncio.sleep(100)<Enter>");
      await shows(element, /sleep\(100\)$/);
      await element.process("40 + 2");
      await shows(element, "42");
      await press("<Control+c>");
      await shows(element, /KeyboardInterrupt\n>>>$/);
    });

    it("gives up a line by Ctrl-C, clears by Ctrl-L, and starts afresh by Ctrl-D", async () => {
      const element = await prompt();
      await press("name = 1<Enter>abc<Control+c>");
      await shows(element, /abc\^C\n+KeyboardInterrupt\n>>>$/);
      await press("12<Control+l>");
      await until(() => rows(element).join("\n") === ">>> 12", "the screen is cleared");
      await press("<Backspace><Backspace><Control+d>");
      await shows(element, /afresh|soft reboot/);
      await shows(element, /browser[^]*>>>$/);
      await press("name<Enter>");
      await shows(element, /NameError/);
    });

    it("kills and yanks, as readline does", async () => {
      const element = await prompt();
      await press("a = 'one two'<Control+w>");
      await shows(element, /a = 'one$/);
      await press("<Control+y><Enter>a<Enter>");
      await shows(element, ">>> a\n'one two'\n>>>");
      await press("junk b = 5<Control+a><Alt+d><Delete><Control+k>");
      await shows(element, /\n>>>$/);
      await press("<Control+y><Control+a>c = <End><Control+u>");
      await shows(element, /\n>>>$/);
      await press("<Control+y><Control+a><Delete><Delete><Delete><Delete><Enter>b<Enter>");
      await shows(element, ">>> b\n5\n>>>");
      // Alt-Y goes on to what was killed before.
      await press("'x'<Control+u>'y'<Control+u><Control+y><Alt+y><Enter>");
      await shows(element, ">>> 'x'\n'x'\n>>>");
      await press("1 + 2<Alt+Backspace>3<Control+Shift+_><Control+Shift+_><Enter>");
      await shows(element, />>> 1 \+ 2\n3\n>>>$/);
    });

    it("goes by words and lines", async () => {
      const element = await prompt();
      await press("beta = 7<Control+ArrowLeft><Control+ArrowLeft>al<Alt+f>2<Enter>albeta2<Enter>");
      await shows(element, ">>> albeta2\n7\n>>>");
      await press(
        "lpha3 = 8<Alt+b><Alt+b><Home>a<Control+e>8<Control+ArrowLeft><Control+ArrowRight>8<Enter>alpha3<Enter>",
      );
      await shows(element, ">>> alpha3\n888\n>>>");
      await press(
        "ab<Control+b><Control+t><Control+f><Control+h>a<Backspace><Backspace><Control+d><Control+h>",
      );
      await until(
        () => column(element) <= 5,
        () => `the cursor is in column ${column(element)}`,
      );
    });

    it("knows how wide characters are, emoji too", async () => {
      const element = await prompt();
      await press("s = '世界'<ArrowLeft><ArrowLeft>");
      await until(
        () => column(element) === 4 + 5 + 2,
        () => `the cursor is in column ${column(element)}`,
      );
      await press("x<Enter>print(s)<Enter>");
      await shows(element, ">>> print(s)\n世x界\n>>>");
      paste(element, "e = '👩‍👩‍👧🇨🇭é'");
      await press("<ArrowLeft><ArrowLeft><ArrowLeft>");
      await until(
        () => column(element) === 4 + 5 + 2,
        () => `the cursor is in column ${column(element)}`,
      );
      await press("<Backspace>-<Enter>print(e)<Enter>");
      await shows(element, ">>> print(e)\n-🇨🇭é\n>>>");
      await press("len('世界')<Enter>");
      await shows(element, "len('世界')\n2\n>>>");
    });

    it("edits what was entered before, of many lines, and searches on", async () => {
      const element = await prompt();
      await press("def n():<Enter>return 1<Enter><Enter>n()<Enter>");
      await shows(element, ">>> n()\n1\n>>>");
      await press("<ArrowUp><ArrowUp>");
      await shows(element, /def n\(\):\n\.\.\. {5}return 1$/);
      await press("<Backspace>2<Enter><Enter>n()<Enter>");
      await shows(element, ">>> n()\n2\n>>>");
      await press("'written'<ArrowUp><ArrowDown>");
      await shows(element, /\n>>> 'written'$/);
      await press("<Control+r>n<Control+r>");
      await shows(element, /reverse-i-search\)'n': def n/);
      await press("<Control+g>");
      await shows(element, /\n>>> 'written'$/);
      await press("<Control+r>nothing like it");
      await shows(element, "failing reverse-i-search");
      await press("<Control+c>");
      await press("<Enter>");
      await shows(element, />>> 'written'\n'written'\n>>>$/);
      await press("<Control+p><Control+p><Control+n><Control+u>");
      await shows(element, /\n>>>$/);
    });

    it("waits for what is unfinished, and gives it up by Ctrl-C", async () => {
      const element = await prompt();
      await press('text = """a<Enter>b"""<Enter>text<Enter>');
      await shows(element, ">>> text\n'a\\nb'\n>>>");
      await press("{'k': [<Enter>");
      await shows(element, /\n\.\.\.$/);
      await press("<Control+c>");
      await shows(element, /KeyboardInterrupt\n>>>$/);
      await press("1 + \\<Enter>2<Enter>");
      await shows(element, "2\n3\n>>>");
      await press("if 1:<Enter>if 0:<Enter>3<Enter><Backspace>else:<Enter>44<Enter><Enter>");
      await shows(element, /\n44\n>>>$/);
    });

    it("keeps the value of what was shown last, and what is typed ahead", async () => {
      const element = await prompt();
      await press("import time<Enter>time.sleep(0.3)<Enter>6 * 7<Enter>_ + 1<Enter>");
      await shows(element, ">>> 6 * 7\n42\n>>> _ + 1\n43\n>>>");
      await press("unmistakable = 5; time.sleep(1)<Enter>unmis<Tab> + 2<Enter>");
      await shows(element, "\n>>> unmistakable + 2\n7\n>>>");
    });

    it("ends a session by exit, too", async () => {
      const element = await prompt();
      await press("gone = 1<Enter>import sys<Enter>sys.exit()<Enter>");
      await shows(element, /(afresh|soft reboot)[^]*browser[^]*>>>$/);
      await press("'go' + 'ne' in globals()<Enter>");
      await shows(element, "False\n>>>");
    });

    if (type === "py") {
      it("has help() and its friends", async () => {
        const element = await prompt();
        await press("copyright<Enter>help(abs)<Enter>");
        await shows(element, /Python Software Foundation[^]*Return the absolute value[^]*>>>$/);
        await press("exit()<Enter>");
        await shows(element, "afresh");
      });
    }

    if (type === "mpy") {
      it("has MicroPython's paste mode", async () => {
        const element = await prompt();
        await press("<Control+e>");
        await shows(element, /paste mode; Ctrl-C to cancel, Ctrl-D to finish\n===$/);
        await press(
          "for i in range(2):<Enter>    print('n', i)<Enter><Enter>    print('m', i)<Enter>print('end')<Control+d>",
        );
        await shows(element, /n 0\nm 0\nn 1\nm 1\nend\n>>>$/);
        expect(rows(element)).to.include("===     print('n', i)");
        await press("i<Enter>");
        await shows(element, ">>> i\n1\n>>>");
      });

      it("cancels paste mode by Ctrl-C, and takes a paste there as it is", async () => {
        const element = await prompt();
        await press("<Control+e>never = 1<Enter>never = 2<Control+c>");
        await shows(element, /never = 2[^]*>>>$/);
        await press("<Control+e>");
        await shows(element, /===$/);
        paste(element, "def f(n):\n    if n:\n        return 'yes'\n\n    return 'no'\n\n");
        await press("print(f(1), f(0), 'never' in globals())<ArrowLeft>, '<Tab>'<Control+d>");
        await shows(element, "yes no False");
        await shows(element, /\n>>>$/);
        // It is for an empty line only: elsewhere it goes to the end.
        await press("'a'<Home><Control+e> + 'b'<Enter>");
        await shows(element, /'ab'\n>>>$/);
        // A mistake is shown as at the prompt.
        await press("<Control+e>1 +<Control+d>");
        await shows(element, /SyntaxError[^]*>>>$/);
      });
    }

    if (canWait) {
      it("gives up input() by Ctrl-C, and ends it by Ctrl-D", async () => {
        const element = await prompt();
        await press("input('? ')<Enter>");
        await shows(element, /\n\?$/);
        await press("ab<Control+c>");
        await shows(element, /KeyboardInterrupt\n>>>$/);
        await press("input('? ')<Enter>");
        await shows(element, /\n\?$/);
        await press("<Control+d>");
        await shows(element, /EOFError[^]*>>>$/);
      });
    }

    if (canInterrupt) {
      it("interrupts a loop by Ctrl-C, and keeps names", async () => {
        const element = await prompt();
        await press("kept = 'still here'<Enter>while True: pass<Enter><Enter>");
        await shows(element, /pass\n\.\.\.$/);
        await press("<Control+c>");
        await shows(element, /KeyboardInterrupt\n>>>$/);
        await press("kept<Enter>");
        await shows(element, "'still here'\n>>>");
      });

      it("says so when Ctrl-C comes before what was entered has begun", async () => {
        const element = await prompt();
        for (const soon of [0, 0, 1, 2, 4]) {
          element.terminal?.input("while True: pass\r");
          await shows(element, /pass\n\.\.\.$/);
          element.terminal?.input("\r");
          await new Promise((resolve) => setTimeout(resolve, soon));
          element.terminal?.input("\x03");
          await shows(element, /KeyboardInterrupt\n>>>$/);
          expect(rows(element).join("\n").split("KeyboardInterrupt").length).to.equal(2);
          await press("<Control+l>");
          await until(() => rows(element).join() === ">>>");
        }
      });

      it("interrupts sleeping by Ctrl-C", async () => {
        const element = await prompt();
        await press("import time<Enter>time.sleep(100)<Enter>");
        await shows(element, /sleep\(100\)$/);
        await press("<Control+c>");
        await shows(element, /KeyboardInterrupt\n>>>$/);
      });
    }
  });
}
