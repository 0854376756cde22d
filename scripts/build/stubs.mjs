// The type stubs of the Python package, for editors: `src/python/stubs/` with the docstrings of the modules,
// and with a class for each element of HTML, from the same table as `pyscript.web` itself.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { logicalLines } from "./strip-python.mjs";

const python = new URL("../../src/python/", import.meta.url);
const place = "# Here the build writes a class for each element.\n";
const definition = /^( *)(?:async )?(?:def|class) (\w+)/;

/** @returns {Record<string, string>} the stubs' text by their path: `pyscript/web.pyi` */
export function stubs() {
  const folder = new URL("stubs/", python);
  return Object.fromEntries(
    readdirSync(fileURLToPath(folder), { recursive: true })
      .map((name) => String(name).replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".pyi"))
      .sort()
      .map((name) => {
        const stub = readFileSync(new URL(name, folder), "utf8");
        const module = readFileSync(moduleOf(name), "utf8");
        const documented = document(stub, docstrings(module));
        return [name, name === "pyscript/web.pyi" ? withElements(documented, module) : documented];
      }),
  );
}

/** Returns the module of a stub: a private file if the package offers something else by the public name. */
export function moduleOf(stub) {
  const found = new URL(stub.replace(/i$/, ""), python);
  return existsSync(found) ? found : new URL(stub.replace(/(\w+\.py)i$/, "_$1"), python);
}

/** Docstrings as they stand in the source, by `Class.method`; the module's own by the empty text. */
function docstrings(source) {
  const found = new Map();
  const open = [];
  const lines = logicalLines(source);
  lines.forEach(({ indent, text, isString }, index) => {
    while (open.length > 0 && open.at(-1).indent >= indent) open.pop();
    const opened = definition.exec(text);
    if (opened) open.push({ indent, name: opened[2] });
    const begins = index === 0 || definition.test(lines[index - 1].text);
    const path = open.map(({ name }) => name).join(".");
    if (isString && begins && !found.has(path)) found.set(path, { indent, text });
  });
  // Variables have comments of their own kind.
  for (const [, comment, name] of source.matchAll(/^((?:#: .*\n)+)(\w+) = /gm)) {
    found.set(name, { indent: 0, text: `"""${comment.replace(/^#: /gm, "").trim()}"""` });
  }
  return found;
}

/** Puts docstrings where the stub says `...`, after headers of classes, and after variables. */
function document(stub, docs) {
  const written = [];
  const write = (path, indent) => {
    const doc = docs.get(path);
    if (!doc) return false;
    const shift = new RegExp(`^ {${Math.max(0, doc.indent - indent)}}`, "gm");
    written.push(" ".repeat(indent) + doc.text.replace(shift, ""));
    return true;
  };
  write("", 0);
  let open = [];
  for (const line of stub.trimEnd().split("\n")) {
    const opened = definition.exec(line);
    const isSetter = written.at(-1)?.endsWith(".setter");
    if (opened) {
      open = open.filter(({ indent }) => indent < opened[1].length);
      open.push({ indent: opened[1].length, name: isSetter ? "" : opened[2] });
    }
    const path = open.map(({ name }) => name).join(".");
    const inside = (open.at(-1)?.indent ?? 0) + 4;
    const [, header, comment = ""] = /^(.*(?:\)|->.*|class .*):) \.\.\.( +#.*)?$/.exec(line) ?? [];
    const variable = /^(\w+): /.exec(line)?.[1];
    if (header && docs.has(path)) {
      written.push(header + comment);
      write(path, inside);
    } else {
      written.push(line);
      if (variable) write(variable, 0);
      if (/^ *class .*:$/.test(line)) write(path, inside);
    }
  }
  return `${written.join("\n")}\n`;
}

/** Writes the classes that `web.py` makes when they are asked for. */
function withElements(stub, module) {
  const table = (name, pattern) => [
    ...(new RegExp(`^${name} = ([^]*?)\n(?=\n|\\w)`, "m").exec(module)?.[1] ?? "").matchAll(pattern),
  ];
  const names = table("NAMES", /"(.*?)"/g)
    .map(([, text]) => text)
    .join("")
    .split(" ");
  const underscored = table("_UNDERSCORED", /"(\w+)"/g).map(([, name]) => name);
  const bases = Object.fromEntries(
    table("_WITH_BEHAVIOR", /"(\w+)": (\w+)/g).map(([, name, base]) => [name, base]),
  );
  const classes = names
    .filter((name) => name !== "svg")
    .map((name) => {
      const kind = underscored.includes(name) ? `${name}_` : name;
      return `class ${kind}(${bases[name] ?? "Element"}):\n    """The \`\`<${name}>\`\` element."""\n`;
    });
  return stub.replace(place, `${classes.join("\n")}\nselect = select_\n`);
}
