/** `<py-terminal>` with a real interpreter, driven by the browser's keyboard. One suite for both interpreters and threads. */
import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Terminal } from "@xterm/xterm";
import "../../src/elements/py-terminal/define.js";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { until } from "../harness/page.js";

export interface TerminalWorld {
  readonly type: InterpreterType;
  readonly thread: "main" | "worker";
  /** Whether Python can wait inside `input()`. */
  readonly canWait: boolean;
  /** Whether a loop that computes can be interrupted, and names survive. */
  readonly canInterrupt: boolean;
}

/** The rows of a terminal, from the first, without empty ones at the end. */
export function rows({ terminal }: PyTerminalElement): string[] {
  if (!terminal) return [];
  const { active } = (terminal as Terminal).buffer;
  const lines: string[] = [];
  for (let index = 0; index < active.length; index++) {
    const line = active.getLine(index);
    const text = line?.translateToString(true) ?? "";
    if (line?.isWrapped) lines[lines.length - 1] += text;
    else lines.push(text.trimEnd());
  }
  while (lines.length > 0 && !lines.at(-1)) lines.pop();
  return lines;
}

/** Waits until the terminal shows `text`. */
export function shows(element: PyTerminalElement, text: string | RegExp): Promise<unknown> {
  const found = () => {
    const all = rows(element).join("\n");
    return typeof text === "string" ? all.includes(text) : text.test(all);
  };
  return until(found, () => `the terminal shows ${String(text)}, but: ${rows(element).join("\n")}`);
}

/** Waits until the terminal has the size that `check` wants. Browsers tell no sizes to pages that nobody sees. */
export async function resized(element: PyTerminalElement, check: () => boolean): Promise<void> {
  const { clientWidth } = document.documentElement;
  let seen = false;
  requestAnimationFrame(() => (seen = true));
  await until(
    () => {
      if (!seen) element.fit();
      return check();
    },
    () => `${element.terminal?.cols} columns, ${element.terminal?.rows} rows in ${clientWidth}px`,
  );
}

/** Presses keys; `<Enter>` and the like by their names. */
export async function press(text: string): Promise<void> {
  for (const part of text.split(/(<[\w+]+>)/).filter(Boolean)) {
    const named = /^<([\w+]+)>$/.exec(part)?.[1];
    if (!named) await sendKeys({ type: part });
    else if (named.includes("+")) {
      const [modifier = "", key = ""] = named.split("+");
      await sendKeys({ down: modifier });
      await sendKeys({ press: key });
      await sendKeys({ up: modifier });
    } else await sendKeys({ press: named });
  }
}

export function terminalSuite({ type, thread, canWait, canInterrupt }: TerminalWorld): void {
  const isPyodide = type === "py";

  describe(`<py-terminal type="${type}"> (${thread})`, function () {
    this.timeout(60_000);
    const made: HTMLElement[] = [];

    const create = (attributes: string, code = ""): PyTerminalElement => {
      const template = document.createElement("template");
      template.innerHTML = `<py-terminal type="${type}" ${thread} ${attributes}></py-terminal>`;
      const element = document.importNode(template.content, true).firstElementChild as PyTerminalElement;
      element.textContent = code;
      document.body.append(element);
      made.push(element);
      return element;
    };
    const prompt = async (): Promise<PyTerminalElement> => {
      const element = create("repl");
      await shows(element, />>>$/);
      element.focus();
      return element;
    };

    afterEach(() => {
      for (const element of made.splice(0)) element.remove();
    });

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

    it("loses none of many lines", async () => {
      const element = create("", `for i in range(20000):\n    print("line", i)`);
      await element.done;
      await element.written();
      const all = rows(element);
      expect(all.length).to.equal(20_000);
      expect(all[0]).to.equal("line 0");
      expect(all.at(-1)).to.equal("line 19999");
    });

    it("evaluates what is entered, and keeps names", async () => {
      const element = await prompt();
      await press("x = 6<Enter>x * 7<Enter>");
      await shows(element, ">>> x * 7\n42\n>>>");
      await press("'t' 'ext'<Enter>");
      await shows(element, "'text'\n>>>");
      await press("None<Enter>print('a')<Enter>");
      await shows(element, ">>> None\n>>> print('a')\na\n>>>");
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
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "def pasted(n):\n\tif n:\n\t\treturn n\n\n\treturn 'none'\n");
      element.shadowRoot
        ?.querySelector("textarea")
        ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true }));
      await shows(element, /'none'\n>>>$/);
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

    if (!isPyodide) {
      it("has MicroPython's paste mode", async () => {
        const element = await prompt();
        await press("<Control+e>");
        await shows(element, /===$/);
        await press("for i in range(2):<Enter>    print('n', i)<Enter><Enter>print('end')<Control+d>");
        await shows(element, /n 0\nn 1\nend\n>>>$/);
      });
    }

    it("processes code as if it had been entered", async () => {
      const element = create("");
      await element.process("x = 20\nx + 1");
      await element.process("1 / 0");
      await element.written();
      const text = rows(element).join("\n");
      expect(text).to.match(/^>>> x = 20\n\.\.\. x \+ 1\n21\n>>> 1 \/ 0\nTraceback[^]*ZeroDivisionError/);
    });

    if (canWait) {
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
    }
  });
}
