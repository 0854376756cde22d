/** Stories of `<py-editor>`. */
import { markup, shows, until } from "../stories.js";

const tag = "py-editor";
const render = (args) => markup(tag, args);
const editorOf = (canvasElement) => canvasElement.querySelector(tag);

/** Waits until the code can be written in. */
const ready = ({ canvasElement }) =>
  until(() => editorOf(canvasElement)?.shadowRoot?.querySelector(".cm-content"), "the editor's code");

/** Runs the code, and waits for a text. */
const run = (text) => async (context) => {
  await ready(context);
  // An error is what some of them show.
  editorOf(context.canvasElement)
    .run()
    .catch(() => {});
  await shows(text)(context);
};

export default { title: "Elements/py-editor", component: tag, tags: ["autodocs"], args: { type: "mpy" } };

const squares = "for n in range(1, 4):\n    print(n, n * n)";

export const Waiting = { args: { code: squares }, render, play: ready };

export const Output = { args: { code: squares }, render, play: run("3 9") };

export const Running = {
  args: { code: 'import time\n\nfor n in range(600):\n    print("second", n)\n    time.sleep(1)' },
  render,
  play: run("second 0"),
};

export const Failing = { tags: ["fails"], args: { code: "1 / 0" }, render, play: run("ZeroDivisionError") };

export const ReadOnly = { args: { readonly: true, code: squares }, render, play: ready };

export const Exercise = {
  args: { readonly: "1 3", "hidden-lines": "3", code: "def double(n):\n    return n\nprint(double(4))" },
  render,
  play: run("4"),
};

export const SharedNames = {
  args: { env: "shared", code: "print(6 * secret)" },
  render: (args) => `${markup(tag, { ...args, setup: true, code: "secret = 7" })}\n${markup(tag, args)}`,
  play: async ({ canvasElement }) => {
    const [, editor] = canvasElement.querySelectorAll(tag);
    await until(() => editor.shadowRoot?.querySelector(".cm-content"), "the editor's code");
    await editor.run();
    await shows("42")({ canvasElement });
  },
};

export const OwnColours = {
  args: {
    "--py-editor-background": "#fdf6e3",
    "--py-editor-color": "#073642",
    "--py-editor-radius": "0",
    code: squares,
  },
  render,
  play: ready,
};
