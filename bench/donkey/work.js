// The measured page; `globalThis.finished` has the results.
import { donkey } from "/dist/core.js";
import { Terminal } from "/xterm/xterm/lib/xterm.mjs";

const { rounds, type } = globalThis;
const CALLS = 2000;
const LINES = 20_000;

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
  const printing = await timed(async () => {
    await py.execute(`for i in range(${LINES}): print("this is line", i)`);
    await document.querySelector("#ours py-terminal").written();
    await frame();
  });
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
  const terminal = new Terminal({ scrollback: 100_000 });
  terminal.open(document.querySelector("#bare"));
  await frame();
  const text = Array.from({ length: LINES }, (_, index) => `this is line ${index}\r\n`).join("");
  const printing = await timed(async () => {
    await new Promise((resolve) => terminal.write(text, resolve));
    await frame();
  });
  terminal.dispose();
  if (counted) {
    ready[1].push(took);
    calls[1].push((CALLS / calling) * 1000);
    lines[1].push(printing);
  }
}

for (let round = 0; round <= rounds; round++) {
  await ours(round > 0);
  await bare(round > 0);
}
globalThis.finished = [ready, calls, lines];
