/**
 * Requests the files of the interpreters that the page will need before the rest of this library is
 * evaluated; therefore `core.ts` imports it first.
 */
import { distURL } from "../runtime/loading/dist.js";
import { interpreterURL } from "../runtime/interpreters/location.js";
import { micropython } from "../runtime/interpreters/micropython.js";
import { lazyPyodide } from "./lazy-pyodide.js";
import { pageStart } from "./page-start.js";

if (typeof document !== "undefined") {
  const start = pageStart();
  if (start) void start.then(ask);
  else ask();
}

function ask(): void {
  const dist = distURL();
  for (const driver of [micropython, lazyPyodide]) {
    const { type } = driver;
    const find = (where: string) =>
      document.querySelector(
        `:is(${type}-script,script[type="${type}"],[rel~="${type}-preload"]):not([sandbox])${where}`,
      );
    const url = interpreterURL(type, dist);
    if (find(":not([worker])")) driver.preload(url);
    if (find("[worker]")) {
      driver.preload(url, "workers");
      // A failure is told where the worker is started.
      import("../runtime/workers/page/workers.js").catch(() => {});
    }
  }
}
