/** Terminals for tests: xterm.js as it is, with a line editor, on no page. */
import { Terminal } from "@xterm/xterm";
import { characterRules } from "../../src/elements/py-terminal/characters.js";
import { LineEditor } from "../../src/runtime/terminal/line-editor.js";

export interface TestTerminal {
  readonly terminal: Terminal;
  readonly editor: LineEditor;
  /** Types: what the terminal would send, `<Enter>` and the like by {@link keys}. */
  type(data: string): void;
  /** The rows that hold something, without spaces at their ends. */
  rows(): Promise<string[]>;
  /** Returns the cursor's column and row. */
  cursor(): Promise<[number, number]>;
}

/** The sequences that keys send. */
export const keys = {
  enter: "\r",
  tab: "\t",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  backspace: "\x7f",
  delete: "\x1b[3~",
  wordLeft: "\x1b[1;5D",
  wordRight: "\x1b[1;5C",
  control: (letter: string) => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
  paste: (text: string) => `\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`,
};

export function testTerminal(cols = 40, rows = 10): TestTerminal {
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, reflowCursorLine: true });
  const rules = characterRules(terminal);
  const editor = new LineEditor({
    write: (text) => terminal.write(text),
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    rules,
  });
  const written = () => new Promise<void>((resolve) => terminal.write("", resolve));
  return {
    terminal,
    editor,
    type: (data) => editor.feed(data),
    async rows() {
      await written();
      const { active } = terminal.buffer;
      const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index));
      const texts = lines.map((line) => line?.translateToString(true).trimEnd() ?? "");
      while (texts.length > 0 && !texts.at(-1)) texts.pop();
      return texts;
    },
    async cursor() {
      await written();
      const { cursorX, cursorY, baseY } = terminal.buffer.active;
      return [cursorX, cursorY + baseY];
    },
  };
}
