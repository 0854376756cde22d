// Files at the package's root that stand for its `exports`, for tools that don't read those (Parcel as it is
// set up by default, TypeScript's `node10`): `py-elements/bridge` is the file `bridge.js` for them. They are
// there while npm packs.
//
//   node scripts/build/proxies.mjs            writes them
//   node scripts/build/proxies.mjs --remove   removes them
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command, isMain, root } from "../command.mjs";

/** @returns {Map<string, string>} name → content */
export function proxies() {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const files = new Map();
  for (const [pattern, target] of Object.entries(exports)) {
    const isModule = typeof target === "object" && target.default.startsWith("./dist/");
    if (pattern === "." || !isModule) continue;
    for (const tag of pattern.includes("*") ? tags() : [""]) {
      const fill = (text) => text.slice(2).replaceAll("*", tag);
      files.set(`${fill(pattern)}.js`, reexport(fill(pattern), fill(target.default)));
      files.set(`${fill(pattern)}.d.ts`, reexport(fill(pattern), fill(target.types)));
    }
  }
  files.set("core.css", readFileSync(`${root}dist/core.css`, "utf8"));
  return files;
}

/** The elements that have modules of their own. */
function tags() {
  return readdirSync(`${root}src/elements`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
    .map((entry) => entry.name);
}

function reexport(name, target) {
  const from = path.posix.relative(path.posix.dirname(name), target).replace(/^(?!\.)/, "./");
  const code = readFileSync(root + target, "utf8");
  const hasDefault = /\bexport default\b|\bas default\b/.test(code);
  const module = from.replace(/\.d\.ts$/, ".js");
  return `export * from "${module}";\n${hasDefault ? `export { default } from "${module}";\n` : ""}`;
}

if (isMain(import.meta.url)) {
  await command(() => {
    for (const [name, content] of proxies()) {
      if (process.argv.includes("--remove")) rmSync(name, { force: true });
      else {
        mkdirSync(path.dirname(name), { recursive: true });
        writeFileSync(name, content);
      }
    }
    if (process.argv.includes("--remove") && existsSync("elements")) rmSync("elements", { recursive: true });
  });
}
