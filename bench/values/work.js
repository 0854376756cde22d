// Measures the rows; `globalThis.finished` has the times of each, in milliseconds, one a round.
const { rounds, type, mode } = globalThis;

async function ours() {
  const { PyWorker } = await import("/dist/core.js");
  const worker = PyWorker("/bench/worker.py", { type });
  worker.sync.add = (a, b) => a + b;
  return worker.ready;
}

async function peer() {
  const { PyWorker, MPWorker } = await import("/peer/core.js");
  const start = type === "py" ? PyWorker : MPWorker;
  const interpreter = type === "py" ? "/pyodide/pyodide.mjs" : "/micropython/micropython.mjs";
  const worker = await start("/bench/worker.py", {
    config: { interpreter: new URL(interpreter, location.href).href },
  });
  worker.sync.add = (a, b) => a + b;
  return worker.sync;
}

async function bare() {
  const worker = new Worker(`/bench/bare.js?type=${type}`, { type: "module" });
  let answer = () => {};
  worker.onmessage = ({ data }) => answer(data);
  const ask = (name, value) =>
    new Promise((resolve) => {
      answer = resolve;
      worker.postMessage({ name, value });
    });
  await ask("ready");
  return {
    echo: (value) => ask("echo", value),
    take: (value) => ask("take", value),
    made: (count) => ask("made", count),
  };
}

const functions = await { ours, peer, bare }[mode]();
const rowsOf = (count) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}`, score: id / 4, on: id % 2 === 0 }));
const bytes = (size) => new Uint8Array(size).fill(7);
const work = {
  "a call with one number, µs": async () => {
    for (let call = 0; call < 1000; call++) await functions.echo(call);
  },
  "sync.add(i, 1) from the worker, µs": mode === "bare" ? undefined : () => functions.calls(1000),
  "1 MB of bytes there": () => functions.take(bytes(1e6)),
  "10 MB of bytes there": () => functions.take(bytes(1e7)),
  "10 MB of bytes there and back": () => functions.echo(bytes(1e7)),
  "10,000 dictionaries there": () => functions.take(rowsOf(10_000)),
  "10,000 dictionaries back": () => functions.made(10_000),
  "100,000 dictionaries there": () => functions.take(rowsOf(100_000)),
  "1,000,000 floats there": () => functions.take(Array.from({ length: 1e6 }, (_, index) => index + 0.5)),
  "10 MB of text there": () => functions.take("x".repeat(1e7)),
};

/** A row that takes longer than this is not measured again, nor larger ones of its kind. */
const TOO_LONG_MS = 20_000;
const times = {};
for (let round = 0; round <= rounds; round++) {
  for (const [name, action] of Object.entries(work)) {
    if (!action || times[name]?.at(-1) > TOO_LONG_MS) continue;
    const start = performance.now();
    let took;
    try {
      await Promise.race([
        action(),
        new Promise((_, reject) => setTimeout(() => reject(new Error("too long")), TOO_LONG_MS)),
      ]);
      took = performance.now() - start;
    } catch {
      took = Infinity;
    }
    if (round > 0 || took > TOO_LONG_MS) (times[name] ??= []).push(took);
  }
}
globalThis.finished = times;
