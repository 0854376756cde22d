// `npm run build`: fills `dist/`.
//
//   src/**/*.ts ── tsc ──> build/**/*.js, *.d.ts ── rollup ──> core.js, chunks/, lib/
//   src/elements ── analyzer ──> custom-elements.json, editor data, JSX types
//   src/python ── archive.mjs ──> pyscript-<hash>.json, pyscript-<hash>.bin
//   src/python/stubs ── stubs.mjs ──> stubs/
//   node_modules ──> pyodide/, micropython/
//   MicroPython with the package imported ── tools/micropython/image.mjs ──> micropython/micropython.wasm
//   Pyodide, started in a browser ── tools/pyodide/snapshot.mjs ──> pyodide/snapshot-<hash>.bin
//
// Nothing is done when no input has changed since the last time; `--force` builds all the same. Wrong types
// fail the build, but only at its end: `tsc` emits all the same, and so there is something to try.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { command, Failure, root } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";
import { interpreterFiles, micropythonFiles, stockReason } from "./interpreter-files.mjs";
import { exclusively, Output } from "./output.mjs";
import { ensureSnapshot, findSnapshot } from "../../tools/pyodide/snapshot.mjs";

const stamp = "build/.stamp";

const { values: options } = parseArgs({
  options: {
    force: { type: "boolean", default: false },
    stock: { type: "boolean", default: false },
    micropython: { type: "string" },
    out: { type: "string", default: "dist" },
  },
});
const { force, out } = options;

await command(async () => {
  ensureInstalled();
  // Read by `interpreter-files.mjs`, wherever that is imported.
  if (options.stock) process.env.MICROPYTHON_STOCK = "1";
  if (options.micropython) process.env.MICROPYTHON_FOLDER = path.resolve(options.micropython);
  await exclusively("build/.lock", buildIfChanged);
});

async function buildIfChanged() {
  await ensureSnapshot();
  const inputs = hashInputs();
  if (!force && existsSync(`${out}/core.js`) && readStamp() === inputs) return;

  const started = performance.now();
  console.log(`Building ${out}/…`);
  await build();
  if (out === "dist") writeFileSync(stamp, inputs);
  console.log(`Built ${out}/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

async function build() {
  mkdirSync(out, { recursive: true });
  const output = new Output(out);
  await writeInterpreters(output);
  output.write("core.css", minifyStyles(readFileSync("src/core.css", "utf8")));
  output.write("THIRD-PARTY-LICENSES.txt", await licences());
  const [typesAreRight] = await Promise.all([
    writeCode(output),
    writeArchive(output),
    writeStubs(output),
    writeDescriptions(output),
  ]);
  output.prune();
  if (!typesAreRight) throw new Failure(`${out}/ is built, but types are wrong.`);
}

/** Leaves comments and indentation out. */
function minifyStyles(css) {
  return css.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/\s*\n\s*/g, "");
}

/** @returns {Promise<boolean>} whether types are right */
async function writeCode(output) {
  const typesAreRight = await run(
    "typescript/bin/tsc",
    "-b",
    "tsconfig.shared.json",
    "tsconfig.page.json",
    ...(force ? ["-f"] : []),
  );
  const [{ rollup }, { default: configurations }, { slimMap }] = await Promise.all([
    import("rollup"),
    import("../../rollup.config.mjs"),
    import("./slim-maps.mjs"),
  ]);
  for (const configuration of configurations) {
    const bundle = await rollup(configuration);
    const { output: files } = await bundle.generate(configuration.output);
    await bundle.close();
    const folder = path.relative("dist", configuration.output.dir);
    for (const { fileName, code, source } of files) {
      const content = fileName.endsWith(".map") ? slimMap(source) : (code ?? source);
      output.write(path.join(folder, fileName), content);
    }
  }
  // A declaration whose source has gone stays in `build/`.
  for (const file of listFiles("build").filter((name) => name.endsWith(".d.ts"))) {
    if (existsSync(`src/${file.slice(0, -".d.ts".length)}.ts`)) output.copy(`build/${file}`, `lib/${file}`);
  }
  return typesAreRight;
}

async function writeDescriptions(output) {
  const { describeElements } = await import("./manifest.mjs");
  for (const [name, text] of Object.entries(await describeElements(root))) output.write(name, text);
}

async function licences() {
  const { thirdPartyLicences } = await import("./licences.mjs");
  return thirdPartyLicences();
}

async function writeArchive(output) {
  const { archives } = await import("./archive.mjs");
  for (const parts of Object.values(archives())) {
    for (const { name, content } of Object.values(parts)) output.write(name, content);
  }
}

async function writeStubs(output) {
  const { stubs } = await import("./stubs.mjs");
  for (const [name, text] of Object.entries(stubs())) output.write(`stubs/${name}`, text);
}

async function writeInterpreters(output) {
  const { withPackage } = await import("../../tools/micropython/image.mjs");
  const stock = stockReason();
  if (stock === "unknown") {
    console.warn(
      "MicroPython is a build that the patches do not know, so it is taken as published: it starts slower, and cuts " +
        "integers beyond 32 bits that are passed to JavaScript's functions. See tools/micropython/README.md.",
    );
  }
  for (const [name, source] of interpreterFiles()) {
    if (name === "micropython/micropython.wasm" && !stock)
      output.write(name, withPackage(micropythonFiles()));
    else output.copy(source, name);
  }
}

/** Returns one hash of the inputs of `dist/`. */
function hashInputs() {
  const files = [
    ...["src", "scripts", "tools"].flatMap((folder) => listFiles(folder).map((file) => `${folder}/${file}`)),
    ...readdirSync(".").filter((name) =>
      /^(tsconfig.*|package(-lock)?)\.json$|^(rollup|custom).*\.mjs$/.test(name),
    ),
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  hash
    .update(findSnapshot()?.name ?? "")
    .update(stockReason())
    .update(process.env.MICROPYTHON_FOLDER ?? "");
  return hash.digest("hex");
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** @returns {Promise<boolean>} whether the tool succeeded */
function run(script, ...args) {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, [`node_modules/${script}`, ...args], { stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) => resolve(code === 0));
  });
}
