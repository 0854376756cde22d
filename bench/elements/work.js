// Work on a page whose interpreter is there: scripts come and go, and a loop of Python's.
import { createApp, h, ref } from "/vue/vue.runtime.esm-browser.prod.js";

const { type, mode } = globalThis;
const place = document.getElementById("place");
const button = document.getElementById("button");

const listening = `
from pyscript import when, window

@when("click", "#button")
def clicked(event):
    window.clicked()

window.ran()
`;

globalThis.clicked = () => {};

function insertScript() {
  const script = Object.assign(document.createElement("script"), { type, textContent: listening });
  place.append(script);
  return script;
}

/** Until what was removed is gone from the next frame, and what is done a task later has been. */
const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

const SCRIPTS = 50;
const ELEMENTS = 1000;
const CHILDREN = 4000;
/** The peer makes a list of all children each time: 4,000 would take it minutes. */
const FEW_CHILDREN = 400;

const work = {
  async [`${SCRIPTS} script tags with a listener, one after the other inserted and removed`]() {
    for (let at = 0; at < SCRIPTS; at++) {
      const ran = globalThis.runs(1);
      const script = insertScript();
      await ran;
      script.remove();
    }
    await shown();
  },
  async [`${SCRIPTS} script tags with a listener, all inserted, all removed`]() {
    const ran = globalThis.runs(SCRIPTS);
    const scripts = Array.from({ length: SCRIPTS }, insertScript);
    await ran;
    for (const script of scripts) script.remove();
    await shown();
  },
  async [`${ELEMENTS.toLocaleString("en")} elements, by Vue inserted and removed`]() {
    const there = ref(true);
    const element = (key) => h(`${type}-script`, { key }, "import js; js.ran()");
    const app = createApp({
      render: () => h("div", there.value ? Array.from({ length: ELEMENTS }, (_, key) => element(key)) : []),
    });
    const ran = globalThis.runs(ELEMENTS);
    app.mount(place);
    await ran;
    there.value = false;
    await shown();
    app.unmount();
  },
};

function children(read, count) {
  place.replaceChildren(...Array.from({ length: count }, () => document.createElement("p")));
  const started = performance.now();
  read(count);
  const took = performance.now() - started;
  place.replaceChildren();
  return took;
}

function plain(count) {
  let last;
  for (let index = 0; index < count; index++) last = place.children[index];
  return last;
}

/** Called by Python with its loop. */
globalThis.begin = async (read) => {
  const results = {};
  const title = (count) => `\`children[i]\` in a loop over ${count.toLocaleString("en")}`;
  for (const count of mode === "ours" ? [FEW_CHILDREN, CHILDREN] : [FEW_CHILDREN]) {
    results[title(count)] = children(read, count);
    results[`${title(count)} (plain)`] = children(plain, count);
  }
  // The script that has called this ends.
  await shown();
  for (const [name, action] of Object.entries(work)) {
    const started = performance.now();
    await action();
    results[name] = performance.now() - started;
    // A removed script must not hear of it any more: else the work would not be the same.
    if (mode === "ours") {
      globalThis.clicked = () => {
        throw new Error(`${name}: a listener is left.`);
      };
      button.click();
      globalThis.clicked = () => {};
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  globalThis.finished = results;
};
