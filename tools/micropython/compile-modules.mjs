// Compiles Python modules to MicroPython's bytecode: JSON on standard input (the compiler's flags, path →
// source), JSON on standard output (path → base64). A process of its own, since the compiler leaves listeners
// behind and takes `fetch` for the web's.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

delete globalThis.fetch;
process.setMaxListeners(0);
const { compile } = await import("@pybricks/mpy-cross-v6");
const wasm = createRequire(import.meta.url).resolve("@pybricks/mpy-cross-v6/build/mpy-cross-v6.wasm");

const { flags, files } = JSON.parse(readFileSync(0, "utf8"));
const compiled = {};
for (const [file, source] of Object.entries(files)) {
  // Tracebacks name the file that it would be.
  const { status, mpy, err } = await compile(
    path.basename(file),
    forCompiler(source),
    [...flags, "-s", `/lib/${file}`],
    wasm,
  );
  if (status !== 0) {
    console.error(`${file} does not compile for MicroPython: ${err.join("\n")}`);
    process.exit(1);
  }
  compiled[file] = Buffer.from(mpy).toString("base64");
}
process.stdout.write(JSON.stringify(compiled));

/** The compiler is older than the interpreter: it does not know conversions in f-strings. */
function forCompiler(source) {
  return source.replace(/\{([^{}"'!]+)!([rs])\}/g, (_, expression, conversion) =>
    conversion === "r" ? `{repr(${expression})}` : `{str(${expression})}`,
  );
}
