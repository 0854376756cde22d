// The elements in JavaScript, and what measures both.
import { css, html, LitElement } from "lit";
import { repeat } from "lit/directives/repeat.js";

class LitCounter extends LitElement {
  static properties = { count: { type: Number }, label: {} };
  static styles = css`
    button {
      font: inherit;
    }
  `;
  constructor() {
    super();
    this.count = 0;
    this.label = "Clicks";
  }
  render() {
    return html`<button @click=${this.more}>${this.label}: ${this.count}</button>`;
  }
  more() {
    this.count += 1;
  }
}
customElements.define("lit-counter", LitCounter);

class LitTable extends LitElement {
  static properties = { rows: {} };
  constructor() {
    super();
    this.rows = [];
  }
  render() {
    const row = ({ id, name, price }) =>
      html`<tr>
        <td>${id}</td>
        <td>${name}</td>
        <td>${price}</td>
      </tr>`;
    return html`<table>
      <tbody>
        ${repeat(this.rows, ({ id }) => id, row)}
      </tbody>
    </table>`;
  }
}
customElements.define("lit-table", LitTable);

const place = document.querySelector("#place");
const count = 1000;
const clicks = 20;
const rows = Array.from({ length: count }, (_, id) => ({
  id,
  name: `name ${(id * 7919) % count}`,
  price: (id * 104_729) % count,
}));
const orders = [
  [...rows].sort((a, b) => a.price - b.price),
  [...rows].sort((a, b) => (a.name < b.name ? -1 : 1)),
];

const shown = async (elements) => {
  for (const element of elements) await element.updateComplete;
};

const works = {
  async insert(tag) {
    const elements = Array.from({ length: count }, () => document.createElement(`${tag}-counter`));
    const begin = performance.now();
    place.append(...elements);
    await shown(elements);
    const time = performance.now() - begin;
    check(elements[999].shadowRoot.textContent, "Clicks: 0");
    return time;
  },
  async change(tag, round) {
    const elements = [...place.querySelectorAll(`${tag}-counter`)].slice(-count);
    const begin = performance.now();
    for (const element of elements) element.count = round + 10;
    await shown(elements);
    const time = performance.now() - begin;
    check(elements[999].shadowRoot.textContent, `Clicks: ${round + 10}`);
    return time;
  },
  async click(tag) {
    const root = [...place.querySelectorAll(`${tag}-counter`)].at(-1).shadowRoot;
    const count = () => Number(root.textContent.trim().slice("Clicks: ".length));
    const times = [];
    for (let number = 1; number <= clicks; number++) {
      // The frame that the last click has asked for belongs to none.
      await atRest();
      const before = count();
      const begin = performance.now();
      root.querySelector("button").click();
      if (count() === before) await changed(root);
      times.push(performance.now() - begin);
      check(root.textContent, `Clicks: ${before + 1}`);
    }
    return times.sort((one, other) => one - other)[clicks / 2];
  },
  async sort(tag, round) {
    let table = place.querySelector(`${tag}-table`);
    if (!table) {
      table = document.createElement(`${tag}-table`);
      table.rows = rows;
      place.append(table);
      await table.updateComplete;
    }
    const order = orders[round % 2];
    const begin = performance.now();
    table.rows = order;
    await table.updateComplete;
    const time = performance.now() - begin;
    check(table.shadowRoot.querySelector("td:nth-child(3)").textContent, String(order[0].price));
    return time;
  },
};

/** Resolves when a frame has been drawn, and nothing waits for the thread. */
function atRest() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 5)));
}

/** Resolves when something in a node has changed. Nothing polls: that would take the time of a worker. */
function changed(node) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("a click has changed nothing after 5 s")), 5000);
    const observer = new MutationObserver(() => {
      clearTimeout(late);
      observer.disconnect();
      resolve();
    });
    observer.observe(node, { subtree: true, childList: true, characterData: true });
  });
}

function check(text, expected) {
  if (text.trim() !== expected) throw new Error(`${expected} was expected, and ${text} is there`);
}

await customElements.whenDefined("py-table");
const results = {};
for (const [name, work] of Object.entries(works)) {
  results[name] = [[], []];
  for (let round = 0; round <= globalThis.rounds; round++) {
    for (const [index, tag] of ["py", "lit"].entries()) {
      if (name === "insert") place.replaceChildren();
      const time = await work(tag, round);
      if (round > 0) results[name][index].push(time);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  if (name === "insert") for (const tag of ["py", "lit"]) await work(tag, 0);
  if (name === "click") place.replaceChildren();
}
globalThis.finished = results;
