// The licences of what `dist/` has of others, as one file: interpreters, and packages that are bundled.
import { existsSync, readFileSync } from "node:fs";
import { root } from "../command.mjs";

/** Contents of the interpreters' folders: no package of npm brings these texts. */
const interpreters = [
  {
    name: "Pyodide",
    package: "pyodide",
    text: "mpl-2.0.txt",
    note:
      "In pyodide/. Its source is at https://github.com/pyodide/pyodide. pyodide.asm.js is changed: the lines that are " +
      "replaced, and the ones that replace them, are in tools/pyodide/patches/proxies.mjs and tools/pyodide/patches/snapshot.mjs " +
      "of py-elements' source. snapshot-*.bin is its memory after it has started. It is under this licence, too:",
  },
  {
    name: "CPython and its standard library, in Pyodide",
    text: ["cpython.txt", "cpython-incorporated.txt"],
    note: "In pyodide/pyodide.asm.wasm, pyodide/python_stdlib.zip and pyodide/snapshot-*.bin.",
  },
  {
    name: "Libraries of C in Pyodide",
    text: "libraries.txt",
    note: "In pyodide/pyodide.asm.wasm; Emscripten's own code in pyodide/pyodide.asm.js, too.",
  },
  {
    name: "MicroPython",
    package: "@micropython/micropython-webassembly-pyscript",
    text: "micropython.txt",
    note:
      "In micropython/. Its source is at https://github.com/micropython/micropython. Both files are changed: by " +
      "tools/micropython/ of py-elements' source.",
  },
];

/** Packages whose code is in the bundles. A test compares the list with what the bundles have. */
export const bundled = [
  "@codemirror/autocomplete",
  "@codemirror/commands",
  "@codemirror/lang-python",
  "@codemirror/language",
  "@codemirror/lint",
  "@codemirror/search",
  "@codemirror/state",
  "@codemirror/view",
  "@jupyterlab/coreutils",
  "@jupyterlab/services",
  "@lezer/common",
  "@lezer/highlight",
  "@lezer/lr",
  "@lezer/python",
  "@lit/reactive-element",
  "@lumino/algorithm",
  "@lumino/coreutils",
  "@lumino/signaling",
  "@marijn/find-cluster-break",
  "@noble/hashes",
  "@xterm/addon-fit",
  "@xterm/addon-unicode-graphemes",
  "@xterm/addon-web-links",
  "@xterm/xterm",
  "comlink",
  "crelt",
  "dexie",
  "fflate",
  "lit-element",
  "lit-html",
  "minimist",
  "path-browserify",
  "querystringify",
  "requires-port",
  "smol-toml",
  "snabbdom",
  "style-mod",
  "url-parse",
  "w3c-keyname",
];

/** @returns {string} the text of `dist/THIRD-PARTY-LICENSES.txt` */
export function thirdPartyLicences() {
  const parts = interpreters.map(({ name, package: source, text, note }) => {
    const files = [text].flat().map((file) => readFileSync(`${root}scripts/build/licences/${file}`, "utf8"));
    const version = source ? ` ${manifestOf(source).version}` : "";
    return section(`${name}${version}`, note, files.join("\n"));
  });
  for (const name of bundled) {
    const { version, license } = manifestOf(name);
    const texts = ["LICENSE", "NOTICE"]
      .map((file) => `${root}node_modules/${name}/${file}`)
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, "utf8"));
    // Jupyter's packages say whose they are, and have the text in their repositories alone.
    if (texts.length === 0 && /^@(jupyterlab|lumino)\//.test(name))
      texts.push(readFileSync(`${root}scripts/build/licences/jupyter.txt`, "utf8"));
    if (texts.length === 0)
      throw new Error(`${name} has no LICENSE: add its text to scripts/build/licences/.`);
    parts.push(section(`${name} ${version} (${license})`, "", texts.join("\n\n")));
  }
  const head =
    "py-elements is under the Apache License 2.0. This folder has work of others, under these licences.\n";
  return [head, ...parts].join("\n");
}

function section(title, note, text) {
  const lines = [
    `${"=".repeat(80)}`,
    title,
    "=".repeat(80),
    "",
    ...(note ? [note, ""] : []),
    text.trim(),
    "",
  ];
  return lines.join("\n");
}

function manifestOf(name) {
  return JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, "utf8"));
}
