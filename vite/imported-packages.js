import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { dist } from "../bin/run-time-files.mjs";

/** Returns the names of other packages that the modules of `dist/lib/` import. @returns {string[]} */
export function importedPackages() {
  const folder = path.join(dist, "lib");
  const names = new Set();
  for (const entry of readdirSync(folder, { recursive: true })) {
    if (!String(entry).endsWith(".js")) continue;
    const code = readFileSync(path.join(folder, String(entry)), "utf8");
    const imports = code.matchAll(
      /^(?:import|export)\b[^;]*?from\s*["']([^."'][^"']*)["']|\bimport\(["']([^."'][^"']*)["']\)/gm,
    );
    for (const [, name, lazy] of imports) names.add(name ?? lazy);
  }
  return [...names].sort();
}
