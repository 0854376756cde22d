// A bare worker with MicroPython.
import { loadMicroPython } from "/dist/micropython/micropython.js";

const loading = loadMicroPython({ url: "/dist/micropython/micropython.wasm" }).then((mp) =>
  mp.pyimport("builtins"),
);
onmessage = async ({ data }) => {
  const { eval: evaluate } = await loading;
  postMessage(data ? evaluate(data) : "ready");
};
