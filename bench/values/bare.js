// A worker with an interpreter and nothing else: values are posted, and converted by the interpreter's own
// means.
const type = new URL(self.location.href).searchParams.get("type");
const source = fetch("/bench/tasks.py").then((response) => response.text());

const takers = ["take_rows", "take_bytes", "take_floats", "take_text"];

async function pyodide() {
  const { loadPyodide } = await import("/pyodide/pyodide.mjs");
  const py = await loadPyodide({ indexURL: "/pyodide/" });
  py.runPython(await source);
  const made = py.globals.get("made");
  const taker = (name) => {
    const take = py.globals.get(name);
    return (value) => {
      const converted = typeof value === "object" ? py.toPy(value) : value;
      const result = take(converted);
      converted.destroy?.();
      return result;
    };
  };
  return {
    echo(value) {
      if (typeof value !== "object") return value;
      const converted = py.toPy(value);
      if (ArrayBuffer.isView(value)) {
        const buffer = converted.getBuffer();
        const copy = buffer.data.slice();
        buffer.release();
        converted.destroy();
        return copy;
      }
      const back = converted.toJs({ dict_converter: Object.fromEntries });
      converted.destroy();
      return back;
    },
    ...Object.fromEntries(takers.map((name) => [name, taker(name)])),
    made(count) {
      const result = made(count);
      const back = result.toJs({ dict_converter: Object.fromEntries });
      result.destroy();
      return back;
    },
  };
}

// MicroPython has no conversion of its own: JSON is what its users write.
async function micropython() {
  const { loadMicroPython } = await import("/micropython/micropython.mjs");
  const mp = await loadMicroPython({ url: "/micropython/micropython.wasm", heapsize: 64_000_000 });
  mp.runPython(`import json
${await source}
def echoed(text): return json.dumps(json.loads(text))
def made_text(count): return json.dumps(made(count))
def take_buffer(buffer): return take_bytes(bytes(buffer))
def parsed(take, text): return take(json.loads(text))`);
  const get = (name) => mp.globals.get(name);
  const [echoed, madeText, takeBuffer, parsed] = ["echoed", "made_text", "take_buffer", "parsed"].map(get);
  return {
    echo: (value) =>
      typeof value !== "object" || ArrayBuffer.isView(value)
        ? value
        : JSON.parse(echoed(JSON.stringify(value))),
    ...Object.fromEntries(takers.map((name) => [name, (value) => parsed(get(name), JSON.stringify(value))])),
    take_bytes: takeBuffer,
    take_text: get("take_text"),
    made: (count) => JSON.parse(madeText(count)),
  };
}

const ready = type === "py" ? pyodide() : micropython();
onmessage = async ({ data: { name, value } }) => {
  const functions = await ready;
  const result = name === "ready" ? true : functions[name](value);
  postMessage(result, ArrayBuffer.isView(result) ? [result.buffer] : []);
};
