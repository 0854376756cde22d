// The page of the soak: rounds in which a bit of everything comes and goes, and is checked. The runner lets
// them run, and looks at the page between two of them.

/** Longer, and it counts as never answered. */
const ANSWERED_WITHIN_MS = 60_000;
/** How much of each kind a round has. */
const ROUND = { runs: 20, elements: 20, events: 2000, values: 200, megabytes: 10 };
/** Kinds that take longer come in one of so many rounds. */
const SELDOM = 5;

const done = { rounds: 0, runs: 0, elements: 0, workers: 0, events: 0, values: 0, megabytes: 0 };
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
  // It stays for the whole time: what it is asked leaves nothing in it.
  echo = await within(core.MPWorker("/echo.py").ready, "a worker's start");
  for (;;) {
    while (done.rounds >= wanted) await pause(20);
    await round(done.rounds);
    done.rounds++;
  }
}

async function round(number) {
  for (let index = 0; index < ROUND.runs; index++) await script("mpy", `x = ${index}\nassert x == ${index}`);
  await elements(number);
  await events(number);
  await values(number);
  await bytes(number);
  await worker("mpy");
  if (number % SELDOM === 1) await script("py", "y = [str(i) for i in range(1000)]");
  if (number % SELDOM === 2) await terminal();
  if (number % SELDOM === 3) await donkey();
  if (number % (4 * SELDOM) === 4) await worker("py");
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
}

async function donkey() {
  const { donkey } = await import("/dist/donkey.js");
  const python = donkey({ type: "mpy", persistent: true });
  equal(await within(python.evaluate("6 * 7"), "a donkey"), 42, "a donkey's answer");
  await python.kill();
  done.workers++;
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
