// Calls of a donkey, of the peer's, and of a bare worker; `globalThis.finished` has their rates.
const { type, mode } = globalThis;
const CALLS = 1000;
const WARMING = 200;

async function ours() {
  const { donkey } = await import("/dist/core.js");
  return donkey({ type, persistent: true, terminal: "#ours" });
}

async function peer() {
  const interpreter = type === "py" ? "/pyodide/pyodide.mjs" : "/micropython/micropython.mjs";
  const { donkey } = await import("/peer/core.js");
  const config = { interpreter: new URL(interpreter, location.href).href };
  const { evaluate, execute } = await donkey({ type, persistent: true, terminal: "#ours", config });
  // Its `process` runs and shows nothing on MicroPython, and never resolves on Pyodide.
  return { evaluate, execute };
}

async function bare() {
  const worker = new Worker(`/bench/bare-${type}.js`, { type: "module" });
  let answer;
  worker.onmessage = ({ data }) => answer(data);
  const ask = (message) =>
    new Promise((resolve) => {
      answer = resolve;
      worker.postMessage(message);
    });
  await ask("");
  const { Terminal } = await import("/xterm/xterm/lib/xterm.mjs");
  const terminal = new Terminal({ scrollback: 100_000 });
  terminal.open(document.querySelector("#ours"));
  const process = (code) => {
    terminal.write(`>>> ${code}\r\n`);
    return ask("1");
  };
  // It knows nothing but expressions, which is the least that a call can be.
  return { evaluate: ask, execute: () => ask("1"), process };
}

const py = await { ours, peer, bare }[mode]();
const rates = {};
for (const [name, code] of [
  ["evaluate", "1+1"],
  ["execute", "x = 1"],
  ["process", "x = 1"],
]) {
  if (!py[name]) continue;
  for (let call = 0; call < WARMING; call++) await py[name](code);
  const started = performance.now();
  for (let call = 0; call < CALLS; call++) await py[name](code);
  rates[`${name}('${code}')`] = (CALLS / (performance.now() - started)) * 1000;
}
globalThis.finished = rates;
