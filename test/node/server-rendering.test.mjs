// Pages that React, Vue and Svelte have rendered on a server, hydrated by these themselves: they complain of
// nothing, and every script runs once. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { build, stop } from "esbuild";
import { compile } from "svelte/compiler";
import { launchChrome } from "../../scripts/browsers/launch-chrome.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { root } from "../../scripts/command.mjs";

const python = 'print("ran ${n}")\\nfrom pyscript import display\\ndisplay("n is ${n}")\\n[${n}]';

/** Applications: a module for the server, which exports its HTML, and one for the browser, which hydrates
 * `#root`. */
const applications = {
  React: {
    app: `
      import { createElement, Suspense, useState } from "react";
      export function App() {
        const [n, setN] = useState(1);
        const [value, setValue] = useState("");
        const onDone = (event) => setValue(JSON.stringify(event.detail.value));
        return createElement(Suspense, {},
          createElement("mpy-script", { id: "text", "onmpy-done": onDone }, \`${python}\`),
          createElement("mpy-script", { code: 'print("ran prop")' }),
          createElement("script", { type: "mpy", dangerouslySetInnerHTML: { __html: 'print("ran tag")' } }),
          createElement("button", { onClick: () => setN(n + 1) }, "next"),
          createElement("output", {}, value));
      }`,
    server: `
      import { createElement } from "react";
      import { renderToString } from "react-dom/server";
      import { App } from "app";
      export const html = renderToString(createElement(App));`,
    client: `
      import { createElement, startTransition } from "react";
      import { hydrateRoot } from "react-dom/client";
      import { App } from "app";
      setTimeout(() => startTransition(() => void hydrateRoot(document.querySelector("#root"), createElement(App))), 300);`,
  },
  Vue: {
    app: `
      import { h, ref, Fragment, createSSRApp } from "vue";
      export const app = createSSRApp({
        setup() {
          const n = ref(1);
          const value = ref("");
          const text = (n) => \`${python}\`;
          return () => h(Fragment, [
            h("mpy-script", { id: "text", onMpyDone: (event) => (value.value = JSON.stringify(event.detail.value)) }, text(n.value)),
            h("mpy-script", { code: 'print("ran prop")' }),
            h("script", { type: "mpy", innerHTML: 'print("ran tag")' }),
            h("button", { onClick: () => n.value++ }, "next"),
            h("output", value.value)]);
        },
      });`,
    server: `
      import { renderToString } from "vue/server-renderer";
      import { app } from "app";
      export const html = await renderToString(app);`,
    client: `
      import { app } from "app";
      setTimeout(() => app.mount("#root"), 300);`,
  },
  Svelte: {
    svelte: `
      <script>
        let n = $state(1);
        let value = $state("");
        const text = (n) => \`${python}\`;
        const done = (event) => (value = JSON.stringify(event.detail.value));
      </script>
      <mpy-script id="text" onmpy-done={done}>{text(n)}</mpy-script>
      <mpy-script code={'print("ran prop")'}></mpy-script>
      <mpy-script>
        if True:
          print("ran tag")
      </mpy-script>
      <button onclick={() => n++}>next</button>
      <output>{value}</output>`,
    server: `
      import { render } from "svelte/server";
      import App from "app";
      export const html = render(App).body;`,
    client: `
      import { hydrate } from "svelte";
      import App from "app";
      setTimeout(() => hydrate(App, { target: document.querySelector("#root") }), 300);`,
  },
};

/** Bundles a module of an application. */
async function bundle({ app, svelte }, contents, platform) {
  const source = svelte && compile(svelte, { generate: platform === "node" ? "server" : "client" }).js.code;
  const result = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    platform,
    conditions: [platform === "node" ? "node" : "browser"],
    define: {
      "process.env.NODE_ENV": '"development"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
    },
    banner:
      platform === "node"
        ? {
            js:
              'import { createRequire } from "node:module"; const require = createRequire(' +
              JSON.stringify(pathToFileURL(root).href) +
              ");",
          }
        : {},
    plugins: [
      {
        name: "app",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^app$/ }, () => ({ path: "app", namespace: "app" }));
          onLoad({ filter: /.*/, namespace: "app" }, () => ({ contents: source ?? app, resolveDir: root }));
        },
      },
    ],
  });
  return result.outputFiles[0].text;
}

/** The page of an application, as its server sends it. */
async function render(application) {
  const server = await bundle(application, application.server, "node");
  const { html } = await import(`data:text/javascript;base64,${Buffer.from(server).toString("base64")}`);
  const client = await bundle(application, application.client, "browser");
  return `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/core.css">
    <script type="module" src="/dist/core.js"></script>
    <div id="root">${html}</div>
    <script type="module">${client.replaceAll("</script", "<\\/script")}</script>`;
}

describe("a page that was rendered on a server", () => {
  let browser;
  let server;

  before(async () => {
    const pages = {};
    for (const [name, application] of Object.entries(applications))
      pages[`/${name}`] = await render(application);
    server = await serveFiles({ folders: { "/dist/": "dist" }, pages });
    await stop();
    browser = await launchChrome();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const name of Object.keys(applications)) {
    it(`by ${name} is hydrated as it was sent, runs each script once, and anew when its code changes`, async () => {
      const page = await browser.newPage();
      const logs = [];
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "log") logs.push(message.text());
        else if (message.type() !== "info" && message.type() !== "debug") complaints.push(message.text());
      });
      const until = (condition) => page.waitForFunction(condition, { timeout: 15_000 });
      await page.goto(`${server.origin}/${name}`);
      await until('document.querySelector("output")?.textContent === "[1]"');
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual([...logs].sort(), ["ran 1", "ran prop", "ran tag"]);
      assert.equal(await page.$eval("#text", (element) => element.innerText.trim()), "n is 1");
      await page.click("button");
      await until('document.querySelector("output")?.textContent === "[2]"');
      assert.equal(await page.$eval("#text", (element) => element.innerText.trim()), "n is 2");
      assert.equal(logs.at(-1), "ran 2");
      assert.equal(logs.length, 4);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
