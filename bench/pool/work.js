// The measured page; `globalThis.finished` has the results.
import { donkey } from "/dist/core.js";

const { rounds, type } = globalThis;
const ITEMS = Array.from({ length: 64 }, (_, index) => index);
const SMALL = Array.from({ length: 100_000 }, (_, index) => index);
const LOOPS = type === "py" ? 100_000 : 60_000;

const source = `
def work(item):
    total = 0
    for number in range(${LOOPS}):
        total += number & item
    return total
def small(item):
    return item + 1
def run(request):
    name, items = request
    function = work if name == "work" else small
    return [function(item) for item in items]
`;

const timed = async (action) => {
  const start = performance.now();
  await action();
  return performance.now() - start;
};

/** Workers with nothing but the interpreter, once they are ready. */
const startBare = (count) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker("/bench/bare.js", { type: "module" });
      worker.postMessage({ type, source });
      await new Promise((resolve) => (worker.onmessage = resolve));
      return worker;
    }),
  );

/** Two bare workers. A chunk goes to whoever has answered. */
const bareWorkers = await startBare(2);

async function bareMap(name, items, size) {
  const results = [];
  let next = 0;
  await Promise.all(
    bareWorkers.map(async (worker) => {
      while (next < items.length) {
        const start = next;
        next += size;
        worker.postMessage([name, items.slice(start, start + size)]);
        const { data } = await new Promise((resolve) => (worker.onmessage = resolve));
        results[start / size] = data;
      }
    }),
  );
  return results.flat();
}

const options = { type, terminal: "#terminal" };
const pools = {
  one: await donkey({ ...options, workers: 1, persistent: true }),
  two: await donkey({ ...options, workers: 2 }),
};
for (const pool of Object.values(pools)) await pool.broadcast(source);

const measures = {
  one: () => pools.one.map("work", ITEMS, { chunk: 8 }),
  two: () => pools.two.map("work", ITEMS, { chunk: 8 }),
  bare: () => bareMap("work", ITEMS, 8),
  small: () => pools.two.map("small", SMALL, { chunk: 1000 }),
  bareSmall: () => bareMap("small", SMALL, 1000),
  four: () => ready(4),
  single: () => ready(1),
  bareFour: () => bareReady(4),
  bareSingle: () => bareReady(1),
};

async function ready(workers) {
  const made = donkey({ ...options, workers });
  await made;
  return () => made.kill();
}

async function bareReady(count) {
  const workers = await startBare(count);
  return () => workers.forEach((worker) => worker.terminate());
}

const finished = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, measure] of Object.entries(measures)) {
    let result;
    const time = await timed(async () => (result = await measure()));
    if (typeof result === "function") await result();
    else if (result.length < 64) throw new Error(`${name}: ${result.length} results`);
    if (round > 0) finished[name].push(time);
  }
}
globalThis.finished = finished;
