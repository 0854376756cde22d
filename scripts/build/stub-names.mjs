// The names of the Python package, with signatures and docstrings, as editors show them before Python is
// there: from the type stubs.
import { stubs } from "./stubs.mjs";

/**
 * By module (`pyscript`, `pyscript.web`, …): name → its signature, and the first paragraph of its docstring
 * after a line end where it has one.
 *
 * @returns {Record<string, Record<string, string>>}
 */
export function stubNames() {
  const modules = {};
  for (const [file, text] of Object.entries(stubs())) {
    const name = file
      .replace(/\.pyi$/, "")
      .replaceAll("/", ".")
      .replace(/\.__init__$/, "");
    if (!/\._/.test(name)) modules[name] = namesOf(text);
  }
  // The package offers what it imports from its own modules by their names.
  for (const [, module, list] of stubs()["pyscript/__init__.pyi"].matchAll(
    /^from \.(\w+) import ((?:\([^)]*\))|.*)$/gm,
  )) {
    for (const name of list.replace(/[()]/g, "").split(",")) {
      const [imported, own = imported] = name.trim().split(/\s+as\s+/);
      const known = modules[`pyscript.${module}`]?.[imported];
      if (own && known !== undefined) modules.pyscript[own] ??= known;
    }
  }
  return modules;
}

function namesOf(text) {
  const names = {};
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const header = /^(?:async )?def \w+\($/.test(line) ? joined(lines, index) : line;
    const [, keyword, name, rest = ""] = /^(?:async )?(def|class) (\w+)(.*)$/.exec(header) ?? [];
    const [, variable, type] = /^([A-Za-z]\w*): ([^=]+)/.exec(line) ?? [];
    if (keyword && !name.startsWith("_")) {
      const signature =
        keyword === "class" ? `class ${name}` : `${name}${rest.replace(/:( \.\.\..*)?$/, "")}`;
      names[name] ??= [signature, ...paragraph(lines, index + 1)].join("\n");
    } else if (variable) {
      names[variable] ??= `${variable}: ${type.trim()}`;
    }
  }
  return names;
}

/** A header of several lines, in one. */
function joined(lines, index) {
  const end = lines.findIndex((line, at) => at > index && /^\)/.test(line));
  return lines
    .slice(index, end + 1)
    .map((line) => line.trim())
    .join(" ")
    .replace("( ", "(")
    .replace(/,? \)/, ")");
}

/** The first paragraph of the docstring that begins in a line, if one does. */
function paragraph(lines, index) {
  const first = /^ +"""(.*)$/.exec(lines[index] ?? "")?.[1];
  if (first === undefined) return [];
  const words = [];
  for (let at = index, line = first; at < lines.length; line = lines[++at]) {
    const end = line.indexOf('"""');
    const text = (end >= 0 ? line.slice(0, end) : line).trim();
    if (!text && words.length > 0) break;
    words.push(text);
    if (end >= 0) break;
  }
  return [
    words
      .join(" ")
      .trim()
      .replace(/:\w+:`~?(.*?)`/g, "$1")
      .replaceAll("``", ""),
  ];
}
