// Writes TypeScript's view of Python files. Python reads Python: `types.py` runs in Pyodide, so none need be
// installed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startPyodide } from "./pyodide.mjs";

/** How a file begins that was written here. */
const MARK = "// Written by `npx py-elements types";

/**
 * @param {readonly string[]} files Python files
 * @param {{ force?: boolean, stdout?: boolean }} options
 * @throws {Error} when a file is missing, is not Python, or would overwrite what somebody else wrote
 */
export async function writeTypes(files, { force = false, stdout = false } = {}) {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`);
  const describe = await loadGenerator();
  for (const file of files) {
    const text = `${MARK} ${path.basename(file)}\`.\n${describe(readFileSync(file, "utf8"), file)}`;
    const target = file.replace(/(\.py)?$/, ".d.ts");
    if (stdout) process.stdout.write(text);
    else if (!force && existsSync(target) && !readFileSync(target, "utf8").startsWith(MARK)) {
      throw new Error(
        `${target} was not written by this command: move it away, or overwrite it with --force.`,
      );
    } else {
      writeFileSync(target, text);
      console.log(`Wrote ${target}.`);
    }
  }
}

/** @returns a function that takes a source and its path, and returns declarations */
async function loadGenerator() {
  const pyodide = await startPyodide();
  const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
  pyodide.FS.writeFile("type_texts.py", read("type_texts.py"));
  pyodide.runPython(read("types.py"));
  const generate = pyodide.globals.get("generate");
  return (source, file) => {
    const name = path.basename(file).replace(/\.py$/, "");
    const result = generate(source, file, name, JSON.stringify(bridgesOf(file))).toJs();
    if (result[0] !== "") throw new Error(result[0]);
    return result[1];
  };
}

/** Returns the bridges that the JavaScript file beside a Python file exports; a TypeScript file has types of
 * its own. */
function bridgesOf(file) {
  const base = file.replace(/\.py$/, "");
  const script = [".js", ".mjs"].map((extension) => base + extension).find(existsSync);
  if (!script || existsSync(`${base}.ts`)) return [];
  const text = readFileSync(script, "utf8");
  const names = [...text.matchAll(/^export\s+(?:const|let|var)\s+([\w$]+)\s*=\s*bridge\s*\(/gm)].map(
    ([, name]) => name,
  );
  return /^export\s+default\s+bridge\s*\(/m.test(text) ? [...names, "default"] : names;
}
