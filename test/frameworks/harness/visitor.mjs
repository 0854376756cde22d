// A page in a browser, and what happens on it.
/* global document, find */

/** In the page: looks for elements in the document, or in the shadow root of an application that has one. */
const finders = `
  var rootOfApplication = () => document.querySelector("[data-root]")?.shadowRoot ?? document;
  var find = (selector) => rootOfApplication().querySelector(selector);
  var findAll = (selector) => [...rootOfApplication().querySelectorAll(selector)];`;

export class Visitor {
  /** Errors, warnings and requests that failed. */
  complaints = [];
  #logs = [];
  #page;
  /** A page that has lost its way once is not waited for again and again. */
  #hasFailed = false;

  constructor(page) {
    this.#page = page;
    page.on("pageerror", (error) => this.complaints.push(error.stack ?? String(error)));
    page.on("requestfailed", (request) => {
      this.complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.url()}: ${response.status()}`);
    });
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) this.complaints.push(message.text());
      else this.#logs.push(message.text());
    });
  }

  /**
   * @param {import("puppeteer-core").Browser} browser
   * @param {string} url
   */
  static async open(browser, url) {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(finders);
    const visitor = new Visitor(page);
    await page.goto(url);
    return visitor;
  }

  close() {
    return this.#page.close();
  }

  /** How often scripts have printed each line that begins with "ran". */
  ran() {
    const counts = {};
    for (const line of this.#logs.filter((line) => line.startsWith("ran ")).sort())
      counts[line] = (counts[line] ?? 0) + 1;
    return counts;
  }

  evaluate(work, ...values) {
    return this.#page.evaluate(work, ...values);
  }

  /** Waits until `condition(value)` is true on the page; an error tells what the page shows then. */
  async until(value, condition) {
    try {
      const timeout = this.#hasFailed ? 1_000 : 60_000;
      await this.#page.waitForFunction(condition, { timeout, polling: 20 }, value);
    } catch (error) {
      this.#hasFailed = true;
      const shown = await this.evaluate(() => (find("main") ?? document.body).innerText);
      const complaints = this.complaints.join("\n");
      const told = `${condition}\nof ${JSON.stringify(value)}. The page shows:\n${shown}\n${complaints}`;
      throw new Error(`${error.message}\n${told}`, { cause: error });
    }
  }

  click(selector) {
    return this.evaluate((selector) => find(selector).click(), selector);
  }

  /** Waits for what would come late, if it came: a second run, another listener. */
  settle() {
    return new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** How many listeners a click on a button calls. */
  async pings() {
    await this.evaluate(() => (globalThis.pings = 0));
    await this.click("#ping");
    await this.settle();
    return this.evaluate(() => globalThis.pings);
  }
}
