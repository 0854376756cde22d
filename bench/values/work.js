// Measures the rows; `globalThis.finished` has the times of each, in milliseconds, one a round.
const { rounds, type, mode, part } = globalThis;

async function ours() {
  const { PyWorker } = await import("/dist/core.js");
  const worker = PyWorker("/worker.py", { type });
  Object.assign(worker.sync, { add: (a, b) => a + b, take: (value) => value.length });
  return { functions: await worker.ready, end: () => worker.terminate() };
}

async function peer() {
  const interpreter = type === "py" ? "/pyodide/pyodide.mjs" : "/micropython/micropython.mjs";
  const script = Object.assign(document.createElement("script"), { type, src: "/worker-peer.py" });
  const config = JSON.stringify({ interpreter: new URL(interpreter, location.href).href });
  for (const [name, value] of Object.entries({ worker: "", name: "bench", config }))
    script.setAttribute(name, value);
  // Its `ready` event comes before the code has run: on Pyodide nothing is exported then.
  const done = new Promise((resolve) => script.addEventListener(`${type}:done`, resolve));
  document.body.append(script);
  await import("/peer/core.js");
  await done;
  const worker = script.xworker;
  worker.sync.add = (a, b) => a + b;
  return { functions: worker.sync, end: () => worker.terminate() };
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
    functions: new Proxy({}, { get: (_, name) => (value) => ask(name, value) }),
    end: () => worker.terminate(),
  };
}

const start = { ours, peer, bare, growth: ours }[mode];
let { functions, end } = await start();
const rowsOf = (count) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}`, score: id / 4, on: id % 2 === 0 }));
const bytes = (size) => new Uint8Array(size).fill(7);
const work = {
  "a call with one number, µs": async () => {
    for (let call = 0; call < 1000; call++) await functions.echo(call);
  },
  "sync.add(i, 1) from the worker, µs": mode === "bare" ? undefined : () => functions.calls(1000),
  "1 MB of bytes there": () => functions.take_bytes(bytes(1e6)),
  "10 MB of bytes there": () => functions.take_bytes(bytes(1e7)),
  "10 MB of bytes there and back": () => functions.echo(bytes(1e7)),
  "10,000 dictionaries there": () => functions.take_rows(rowsOf(10_000)),
  "10,000 dictionaries back": () => functions.made(10_000),
  "100,000 dictionaries there": () => functions.take_rows(rowsOf(100_000)),
  "1,000,000 floats there": () =>
    functions.take_floats(Array.from({ length: 1e6 }, (_, index) => index + 0.5)),
  "10 MB of text there": () => functions.take_text("x".repeat(1e7)),
};

/** A row that takes longer is not measured again. */
const TOO_LONG_MS = 10_000;
/** No further round begins after so long: a visit may take twice that. */
const BUDGET_MS = 50_000;

/** Milliseconds that an action takes; infinity where it fails or takes too long. */
async function timed(action) {
  const begun = performance.now();
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("It took too long.")), TOO_LONG_MS);
  });
  try {
    await Promise.race([action(), tooLong]);
    return performance.now() - begun;
  } catch (error) {
    console.error(error);
    return Infinity;
  } finally {
    clearTimeout(timer);
  }
}

async function measured() {
  const times = {};
  for (let round = 0; round <= rounds && (round < 2 || performance.now() < BUDGET_MS); round++) {
    for (const [name, action] of Object.entries(work)) {
      if (!action || times[name]?.at(-1) === Infinity) continue;
      const took = await timed(action);
      if (round > 0 || took === Infinity) (times[name] ??= []).push(took);
      if (took !== Infinity) continue;
      // The worker is still busy with it.
      end();
      ({ functions, end } = await start());
    }
  }
  return times;
}

/** A dictionary of four values is some 50 bytes of JSON. */
const sized = {
  "bytes there": (size) => functions.take_bytes(bytes(size * 1e6)),
  "bytes there and back": (size) => functions.echo(bytes(size * 1e6)),
  "bytes by `sync`": (size) => functions.send("bytes", size),
  "text there": (size) => functions.take_text("x".repeat(size * 1e6)),
  "text by `sync`": (size) => functions.send("text", size),
  "dictionaries there": (size) => functions.take_rows(rowsOf(size * 20_000)),
  "dictionaries back": (size) => functions.made(size * 20_000),
  "dictionaries by `sync`": (size) => functions.send("dictionaries", size),
  "floats there": (size) =>
    functions.take_floats(Array.from({ length: size * 125_000 }, (_, index) => index + 0.5)),
  "floats by `sync`": (size) => functions.send("floats", size),
};
const SIZES = [1, 2, 4, 8, 16, 32, 64];

async function grown() {
  const times = {};
  for (let round = 0; round < rounds && (round === 0 || performance.now() < BUDGET_MS); round++) {
    for (const [name, action] of Object.entries(sized).slice(part, part + 1)) {
      for (const size of SIZES) {
        const list = ((times[name] ??= {})[size] ??= []);
        if (list.at(-1) === Infinity) continue;
        list.push(await timed(() => action(size)));
        if (list.at(-1) !== Infinity) continue;
        end();
        ({ functions, end } = await start());
      }
    }
  }
  return times;
}

globalThis.finished = await (mode === "growth" ? grown() : measured());
