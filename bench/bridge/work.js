// Runs in the page: calls of `add(5, 3)` and a large array, by bridges and by the barest means, in turns.
import bridge from "/dist/bridge.js";

const { type, rounds } = globalThis;
/** How long each measures, in milliseconds. */
const SPAN = 250;
const LARGE = 10_000_000;

const file = new URL("/bench/calculations.py", location.href).href;
const main = await bridge(file, { type, worker: false });
const worker = await bridge(file, { type });

const direct = await rawFunction();
const bare = await echo();

const works = {
  direct: () => direct(5, 3),
  main: () => main.add(5, 3),
  bare: () => bare([5, 3]),
  worker: () => worker.add(5, 3),
};
const rates = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
const crossings = { bare: [], main: [], worker: [] };
for (let round = -1; round < rounds; round++) {
  for (const [name, work] of Object.entries(works)) {
    const rate = await perSecond(work);
    if (round >= 0) rates[name].push(rate);
  }
  for (const [name, cross] of Object.entries({ bare, main: main.same, worker: worker.same })) {
    const time = await crossing(cross);
    if (round >= 0) crossings[name].push(time);
  }
}
globalThis.finished = { rates, crossings };

/** The same function without a bridge, as the interpreter itself hands it out. */
async function rawFunction() {
  const interpreter = await globalThis[Symbol.for("@pyscript/core")].whenDefined(type);
  const code = "def raw_add(a, b):\n    return a + b\n";
  interpreter.writeFile(type === "mpy" ? "/lib/raw_calculations.py" : "raw_calculations.py", code);
  return interpreter.importModule("raw_calculations").raw_add;
}

/** A function that sends a message to a bare worker and waits for its answer. */
async function echo() {
  const thread = new Worker("/bench/echo.js");
  let answer;
  thread.onmessage = ({ data }) => answer(data);
  return (message) => {
    const transfer = message instanceof Uint8Array ? [message.buffer] : [];
    return new Promise((resolve) => {
      answer = resolve;
      thread.postMessage(message, transfer);
    });
  };
}

async function perSecond(work) {
  if ((await work()) !== 8) throw new Error("That is not the sum.");
  const begin = performance.now();
  let count = 0;
  let end = begin;
  while (end - begin < SPAN) {
    for (let index = 0; index < 200; index++) await work();
    count += 200;
    end = performance.now();
  }
  return (count * 1000) / (end - begin);
}

async function crossing(cross) {
  const bytes = new Uint8Array(LARGE).fill(1);
  const begin = performance.now();
  const back = await cross(bytes);
  const time = performance.now() - begin;
  if (back.length !== LARGE) throw new Error("Something was lost.");
  return time;
}
