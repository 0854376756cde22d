// The commands of package.json, in a clone that nobody has installed anything in.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

for (const [name, command] of Object.entries(scripts)) {
  const [, file] = /^node ((?:scripts|bench)\/\S+\.mjs)/.exec(command) ?? [];
  if (!file) continue;
  it(`npm run ${name} imports no package before it installs what is missing`, () => {
    assert.deepEqual(packagesOf(path.join(root, file)), []);
  });
}

/** Returns the packages that a module imports before it runs, each with the module that does. */
function packagesOf(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, "utf8").matchAll(
    /^(?:import\s+|(?:import|export)\s[^;"'=]*?\bfrom\s*)["']([^"']+)["']/gm,
  );
  return [...imports].flatMap(([, name]) => {
    if (name.startsWith(".")) return packagesOf(path.join(path.dirname(file), name), seen);
    return name.startsWith("node:") || builtinModules.includes(name)
      ? []
      : [`${path.relative(root, file)}: ${name}`];
  });
}
