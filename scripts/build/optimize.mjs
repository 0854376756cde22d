// Makes the files of an interpreter smaller and faster, without changing what they do.
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const wasmOpt = fileURLToPath(new URL("../../node_modules/binaryen/bin/wasm-opt", import.meta.url));

/** The features that our browsers have and the module uses: nothing newer may come in. */
const features = [
  "bulk-memory",
  "bulk-memory-opt",
  "exception-handling",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
];

/**
 * For speed, twice, since what is inlined can be simplified. Small functions are inlined wherever they are
 * called, and large ones that are called in one place: a browser compiles each function when it is first
 * called, some twenty microseconds for the least. The numbers are those beyond which the module grows more
 * than it gains: `docs/decisions/0048-micropython-made-faster.md`.
 */
const passes = [
  "-O3",
  "-O3",
  "--always-inline-max-function-size=16",
  "--one-caller-inline-max-function-size=1000000",
];

/**
 * @param {Uint8Array} wasm a module
 * @returns {Uint8Array} one that does the same
 */
export function optimizeWasm(wasm) {
  const folder = mkdtempSync(path.join(tmpdir(), "py-elements-"));
  const [input, output] = ["in.wasm", "out.wasm"].map((name) => path.join(folder, name));
  try {
    writeFileSync(input, wasm);
    const enabled = features.map((name) => `--enable-${name}`);
    execFileSync(process.execPath, [wasmOpt, ...enabled, ...passes, input, "-o", output], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} script a module
 * @param {string[]} unneeded names of functions whose calls are left out where nothing is made of what they
 *   return
 * @returns {string} the same in fewer bytes
 */
export function minifyScript(script, unneeded) {
  // Asked for when it is needed: the build installs what is missing before, and imports this file earlier.
  const { minify_sync } = createRequire(import.meta.url)("terser");
  return minify_sync(script, { module: true, ecma: 2022, compress: { pure_funcs: unneeded, passes: 2 } })
    .code;
}
