// A bare worker with Pyodide.
import { loadPyodide } from "/pyodide/pyodide.mjs";

const loading = loadPyodide({ indexURL: "/pyodide/" });
onmessage = async ({ data }) => {
  const pyodide = await loading;
  postMessage(data ? pyodide.runPython(data) : "ready");
};
