/**
 * The JavaScript of the page about stores: `<store-editor>` shows a store and changes it, `<store-rows>` shows what is in
 * the database, `<store-filler>` fills another store with 100,000 keys.
 */
import storage, { addEventListener, close, removeEventListener, sync } from "../../dist/storage.js";

/** An element with some text, attributes and children. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** What somebody typed: JSON where it is, else text. */
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
  #key = make("input", { required: true, autocomplete: "off", value: "javascript" });
  #value = make("input", { autocomplete: "off", value: '["any", "JSON"]' });
  #show = () => this.#update();
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
      this.#store[this.#key.value] = read(this.#value.value);
    });
    this.replaceChildren(this.#list, form);
    this.#store = await storage("gallery");
    if (!this.isConnected) return;
    addEventListener(this.#store, "change", this.#show);
    this.#update();
  }

  disconnectedCallback() {
    if (this.#store) removeEventListener(this.#store, "change", this.#show);
  }

  #update() {
    const store = this.#store;
    const item = (key) => {
      const remove = make("button", { type: "button", ariaLabel: `Delete ${key}` }, "Delete");
      remove.addEventListener("click", () => delete store[key]);
      return make("li", {}, make("code", {}, `${key}: ${show(store[key])}`), remove);
    };
    this.#list.replaceChildren(...Object.keys(store).sort().map(item));
  }
}

class StoreRows extends HTMLElement {
  #timer;

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
    const cells = (row) => [
      row.store,
      row.id.split("-")[0],
      row.keys.length.toLocaleString(),
      row.keys.slice(0, 4).join(", ") + (row.keys.length > 4 ? " …" : ""),
    ];
    const line = (kind, texts) => make("tr", {}, ...texts.map((text) => make(kind, {}, text)));
    const summary = `${rows.length} rows, ${rows.reduce((sum, { keys }) => sum + keys.length, 0).toLocaleString()} cells`;
    this.replaceChildren(
      make(
        "table",
        {},
        make("caption", {}, summary),
        make("thead", {}, line("th", ["Store", "Level", "Cells", "Keys"])),
        make("tbody", {}, ...rows.slice(0, 12).map((row) => line("td", cells(row)))),
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
    this.replaceChildren(fill, " ", empty, " ", this.#told);
  }

  async #run(work) {
    for (const button of this.#buttons) button.disabled = true;
    try {
      this.#told.value = await work();
    } catch (error) {
      this.#told.value = error.message;
    }
    for (const button of this.#buttons) button.disabled = false;
  }

  async #fill() {
    let store = await storage("gallery, large");
    const began = performance.now();
    for (let from = 0; from < 100_000; from += 5_000) {
      for (let index = from; index < from + 5_000; index++)
        store[`key ${index}`] = { index, half: index / 2 };
      this.#told.value = `${from.toLocaleString()} …`;
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
