// A page of each application, with an element of each interpreter, written beside the application's own.

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
const elements = `<mpy-script src="/python/mpy.py"></mpy-script>
<py-script src="/python/py.py"></py-script>`;

/** `name` is the folder in test/frameworks/bundlers. */
export const applications = [
  {
    name: "lit",
    title: "no framework",
    files: { "reload.html": page("reload.js", elements), "reload.js": `import "py-elements";\n` },
  },
  {
    name: "react",
    title: "React",
    files: {
      "reload.html": page("reload.jsx"),
      "reload.jsx": `import "py-elements";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

createRoot(document.querySelector("#root")).render(<StrictMode>${elements}</StrictMode>);
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
      "Reload.vue": `<template>${elements}</template>\n`,
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
      "Reload.svelte": `${elements}\n`,
    },
  },
];
