// The `pyscript` archive: the Python package in one content-hashed JSON file, path → text.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = fileURLToPath(new URL("../src/python/", import.meta.url));

/** The Python files below a folder, as paths relative to it. */
function listPython(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".py"));
}

/** The archive's text. */
export function archiveText() {
  const files = listPython(root).sort();
  return JSON.stringify(
    Object.fromEntries(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")])),
  );
}

/** The archive's file name in `dist/`. */
export function archiveName(text = archiveText()) {
  return `pyscript-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.json`;
}
