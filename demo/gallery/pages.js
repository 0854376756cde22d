/** The pages of the gallery, in the order of the navigation. Paths are relative to `demo/`. */

/**
 * @typedef {object} Page
 * @property {string} path
 * @property {string} title
 * @property {string} summary one line
 */

/** @type {{ title: string, pages: Page[] }[]} */
export const groups = [
  {
    title: "Elements",
    pages: [
      {
        path: "pages/mpy-script.html",
        title: "<mpy-script>",
        summary: "Runs MicroPython: small, and there in a blink.",
      },
      {
        path: "pages/py-script.html",
        title: "<py-script>",
        summary: "Runs CPython, compiled to WebAssembly by Pyodide.",
      },
      {
        path: "pages/script-tags.html",
        title: "<script type=mpy>",
        summary: "Script tags are adopted; their code is kept exactly as written.",
      },
      {
        path: "pages/py-terminal.html",
        title: "<py-terminal>",
        summary: "A prompt with history and completion, input(), colours.",
      },
      {
        path: "pages/py-editor.html",
        title: "<py-editor>",
        summary: "Code that visitors change and run, with the output of a notebook.",
      },
      {
        path: "pages/config.html",
        title: "<mpy-config>",
        summary: "One configuration for all scripts of an interpreter, read as pyscript.config.",
      },
      {
        path: "pages/stories.html",
        title: "Stories",
        summary: "Every element in each of its states, as Storybook has them.",
      },
    ],
  },
  {
    title: "Features",
    pages: [
      {
        path: "pages/display.html",
        title: "display",
        summary: "Shows text, HTML, SVG, images and your own objects.",
      },
      {
        path: "pages/when.html",
        title: "when and Event",
        summary: "Python functions that answer the page's events, and events of your own.",
      },
      {
        path: "pages/event-attributes.html",
        title: "Event attributes",
        summary: 'mpy-click="name" calls a Python function by its name.',
      },
      {
        path: "pages/files.html",
        title: "Files",
        summary: "Modules, data and whole archives, put where Python can open them.",
      },
      {
        path: "pages/fetch.html",
        title: "fetch",
        summary: "Data from a server, and what to do when there is no answer.",
      },
      {
        path: "pages/websocket.html",
        title: "WebSocket",
        summary: "A chat: a connection over which both sides send when they like.",
      },
      {
        path: "pages/workers.html",
        title: "Workers",
        summary: "Python beside the page: three ways to its document, measured as you look.",
      },
      {
        path: "pages/media.html",
        title: "media",
        summary: "A photo booth: cameras and microphones.",
      },
      {
        path: "pages/fs.html",
        title: "fs",
        summary: "A file browser: a folder of your computer, opened by Python.",
      },
      {
        path: "pages/flatted.html",
        title: "flatted",
        summary: "JSON for data that contains itself.",
      },
      {
        path: "pages/storage.html",
        title: "storage",
        summary: "Data that stays: one store for Python, JavaScript and every tab.",
      },
      {
        path: "pages/bridge.html",
        title: "bridge",
        summary: "Python functions as JavaScript functions, in a plain JavaScript page.",
      },
      {
        path: "pages/sweep.html",
        title: "Many workers",
        summary: "A sweep of two parameters by a donkey with as many workers as you like.",
      },
      {
        path: "pages/pool.html",
        title: "Pool",
        summary: "Many items by many workers, from Python, with progress.",
      },
      {
        path: "pages/js-modules.html",
        title: "JavaScript modules",
        summary: "ECMAScript modules, imported as if they were Python's.",
      },
      {
        path: "pages/packages.html",
        title: "Packages",
        summary: "Wheels, installed before your script runs.",
      },
      {
        path: "pages/interop.html",
        title: "JavaScript interop",
        summary: "The browser's own APIs from Python: window, proxies and conversions.",
      },
      {
        path: "pages/errors.html",
        title: "Errors and retry",
        summary: "What a reader sees when something fails, and how it is tried again.",
      },
      {
        path: "pages/life-cycle.html",
        title: "Life cycle",
        summary: "Elements inserted late, moved about, and removed for good.",
      },
      {
        path: "pages/events.html",
        title: "Events and progress",
        summary: "Follow a script from the first byte to the last line.",
      },
      {
        path: "pages/order.html",
        title: "Order and async",
        summary: "Scripts run in the document's order, unless one asks not to wait.",
      },
      {
        path: "pages/styling.html",
        title: "Slots and styling",
        summary: "Your own loading and error looks: slots, parts, custom properties.",
      },
      {
        path: "pages/security.html",
        title: "Strict security policy",
        summary: "Python under a content security policy without eval and inline code.",
      },
    ],
  },
  {
    title: "Examples",
    pages: [
      {
        path: "examples/to-do.html",
        title: "To-do list",
        summary: "when and the DOM: add, complete, filter, delete.",
      },
      {
        path: "examples/task-board.html",
        title: "Task board",
        summary: "Columns and cards, every element of them made by pyscript.web.",
      },
      {
        path: "examples/colors.html",
        title: "Colour picker",
        summary: "Sliders, harmonies and contrast, with styles that Python sets.",
      },
      {
        path: "examples/plot.html",
        title: "Plot as SVG",
        summary: "A curve that Python draws anew as you move a slider.",
      },
      {
        path: "examples/interpreters.html",
        title: "Two interpreters",
        summary: "MicroPython and Pyodide side by side, running the same source.",
      },
      {
        path: "examples/table.html",
        title: "File to table",
        summary: "A CSV file, read with open() and shown as a sortable table.",
      },
      {
        path: "examples/primes.html",
        title: "Primes in a worker",
        summary: "A sieve that takes a while, and a page that does not wait for it.",
      },
      {
        path: "examples/canvas.html",
        title: "Drawing from a worker",
        summary: "A sunflower on the page's canvas, drawn by Python in a worker.",
      },
      {
        path: "examples/lesson.html",
        title: "A lesson",
        summary: "Exercises that check themselves.",
      },
      {
        path: "examples/notebook.html",
        title: "A notebook",
        summary: "Five editors that share one Python.",
      },
      {
        path: "examples/elements.html",
        title: "Your own elements",
        summary: "A rating, a table, a colour picker and a plot: custom elements written in Python.",
      },
      {
        path: "examples/guessing-game.html",
        title: "Guessing game",
        summary: "print and input, in a terminal; the page stays alive.",
      },
      {
        path: "examples/log.html",
        title: "A long log",
        summary: "100,000 lines, none lost, while the page goes on.",
      },
      {
        path: "examples/engine.html",
        title: "A calculation engine",
        summary: "A JavaScript app that lets a donkey work out digits of pi.",
      },
      {
        path: "examples/machines.html",
        title: "Here or elsewhere",
        summary: "One app whose Python runs in a worker, in several, or on a Jupyter server.",
      },
      {
        path: "examples/life.html",
        title: "Game of Life",
        summary: "A small simulation that keeps the page responsive with asyncio.",
      },
    ],
  },
];

/** Every page, in order. */
export const pages = groups.flatMap((group) => group.pages);

const root = new URL("../", import.meta.url);

/** The address of a page. */
export function pageUrl(path) {
  return new URL(path, root).href;
}

/** The page being shown; undefined on the overview. */
export function currentPage() {
  return pages.find(({ path }) => new URL(path, root).pathname === location.pathname);
}
