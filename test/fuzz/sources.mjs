// Modules of `src/` for Node, as the compiler has left them in `build/`.
import { constants } from "../../scripts/build/constants.mjs";
import { root } from "../../scripts/command.mjs";

for (const [name, text] of Object.entries(constants())) {
  const value = JSON.parse(text);
  const path = name.split(".");
  if (path.length === 1) globalThis[name] ??= value;
  else (globalThis[path[0]] ??= {})[path[1]] ??= value;
}
globalThis.__BUNDLED__ ??= false;
// Every browser has it; Node has it since 22.
Promise.withResolvers ??= () => {
  let parts;
  const promise = new Promise((resolve, reject) => (parts = { resolve, reject }));
  return { promise, ...parts };
};

/** @param {string} path below `src/`, without its ending */
export function source(path) {
  return import(`${root}build/${path}.js`);
}
