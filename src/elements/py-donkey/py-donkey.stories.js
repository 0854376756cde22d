/** Stories of `<py-donkey>`: Python that waits for JavaScript's calls, which `play` makes here. */
import { markup, shows, terminalShows, until } from "../stories.js";

const tag = "py-donkey";
const render = (args) => `${markup(tag, args)}\n<p><output></output></p>`;
const donkeyOf = (canvasElement) => canvasElement.querySelector(tag);

/** Writes a value beside the donkey. */
const tell = (canvasElement, value) => {
  canvasElement.querySelector("output").textContent = String(value);
};

export default { title: "Elements/py-donkey", component: tag, tags: ["autodocs"], args: { type: "mpy" } };

export const Waiting = {
  render,
  play: async ({ canvasElement }) => {
    await donkeyOf(canvasElement).ready;
    tell(canvasElement, "It waits for calls.");
  },
};

/** `evaluate()` returns a value. */
export const Evaluating = {
  args: { persistent: true },
  render,
  play: async ({ canvasElement }) => {
    const donkey = donkeyOf(canvasElement);
    await donkey.execute("x = 42");
    tell(canvasElement, `x + 1 is ${await donkey.evaluate("x + 1")}`);
    await shows("x + 1 is 43")({ canvasElement });
  },
};

/** `process()` shows code and output as a prompt would. */
export const Terminal = {
  render,
  play: async ({ canvasElement }) => {
    await donkeyOf(canvasElement).process('print("hee-haw")');
    await terminalShows("hee-haw")({ canvasElement });
  },
};

/** A call that does not end by itself; `interrupt()` and `kill()` end it. */
export const Running = {
  render,
  play: async ({ canvasElement }) => {
    const donkey = donkeyOf(canvasElement);
    // Rejects when the story is left.
    donkey
      .process('import time\nfor n in range(600):\n    print("second", n)\n    time.sleep(1)')
      .catch(() => {});
    await terminalShows("second 0")({ canvasElement });
  },
};

/** Exceptions of Python reject the call. */
export const Failing = {
  render,
  play: async ({ canvasElement }) => {
    const donkey = donkeyOf(canvasElement);
    await donkey.evaluate("1 / 0").catch((error) => tell(canvasElement, error.message));
    await shows("ZeroDivisionError")({ canvasElement });
  },
};

/** `map()` spreads items over workers. */
export const ManyWorkers = {
  args: { workers: 2 },
  render,
  play: async ({ canvasElement }) => {
    const donkey = donkeyOf(canvasElement);
    await donkey.broadcast("def square(n):\n    return n * n");
    tell(canvasElement, await donkey.map("square", [1, 2, 3, 4]));
    await until(() => canvasElement.querySelector("output").textContent === "1,4,9,16", "the squares");
  },
};
