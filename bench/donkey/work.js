// The measured page; `globalThis.finished` has the results.
import { donkey } from "/dist/core.js";
import { Terminal } from "/xterm/xterm/lib/xterm.mjs";

const { rounds, type, first } = globalThis;
const CALLS = 2000;
const LINES = 20_000;
const FIRST_LINES = 2000;

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
const timed = async (action) => {
  const start = performance.now();
  await action();
  return performance.now() - start;
};

/** A worker with the interpreter and nothing else. */
class Bare {
  #worker = new Worker(`/bench/bare-${type}.js`, { type: "module" });
  #answer;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#answer(data);
  }

  ask(message) {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#worker.postMessage(message);
    });
  }

  end() {
    this.#worker.terminate();
  }
}

const ready = [[], []];
const calls = [[], []];
const lines = [[], []];

/** Prints lines by a donkey, until they are rendered. */
function print(py, count) {
  return timed(async () => {
    await py.execute(`for i in range(${count}): print("this is line", i)`);
    await document.querySelector("#ours py-terminal").written();
    await frame();
  });
}

/** Writes the same lines to a terminal of xterm.js, until they are rendered. */
async function write(count) {
  const terminal = new Terminal({ scrollback: 100_000 });
  terminal.open(document.querySelector("#bare"));
  await frame();
  const text = Array.from({ length: count }, (_, index) => `this is line ${index}\r\n`).join("");
  const took = await timed(async () => {
    await new Promise((resolve) => terminal.write(text, resolve));
    await frame();
  });
  terminal.dispose();
  return took;
}

async function ours(counted) {
  const made = {};
  const took = await timed(
    async () => (made.py = await donkey({ type, persistent: true, terminal: "#ours" })),
  );
  const { py } = made;
  await py.evaluate("1+1");
  const calling = await timed(async () => {
    for (let call = 0; call < CALLS; call++) await py.evaluate("1+1");
  });
  const printing = await print(py, LINES);
  await py.kill();
  if (counted) {
    ready[0].push(took);
    calls[0].push((CALLS / calling) * 1000);
    lines[0].push(printing);
  }
}

async function bare(counted) {
  const worker = new Bare();
  const took = await timed(() => worker.ask(""));
  await worker.ask("1+1");
  const calling = await timed(async () => {
    for (let call = 0; call < CALLS; call++) await worker.ask("1+1");
  });
  worker.end();
  const printing = await write(LINES);
  if (counted) {
    ready[1].push(took);
    calls[1].push((CALLS / calling) * 1000);
    lines[1].push(printing);
  }
}

/** The page comes to rest: what its start has left to do is no part of what is measured. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 500));

if (first === undefined) {
  for (let round = 0; round <= rounds; round++) {
    await ours(round > 0);
    await bare(round > 0);
  }
  globalThis.finished = [ready, calls, lines];
} else if (first === 0) {
  const py = await donkey({ type, persistent: true, terminal: "#ours" });
  await rest();
  globalThis.finished = await print(py, FIRST_LINES);
} else {
  await rest();
  globalThis.finished = await write(FIRST_LINES);
}
