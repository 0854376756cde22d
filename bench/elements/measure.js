// Counts the scripts that have run; those of a page with many end its measurement.
"use strict";

let waiting = Infinity;
let done = () => {};

/** Resolves when Python has called `ran` so many times. */
globalThis.runs = (count) =>
  new Promise((resolve) => {
    waiting = count;
    done = resolve;
  });

globalThis.ran = () => {
  if (--waiting === 0) done();
};

if (globalThis.count) {
  globalThis.runs(globalThis.count).then(() => (globalThis.finished = { done: performance.now() }));
}
