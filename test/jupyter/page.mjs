// A page with donkeys in a browser, and what it has told of itself: console, errors, markup.
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";

const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Donkeys</title>
<div id="terminal"></div><div id="target"></div>
<script type="module">
  import { donkey } from "/dist/core.js";
  globalThis.donkeys = {};
  globalThis.open = async (name, options) => void (donkeys[name] = await donkey(options));
  /** Calls a method; errors and binary data come as plain data. */
  globalThis.call = async (name, method, ...args) => {
    try {
      return { value: plain(await donkeys[name][method](...args)) };
    } catch (error) {
      const { name, message, traceback, lineno, filename, code, index } = error;
      return { error: { name, message, traceback, lineno, filename, code, index } };
    }
  };
  const plain = (value) => {
    if (ArrayBuffer.isView(value))
      return { class: value.constructor.name, shape: value.shape, data: Array.from(value.slice(0, 20), Number), length: value.length };
    if (typeof value === "bigint") return { bigint: String(value) };
    if (value instanceof Date) return { date: value.toISOString() };
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
    return value === undefined ? { undefined: true } : value;
  };
  globalThis.terminalText = () => {
    const buffer = document.querySelector("py-terminal")?.terminal?.buffer.active;
    const lines = [];
    for (let row = 0; row < (buffer?.length ?? 0); row++) {
      const line = buffer.getLine(row);
      if (line.isWrapped) lines.push(lines.pop() + line.translateToString(true));
      else lines.push(line.translateToString(true));
    }
    return lines.join("\\n").trimEnd();
  };
  globalThis.loaded = true;
</script>`;

export async function openBrowser() {
  const root = new URL("../../dist", import.meta.url).pathname;
  const server = await serveFiles({ folders: { "/dist/": root }, pages: { "/": html }, compressed: false });
  const browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  const told = [];
  const watch = (page) => {
    page.on("console", (message) =>
      told.push(`${message.type()}: ${message.text()} ${message.location().url ?? ""}`),
    );
    page.on("pageerror", (error) => told.push(`pageerror: ${error.stack}`));
  };
  return {
    origin: server.origin,
    told,
    async page() {
      const page = await browser.newPage();
      watch(page);
      await page.goto(server.origin);
      await page.waitForFunction("globalThis.loaded", { timeout: 60_000 });
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A donkey in a page, as a test calls it. */
export class RemoteDonkey {
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  static async open(page, options, name = `donkey${Math.random()}`) {
    const error = await page.evaluate(
      (name, options) =>
        open(name, options).then(
          () => null,
          ({ name, message, code }) => ({ name, message, code }),
        ),
      name,
      options,
    );
    if (error) throw Object.assign(new Error(error.message), error);
    return new RemoteDonkey(page, name);
  }

  /** @returns {Promise<{ value?: unknown, error?: object }>} */
  outcome(method, ...args) {
    return this.page.evaluate((...call) => globalThis.call(...call), this.name, method, ...args);
  }

  /** Returns the value; throws the error. */
  async call(method, ...args) {
    const { value, error } = await this.outcome(method, ...args);
    if (error) throw Object.assign(new Error(error.message), error);
    return value;
  }

  terminal() {
    return this.page.evaluate(async () => {
      await document.querySelector("py-terminal")?.written();
      return globalThis.terminalText();
    });
  }

  /** Waits for text in the terminal. */
  async shows(text, timeout = 20_000) {
    await this.page.waitForFunction(
      (text) => globalThis.terminalText().includes(text),
      { timeout, polling: 50 },
      text,
    );
  }
}
