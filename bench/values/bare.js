// A worker with an interpreter and nothing else: values are posted, and converted by the interpreter's own
// means.
const type = new URL(self.location.href).searchParams.get("type");
const source = `
def take(value):
    return len(value) if hasattr(value, "__len__") else 1
def made(count):
    return [{"id": index, "name": "row", "score": index / 4, "on": True} for index in range(count)]
`;

async function pyodide() {
  const { loadPyodide } = await import("/pyodide/pyodide.mjs");
  const py = await loadPyodide({ indexURL: "/pyodide/" });
  py.runPython(source);
  const [take, made] = [py.globals.get("take"), py.globals.get("made")];
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
    take(value) {
      const converted = typeof value === "object" ? py.toPy(value) : value;
      const result = take(converted);
      converted.destroy?.();
      return result;
    },
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
  mp.runPython(`import json${source}
def taken(text): return take(json.loads(text))
def echoed(text): return json.dumps(json.loads(text))
def made_text(count): return json.dumps(made(count))
def bytes_of(buffer): return len(bytes(buffer))`);
  const get = (name) => mp.globals.get(name);
  const [taken, echoed, madeText, bytesOf] = ["taken", "echoed", "made_text", "bytes_of"].map(get);
  return {
    echo: (value) =>
      typeof value !== "object" || ArrayBuffer.isView(value)
        ? value
        : JSON.parse(echoed(JSON.stringify(value))),
    take: (value) => (ArrayBuffer.isView(value) ? bytesOf(value) : taken(JSON.stringify(value))),
    made: (count) => JSON.parse(madeText(count)),
  };
}

const ready = type === "py" ? pyodide() : micropython();
onmessage = async ({ data: { name, value } }) => {
  const functions = await ready;
  const result = name === "ready" ? true : functions[name](value);
  postMessage(result, ArrayBuffer.isView(result) ? [result.buffer] : []);
};
