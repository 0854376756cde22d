/**
 * The JavaScript of the page about stores: `<store-editor>` shows a store and changes it, `<store-rows>`
 * shows what is in the database, `<store-filler>` fills another store with 100,000 keys.
 */
import storage, { addEventListener, close, removeEventListener, sync } from "../../dist/storage.js";

/** An element with some text, attributes and children. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Returns typed text as a value: JSON if it is JSON, else text. */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const show = (value) => JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `${item}` : item));

class StoreEditor extends HTMLElement {
  #list = make("ul");
  #items = new Map();
  #key = make("input", { autocomplete: "off", value: "javascript" });
  #value = make("input", { autocomplete: "off", value: '["any", "JSON"]' });
  #show = ({ keys }) => keys.forEach((key) => this.#update(key));
  #store;

  async connectedCallback() {
    const form = make(
      "form",
      {},
      make("label", {}, "Key ", this.#key),
      make("label", {}, "Value ", this.#value),
      make("button", {}, "Set"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#store) this.#store[this.#key.value] = read(this.#value.value);
    });
    this.replaceChildren(this.#list, form);
    this.#store = await storage("gallery");
    if (!this.isConnected) return;
    addEventListener(this.#store, "change", this.#show);
    const keys = new Set([...this.#items.keys(), ...Object.keys(this.#store).sort()]);
    this.#show({ keys: [...keys] });
  }

  disconnectedCallback() {
    if (this.#store) removeEventListener(this.#store, "change", this.#show);
  }

  #update(key) {
    let item = this.#items.get(key);
    if (!(key in this.#store)) {
      item?.remove();
      this.#items.delete(key);
      return;
    }
    if (!item) {
      const remove = make("button", { type: "button", ariaLabel: `Delete ${key}` }, "Delete");
      item = make("li", {}, make("code"), remove);
      remove.addEventListener("click", () => this.#remove(key));
      this.#items.set(key, item);
      this.#list.append(item);
    }
    item.firstChild.textContent = `${key}: ${show(this.#store[key])}`;
  }

  #remove(key) {
    const item = this.#items.get(key);
    const neighbour = item.nextElementSibling ?? item.previousElementSibling;
    delete this.#store[key];
    (neighbour?.lastElementChild ?? this.#key).focus();
  }
}

/** How full a row is: small ones are merged. */
const levels = { 0: "small", 1: "middle", 2: "full", 9: "one large value" };

class StoreRows extends HTMLElement {
  #timer;
  #shown = "";

  connectedCallback() {
    const refresh = () => this.#update().catch((error) => (this.textContent = error.message));
    this.#timer = setInterval(refresh, 1000);
    void refresh();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #update() {
    await storage("gallery"); // So that the database is there.
    const rows = (await allRows()).filter(({ store }) => store.startsWith("gallery"));
    const content = (row, index) => {
      const text = row.contents[index];
      if (text === null) return "deleted";
      return typeof text === "string" ? text.slice(0, 40) : `${text.bytes.length.toLocaleString()} bytes`;
    };
    const cells = (row) => [
      row.store,
      levels[row.id.split("-")[0]],
      row.keys.length.toLocaleString(),
      row.keys
        .slice(0, 4)
        .map((key, index) => `${key}: ${content(row, index)}`)
        .join(" · ") + (row.keys.length > 4 ? " …" : ""),
    ];
    const line = (kind, texts) => make("tr", {}, ...texts.map((text) => make(kind, {}, text)));
    const count = (number, what) => `${number.toLocaleString()} ${what}${number === 1 ? "" : "s"}`;
    const shown = rows.slice(0, 12);
    const rest = rows.length - shown.length;
    const summary = `${count(rows.length, "row")} with ${count(
      rows.reduce((sum, { keys }) => sum + keys.length, 0),
      "cell",
    )}${rest > 0 ? `, the first ${shown.length} of them:` : ""}`;
    if (this.#shown === summary + shown.map(({ id }) => id)) return;
    this.#shown = summary + shown.map(({ id }) => id);
    this.replaceChildren(
      make(
        "table",
        {},
        make("caption", {}, summary),
        make("thead", {}, line("th", ["Store", "Row", "Cells", "Content"])),
        make("tbody", {}, ...shown.map((row) => line("td", cells(row)))),
      ),
    );
  }
}

function allRows() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("py-elements");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      const rows = database.transaction("rows").objectStore("rows").getAll();
      rows.onsuccess = () => resolve(rows.result);
      rows.onerror = () => reject(rows.error);
      database.close();
    };
  });
}

class StoreFiller extends HTMLElement {
  #told = make("output");
  #buttons = [
    make("button", { type: "button" }, "Fill 100,000 keys"),
    make("button", { type: "button" }, "Empty"),
  ];

  connectedCallback() {
    const [fill, empty] = this.#buttons;
    fill.addEventListener("click", () => this.#run(() => this.#fill()));
    empty.addEventListener("click", () => this.#run(() => this.#empty()));
    this.replaceChildren(fill, empty, this.#told);
  }

  /** Buttons that are `disabled` would lose the focus. */
  async #run(work) {
    const [{ ariaDisabled }] = this.#buttons;
    if (ariaDisabled === "true") return;
    for (const button of this.#buttons) button.ariaDisabled = "true";
    try {
      this.#told.value = await work();
    } catch (error) {
      this.#told.value = error.message;
    }
    for (const button of this.#buttons) button.ariaDisabled = "false";
  }

  async #fill() {
    let store = await storage("gallery, large");
    const began = performance.now();
    for (let from = 0; from < 100_000; from += 5_000) {
      for (let index = from; index < from + 5_000; index++)
        store[`key ${index}`] = { index, half: index / 2 };
      this.#told.value = `${(from + 5_000).toLocaleString()} …`;
      await new Promise((resolve) => setTimeout(resolve)); // The page lives on.
    }
    await sync(store);
    const written = performance.now();
    await close(store);
    const closed = performance.now();
    store = await storage("gallery, large");
    const opened = performance.now();
    const count = Object.keys(store).length.toLocaleString();
    const seconds = (time) => `${(time / 1000).toFixed(2)} s`;
    return `${count} keys on the disk after ${seconds(written - began)}, opened again in ${seconds(opened - closed)}.`;
  }

  async #empty() {
    const store = await storage("gallery, large");
    for (const key of Object.keys(store)) delete store[key];
    await sync(store);
    return "Empty.";
  }
}

customElements.define("store-editor", StoreEditor);
customElements.define("store-rows", StoreRows);
customElements.define("store-filler", StoreFiller);
