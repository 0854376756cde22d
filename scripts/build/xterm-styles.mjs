// `node scripts/build/xterm-styles.mjs`: writes xterm.js's stylesheet as a module, since terminals adopt it
// in their shadow roots. `test/node/xterm-styles.test.mjs` looks whether it is that of the installed version.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const target = path.join(root, "src/elements/py-terminal/xterm-styles.ts");

/** The module's text. */
export function xtermStyles() {
  const folder = path.join(root, "node_modules/@xterm/xterm");
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const css = readFileSync(path.join(folder, "css/xterm.css"), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};:,>]) ?/g, "$1")
    .replace(/;}/g, "}")
    .replaceAll("}", "}\n")
    .trim();
  return `// Written by \`scripts/build/xterm-styles.mjs\`, from @xterm/xterm ${version}: copyright the xterm.js authors, MIT
// licence.
export const xtermStyles = \`
${css}
\`;
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, xtermStyles());
