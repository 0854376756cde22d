// Pages whose Python is edited while Vite serves them: one of each application, with an element of each
// interpreter, written beside the application's own.
/* global document, MutationObserver -- of the page */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { serve } from "./build.mjs";
import { Visitor } from "./visitor.mjs";

const page = (script, body = `<div id="root"></div>`) => `<!doctype html>
<html lang="en">
  <head>
    <title>Reload</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    ${body}
    <script type="module" src="/${script}"></script>
  </body>
</html>
`;

/** In a template, so that no compiler of Vue's or Svelte's takes a slash for the end of it. */
const elements = `<mpy-script src="/edited/mpy.py"></mpy-script>
<py-script src="/edited/py.py"></py-script>`;

/** Python whose function returns a text. */
export const greeting = (text) => `def greeting():\n    return "${text}"\n`;

const bridge = {
  "greeting.js": `import { bridge } from "py-elements/bridge";

export const { greeting } = bridge(import.meta.url, { type: "mpy" });
`,
  "greeting.py": greeting("before"),
};

/** `name` is the folder in test/frameworks/bundlers. Each page shows in `#greeting` what Python's function
 * returns. */
export const applications = [
  {
    name: "lit",
    title: "no framework",
    files: {
      ...bridge,
      "reload.html": page("reload.js", `${elements}<p id="greeting"></p>`),
      "reload.js": `import "py-elements";
import { greeting } from "./greeting.js";

const show = async () => (document.querySelector("#greeting").textContent = await greeting());
document.addEventListener("py:edited", show);
show();
`,
    },
  },
  {
    name: "react",
    title: "React",
    files: {
      ...bridge,
      "reload.html": page("reload.jsx"),
      "reload.jsx": `import "py-elements";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Greeting } from "./Greeting.jsx";

createRoot(document.querySelector("#root")).render(<StrictMode>${elements}<Greeting /></StrictMode>);
`,
      "Greeting.jsx": `import { useEffect, useState } from "react";
import { greeting } from "./greeting.js";

export function Greeting() {
  const [text, setText] = useState("");
  useEffect(() => {
    const show = () => void greeting().then(setText);
    show();
    // Rendered anew for an edit, a component whose own code is the same runs no effect.
    document.addEventListener("py:edited", show);
    return () => document.removeEventListener("py:edited", show);
  }, []);
  return <p id="greeting">{text}</p>;
}
`,
    },
  },
  {
    name: "vue",
    title: "Vue",
    files: {
      "reload.html": page("reload.js"),
      "reload.js": `import "py-elements";
import { createApp } from "vue";
import Reload from "./Reload.vue";

createApp(Reload).mount("#root");
`,
      ...bridge,
      "Reload.vue": `<script setup>
import { ref } from "vue";
import { greeting } from "./greeting.js";

const text = ref("");
greeting().then((value) => (text.value = value));
</script>
<template>${elements}<p id="greeting">{{ text }}</p></template>
`,
    },
  },
  {
    name: "svelte",
    title: "Svelte",
    files: {
      "reload.html": page("reload.js"),
      "reload.js": `import "py-elements";
import { mount } from "svelte";
import Reload from "./Reload.svelte";

mount(Reload, { target: document.querySelector("#root") });
`,
      ...bridge,
      "Reload.svelte": `<script>
  import { greeting } from "./greeting.js";
</script>
${elements}<p id="greeting">{#await greeting() then text}{text}{/await}</p>
`,
    },
  },
];

/** Python that displays a text. */
export const displaying = (text) => `from pyscript import display\n\ndisplay("${text}")\n`;

export class ReloadPage {
  #server;
  /** @type {Visitor} */
  visitor;
  #python;

  constructor(python, server, visitor) {
    this.#python = python;
    this.#server = server;
    this.visitor = visitor;
  }

  /**
   * Writes an application's page, serves it by Vite, and opens it.
   *
   * @param {import("puppeteer-core").Browser} browser
   * @param {string} folder where applications are installed
   * @param {{ name: string, files: Record<string, string> }} application
   * @param {Record<string, string>} python the files in `public/edited/`
   */
  static async open(browser, folder, { name, files }, python) {
    const place = path.join(folder, name);
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
    const pythonFolder = path.join(place, "public/edited");
    rmSync(pythonFolder, { recursive: true, force: true });
    mkdirSync(pythonFolder, { recursive: true });
    for (const [file, text] of Object.entries(python)) writeFileSync(path.join(pythonFolder, file), text);
    const server = await serve(place, "../node_modules/vite/bin/vite.js", ["--port=0"]);
    try {
      const visitor = await Visitor.open(browser, new URL("reload.html", server.url).href);
      await visitor.evaluate(() => (globalThis.isFirst = true));
      return new ReloadPage(pythonFolder, server, visitor);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** The place of a Python file. */
  place(file) {
    return path.join(this.#python, file);
  }

  edit(file, text) {
    writeFileSync(this.place(file), text);
  }

  /** Waits until an element shows a text, and nothing else. @returns when it did, on the machine's clock */
  shown(selector, text) {
    const observe = (selector, text) =>
      new Promise((resolve, reject) => {
        const look = () => document.querySelector(selector)?.innerText.trim() === text;
        const done = () => {
          observer.disconnect();
          clearTimeout(late);
          resolve(Date.now());
        };
        const observer = new MutationObserver(() => look() && done());
        observer.observe(document, { childList: true, subtree: true, characterData: true });
        const late = setTimeout(() => {
          observer.disconnect();
          const shows = document.querySelector(selector)?.innerText;
          reject(new Error(`${selector} shows ${JSON.stringify(shows)}, not ${JSON.stringify(text)}.`));
        }, 30_000);
        if (look()) done();
      });
    return this.visitor.evaluate(observe, selector, text);
  }

  /** Returns true if the page has not been loaded anew. */
  isFirst() {
    return this.visitor.evaluate(() => globalThis.isFirst === true);
  }

  async close() {
    await this.visitor.close();
    await this.#server.close();
  }
}
