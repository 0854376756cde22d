/**
 * Parts of the stories that stand beside each element: plain modules in Component Story Format, which
 * Storybook and the gallery both read as they are. A story's `render` returns markup; its `play` ends when
 * the state that it shows is there.
 *
 * @typedef {{ canvasElement: HTMLElement }} Context
 */

const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/**
 * Returns the markup of an element. `args.code` is the Python in it; names that begin with `--` are custom
 * properties, all else is an attribute.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} args
 * @param {string} [inside] markup after the code
 * @returns {string}
 */
export function markup(tag, { code, ...args }, inside = "") {
  const given = Object.entries(args).filter(
    ([, value]) => value !== undefined && value !== false && value !== "",
  );
  const style = given.filter(([name]) => name.startsWith("--")).map(([name, value]) => `${name}: ${value}`);
  const attributes = given
    .filter(([name, value]) => !name.startsWith("--") && typeof value !== "function")
    .map(([name, value]) =>
      value === true ? name : `${name}="${escaped(value).replaceAll('"', "&quot;")}"`,
    );
  if (style.length > 0) attributes.push(`style="${style.join("; ")}"`);
  const text = code === undefined ? "" : `\n${escaped(code).trim()}\n`;
  return `<${[tag, ...attributes].join(" ")}>${text}${inside}</${tag}>`;
}

/**
 * Resolves to what `check` returns, when that is neither false nor undefined.
 *
 * @template T
 * @param {() => T | false | undefined | null} check
 * @param {string} what is in the error after 20 seconds
 * @returns {Promise<T>}
 */
export async function until(check, what) {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`The story did not come to show ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * A `play` that waits for a text, in the page or in a shadow root of the story.
 *
 * @param {string} text
 */
export function shows(text) {
  return async ({ canvasElement }) => {
    await until(() => textOf(canvasElement).includes(text), JSON.stringify(text));
  };
}

/** The text that a visitor reads, with that of shadow roots and of frames. */
function textOf(node) {
  if (node.localName === "style" || node.localName === "script") return "";
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  const inside = node.contentDocument?.body ?? node.shadowRoot;
  const nodes = [...(inside ? [inside] : []), ...node.childNodes];
  return nodes.map((child) => textOf(child)).join("");
}

/** Stories of an element whose Python runs once: those of `<mpy-script>` and `<py-script>` are the same. */
export function scriptStories(tag) {
  const render = (args) => markup(tag, args);
  return {
    Output: {
      args: {
        code: 'from pyscript import display\n\nfor n in range(1, 4):\n    display(f"{n} squared is {n * n}")',
      },
      render,
      play: shows("3 squared is 9"),
    },
    Running: {
      args: {
        worker: true,
        code: `import asyncio
from pyscript import display

for second in range(600):
    display(f"{second} s", append=False)
    await asyncio.sleep(1)`,
      },
      render,
      play: shows("0 s"),
    },
    Loading: {
      args: {},
      render,
      // A picture of what passes too fast to be looked at.
      play: async ({ canvasElement }) => {
        const element = canvasElement.querySelector(tag);
        element.showLoading(true, { phase: "interpreter", loaded: 4_300_000, total: 9_800_000 });
        await shows("Loading")({ canvasElement });
      },
    },
    Failing: {
      tags: ["fails"],
      args: { code: "def half(value):\n    return value / 0\n\nhalf(7)" },
      render,
      play: shows("ZeroDivisionError"),
    },
    OwnLooks: {
      tags: ["fails"],
      args: { "--py-error-color": "rebeccapurple", "--py-error-background": "#f4effa", code: "missing" },
      render: (args) => markup(tag, args),
      play: shows("NameError"),
    },
    Terminal: {
      args: { terminal: true, worker: true, code: 'print("\\x1b[1;32mgreen\\x1b[0m and plain")' },
      render,
      play: terminalShows("green and plain"),
    },
  };
}

/** A `play` that waits for a line in the terminal of the story. */
export function terminalShows(text) {
  return async ({ canvasElement }) => {
    await until(
      () =>
        [...canvasElement.querySelectorAll("py-terminal")].some(({ terminal }) =>
          linesOf(terminal).some((line) => line.includes(text)),
        ),
      `a terminal with ${JSON.stringify(text)}`,
    );
  };
}

/** The lines of a terminal of xterm.js; none where it has not opened. */
function linesOf(terminal) {
  const buffer = terminal?.buffer.active;
  return Array.from(
    { length: buffer?.length ?? 0 },
    (_, at) => buffer.getLine(at)?.translateToString() ?? "",
  );
}

/** A configuration of the page's interpreter, and a script that reads it. */
export function configStory(type) {
  return {
    args: { code: 'name = "Ada"' },
    render: (args) => `${markup(`${type}-config`, args)}
${markup(`${type}-script`, { code: 'from pyscript import config, display\n\ndisplay("Hello, " + config["name"])' })}`,
    play: shows("Hello, Ada"),
  };
}
