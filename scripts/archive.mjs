// The `pyscript` archive: the Python package in one content-hashed JSON file, path → text.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { stripPython } from "./strip-python.mjs";

const root = fileURLToPath(new URL("../src/python/", import.meta.url));

/** The Python files below a folder, as paths relative to it, with `/` on every system. */
function listPython(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => file.endsWith(".py"));
}

/** The archive's text. */
export function archiveText() {
  const entries = listPython(root)
    .sort()
    .map((file) => [file, stripPython(readFileSync(path.join(root, file), "utf8"), file)]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** The archive's file name in `dist/`. */
export function archiveName(text = archiveText()) {
  return `pyscript-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.json`;
}
