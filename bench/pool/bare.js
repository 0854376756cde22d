// A bare worker: it applies a function to the items of each message, converted by the interpreter itself.
const { type, source } = await new Promise((resolve) => (onmessage = ({ data }) => resolve(data)));
let apply;
if (type === "mpy") {
  const { loadMicroPython } = await import("/dist/micropython/micropython.js");
  const python = await loadMicroPython({ url: "/dist/micropython/micropython.wasm" });
  python.runPython(source);
  const { loads, dumps } = python.pyimport("json");
  const run = python.globals.get("run");
  apply = (items) => JSON.parse(dumps(run(loads(JSON.stringify(items)))));
} else {
  const { loadPyodide } = await import("/pyodide/pyodide.mjs");
  const python = await loadPyodide({ indexURL: "/pyodide/" });
  python.runPython(source);
  const run = python.globals.get("run");
  apply = (items) => {
    const given = python.toPy(items);
    const result = run(given);
    const values = result.toJs();
    result.destroy();
    given.destroy();
    return values;
  };
}
onmessage = ({ data: [name, items] }) => postMessage(apply([name, items]));
postMessage("ready");
