// `npm run build`: fills `dist/`. Steps: types and JavaScript (tsc), the Python archive, the interpreters' own files,
// bundles (rollup), styles.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { archiveName, archiveText } from "./archive.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const bin = (name, ...args) =>
  execFileSync(process.execPath, [`node_modules/${name}`, ...args], { stdio: "inherit" });

const interpreters = {
  pyodide: [
    "node_modules/pyodide",
    ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"],
  ],
  micropython: [
    "node_modules/@micropython/micropython-webassembly-pyscript",
    ["micropython.mjs", "micropython.wasm"],
  ],
};

bin("typescript/bin/tsc", "-b", "tsconfig.shared.json", "tsconfig.page.json");

mkdirSync("dist", { recursive: true });
for (const stale of readdirSync("dist").filter((name) => /^pyscript-.*\.json$|^chunks$|^lib$/.test(name))) {
  rmSync(`dist/${stale}`, { recursive: true });
}
const archive = archiveText();
writeFileSync(`dist/${archiveName(archive)}`, archive);

for (const [folder, [source, files]] of Object.entries(interpreters)) {
  mkdirSync(`dist/${folder}`, { recursive: true });
  for (const file of files) cpSync(`${source}/${file}`, `dist/${folder}/${file}`);
}

bin("rollup/dist/bin/rollup", "-c", "--silent");
cpSync("src/core.css", "dist/core.css");
cpSync("build", "dist/lib", { recursive: true, filter: (source) => !/\.(js|map|tsbuildinfo)$/.test(source) });
