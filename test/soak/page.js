// The page of the soak: rounds in which a bit of everything comes and goes, and is checked. The runner lets
// them run, and looks at the page between two of them.

/** Longer, and it counts as never answered. */
const ANSWERED_WITHIN_MS = 60_000;
/** How much of each kind a round has. */
const ROUND = { runs: 30, elements: 20, events: 2000, values: 200, megabytes: 10 };
/** Kinds that take longer: each round has the next one. */
const SELDOM = [
  () => script("py", "y = [str(i) for i in range(1000)]"),
  terminal,
  donkey,
  editor,
  components,
  pool,
  sandbox,
];
/** Pyodide in a worker takes seconds: one of so many rounds has it. */
const PYODIDE = 20;

const done = {
  ...{ rounds: 0, runs: 0, elements: 0, workers: 0, events: 0, values: 0, megabytes: 0 },
  ...{ terminals: 0, donkeys: 0, editors: 0, components: 0, pools: 0, sandboxes: 0 },
};
const failures = [];
const box = document.getElementById("box");
const counters = countInstances();
let wanted = Infinity;
let core;
let echo;

window.soak = {
  /** Lets so many more rounds run. */
  allow(rounds) {
    wanted = done.rounds + rounds;
  },
  /** @returns JSON */
  status: () =>
    JSON.stringify({
      ...{ done, failures, isPaused: done.rounds >= wanted || failures.length > 0 },
      pages: { elements: document.getElementsByTagName("*").length, ...counters() },
    }),
};

wanted = 0;
run().catch((error) => failures.push(String(error?.stack ?? error)));

async function run() {
  core = await import("/dist/core.js");
  // These stay for the whole time: what they are asked leaves nothing in them.
  echo = await within(core.MPWorker("/echo.py").ready, "a worker's start");
  const definition = document.createElement("mpy-script");
  definition.textContent = `from pyscript.web import Component, button, component, prop
@component("soak-counter")
class Counter(Component):
    count = prop(0)
    def add(self, event):
        self.count += 1
    def render(self):
        return [button(str(self.count), on_click=self.add)]`;
  document.body.append(definition);
  await within(definition.done, "the definition of a component");
  for (;;) {
    while (done.rounds >= wanted) await pause(20);
    await round(done.rounds);
    done.rounds++;
  }
}

async function round(number) {
  for (let index = 0; index < ROUND.runs; index++) await script("mpy", `x = ${index}\nassert x == ${index}`);
  await elements(number);
  await Promise.all([events(), values(number), bytes(number), worker("mpy")]);
  await bytes(number + 1);
  await SELDOM[number % SELDOM.length](number);
  if (number % PYODIDE === 4) await worker("py");
}

async function script(type, code, attributes = {}) {
  const element = document.createElement(`${type}-script`);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = code;
  box.append(element);
  await within(element.done, `a ${type} script`);
  element.remove();
  done.runs++;
}

/** Elements with attributes, some of which Python makes. */
async function elements(number) {
  const made = [];
  for (let index = 0; index < ROUND.elements; index++) {
    const button = document.createElement("button");
    button.setAttribute("mpy-click", "soaked");
    made.push(button);
  }
  box.append(...made);
  await pause(0);
  for (const button of made) button.remove();
  await script(
    "mpy",
    `from pyscript import document, window, display, when
for index in range(${ROUND.elements}):
    made = document.createElement("p")
    made.textContent = str(index)
    window.box.append(made)
@when("click", "#box p")
def clicked(event):
    window.soakSeen = ${number}
document.querySelector("#box p").click()
display("${number}", target="box")
window.box.replaceChildren()`,
  );
  equal(window.soakSeen, number, "the round of the click");
  done.elements += 2 * ROUND.elements;
}

async function events() {
  await script("mpy", "soak_count = 0\ndef soaked(event):\n    global soak_count\n    soak_count += 1");
  const button = document.createElement("button");
  button.setAttribute("mpy-click", "soaked");
  box.append(button);
  await pause(0);
  for (let index = 0; index < ROUND.events; index++) {
    button.click();
    if (index % 500 === 499) await pause(0);
  }
  button.remove();
  await script("mpy", "from pyscript import window\nwindow.soakCount = soak_count");
  equal(window.soakCount, ROUND.events, "the events that were heard");
  done.events += ROUND.events;
}

async function values(number) {
  await script(
    "mpy",
    `from pyscript import storage, window
store = await storage("soak")
for index in range(${ROUND.values}):
    store["key" + str(index % 50)] = [${number}, index, "text"]
await store.sync()
window.soakStored = store["key7"][0]`,
  );
  equal(window.soakStored, number, "the value that was stored");
  done.values += ROUND.values;
}

async function bytes(number) {
  const sent = new Uint8Array(ROUND.megabytes * 1_000_000);
  const place = (number * 7919) % sent.length;
  sent[place] = 1 + (number % 255);
  const came = await within(echo.echo(sent), "10 MB");
  equal(came.length, ROUND.megabytes * 1_000_000, "the length of what came back");
  equal(came[place], 1 + (number % 255), "a byte of what came back");
  done.megabytes += ROUND.megabytes;
}

async function worker(type) {
  await script(type, "from pyscript import window, document\nwindow.soakWorker = document.title", {
    worker: "",
  });
  equal(window.soakWorker, document.title, "the title that a worker read");
  done.workers++;
}

async function terminal() {
  await script("mpy", "print('in a terminal')", { worker: "", terminal: "" });
  done.workers++;
  done.terminals++;
}

async function donkey() {
  const { donkey } = await import("/dist/donkey.js");
  const python = donkey({ type: "mpy", persistent: true });
  equal(await within(python.evaluate("6 * 7"), "a donkey"), 42, "a donkey's answer");
  await python.kill();
  done.workers++;
  done.donkeys++;
}

/** Its code runs in a worker, and again when it has been changed. */
async function editor(number) {
  const element = document.createElement("py-editor");
  element.setAttribute("type", "mpy");
  element.textContent = `print("of an editor")\n${number} + 1`;
  box.append(element);
  equal(await within(element.run(), "an editor"), number + 1, "an editor's value");
  element.code = "x = 2\nx";
  equal(await within(element.run(), "an editor's second run"), 2, "an editor's second value");
  element.remove();
  done.workers++;
  done.editors++;
  done.runs += 2;
}

async function components() {
  const made = Array.from({ length: ROUND.elements }, () => document.createElement("soak-counter"));
  box.append(...made);
  const text = ({ shadowRoot }) => shadowRoot?.querySelector("button")?.textContent;
  await shows(() => made.every((element) => text(element) === "0"), "components");
  for (const element of made) element.shadowRoot.querySelector("button").click();
  await shows(() => made.every((element) => text(element) === "1"), "components that were clicked");
  for (const element of made) element.remove();
  done.elements += made.length;
  done.components += made.length;
  done.events += made.length;
}

async function pool() {
  await script(
    "mpy",
    `from pyscript import Pool, window
async def mapped():
    async with Pool(2) as pool:
        return sum(await pool.map("lambda x: x * x", range(100)))
window.soakMapped = await mapped()`,
  );
  equal(window.soakMapped, 328350, "the sum of a pool's results");
  done.workers += 2;
  done.pools++;
}

async function sandbox(number) {
  const { donkey } = await import("/dist/donkey.js");
  const python = donkey({ type: "mpy", persistent: true, sandbox: true });
  equal(await within(python.evaluate(`${number} + 1`), "a sandbox"), number + 1, "a sandbox's answer");
  await python.kill();
  done.workers++;
  done.sandboxes++;
}

async function shows(check, what) {
  const end = performance.now() + ANSWERED_WITHIN_MS;
  while (!check()) {
    if (performance.now() > end) throw new Error(`${what} did not show`);
    await pause(5);
  }
}

function equal(found, expected, what) {
  if (found !== expected) throw new Error(`${what}: ${found}, not ${expected}`);
}

function within(promise, what) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not answered`)), ANSWERED_WITHIN_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Counts the workers that have not been ended, object URLs, and the WebAssembly memory of this thread. */
function countInstances() {
  const workers = new Set();
  const urls = new Set();
  const memories = [];
  const { Worker, WebAssembly } = window;
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      workers.add(this);
    }
    terminate() {
      workers.delete(this);
      super.terminate();
    }
  };
  const { createObjectURL, revokeObjectURL } = window.URL;
  window.URL.createObjectURL = (object) => {
    const url = createObjectURL.call(window.URL, object);
    urls.add(url);
    return url;
  };
  window.URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(window.URL, url);
  };
  const { Instance } = WebAssembly;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original.apply(WebAssembly, args);
      const { exports } = made instanceof Instance ? made : made.instance;
      const memory =
        Object.values(exports).find((value) => value instanceof WebAssembly.Memory) ?? args[1]?.env?.memory;
      if (memory) memories.push(memory);
      return made;
    };
  }
  const { memory } = performance;
  return () => ({
    workers: workers.size,
    urls: urls.size,
    wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) / 2 ** 20,
    ...(memory && { pageHeap: memory.usedJSHeapSize / 2 ** 20 }),
  });
}
