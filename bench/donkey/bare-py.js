// A bare worker with Pyodide.
import { loadPyodide } from "/dist/pyodide/pyodide.js";

const loading = loadPyodide({ indexURL: "/dist/pyodide/" });
onmessage = async ({ data }) => {
  const pyodide = await loading;
  postMessage(data ? pyodide.runPython(data) : "ready");
};
