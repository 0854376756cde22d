// The page's half: starts each burst after a second of quiet, in turns; `globalThis.finished` has the rates.
import { PyWorker } from "/dist/core.js";

const { rounds, type } = globalThis;
globalThis.add = (a, b) => a + b;

const quiet = () => new Promise((resolve) => setTimeout(resolve, 1000));

/** Makes bursts of bare messages: `ping.js` posts one, and waits until the word has changed. */
function bareBursts() {
  const memory = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker("/bench/ping.js");
  let finish;
  worker.onmessage = ({ data }) => {
    if (data) return finish(data);
    Atomics.store(memory, 0, 1);
    Atomics.notify(memory, 0);
  };
  worker.postMessage(memory);
  return () =>
    new Promise((resolve) => {
      finish = resolve;
      worker.postMessage("burst");
    });
}

const bare = bareBursts();
const { burst } = await PyWorker("/bench/work.py", { type }).ready;
const works = ["thing.id", "document.title", "window.add(index, 1)", "thing.getAttribute"];
const rates = { bare: [], ...Object.fromEntries(works.map((name) => [name, []])) };
for (let round = 0; round <= rounds; round++) {
  for (const [name, list] of Object.entries(rates)) {
    await quiet();
    list.push(name === "bare" ? await bare() : await burst(name));
  }
}
globalThis.finished = rates;
