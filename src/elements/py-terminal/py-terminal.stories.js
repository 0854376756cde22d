/** Stories of `<py-terminal>`. */
import { markup, terminalShows } from "../stories.js";

const tag = "py-terminal";
const render = (args) => markup(tag, args);

export default {
  title: "Elements/py-terminal",
  component: tag,
  tags: ["autodocs"],
  args: { type: "mpy", rows: 6 },
};

export const Prompt = { args: { repl: true, code: "answer = 42" }, render, play: terminalShows(">>>") };

export const Output = {
  args: { code: 'for n in range(3):\n    print("line", n)' },
  render,
  play: terminalShows("line 2"),
};

export const Colours = {
  args: {
    "--py-terminal-background": "#14213d",
    "--py-terminal-color": "#fca311",
    code: 'print("\\x1b[31mred \\x1b[32mgreen \\x1b[34mblue\\x1b[0m on one\'s own colours")',
  },
  render,
  play: terminalShows("red green blue"),
};

export const Running = {
  args: { code: 'import time\n\nfor n in range(600):\n    print("second", n)\n    time.sleep(1)' },
  render,
  play: terminalShows("second 0"),
};

export const Failing = {
  tags: ["fails"],
  args: { code: 'raise ValueError("as it should")' },
  render,
  play: terminalShows("ValueError: as it should"),
};

export const ReadOnly = {
  args: { readonly: true, code: 'print("nothing can be typed")' },
  render,
  play: terminalShows("nothing"),
};
