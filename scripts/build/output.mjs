// Writing to `dist/` so that it can be served, and built again, meanwhile: files that did not change are not
// touched, those that did are replaced in one step, and what nothing wrote is removed at the end.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

export class Output {
  #folder;
  #written = new Set();

  constructor(folder) {
    this.#folder = folder;
  }

  /** Writes a file; `name` is relative to the folder. */
  write(name, content) {
    const file = this.#claim(name);
    const data = Buffer.from(content);
    if (existsSync(file) && readFileSync(file).equals(data)) return;
    mkdirSync(path.dirname(file), { recursive: true });
    const next = `${file}.${process.pid}.tmp`;
    writeFileSync(next, data);
    renameSync(next, file);
  }

  /** Copies a file. One of the same size that is not older counts as the same. */
  copy(source, name) {
    const file = path.join(this.#folder, name);
    const from = statSync(source);
    const to = existsSync(file) ? statSync(file) : undefined;
    if (to && to.size === from.size && to.mtimeMs >= from.mtimeMs) this.#claim(name);
    else this.write(name, readFileSync(source));
  }

  /** Keeps files that were not written this time. */
  keep(...names) {
    for (const name of names) this.#claim(name);
  }

  /** Removes every file that was neither written nor kept. */
  prune() {
    for (const entry of readdirSync(this.#folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isFile() && !this.#written.has(file)) unlinkSync(file);
    }
    removeEmptyFolders(this.#folder);
  }

  #claim(name) {
    const file = path.join(this.#folder, name);
    this.#written.add(file);
    return file;
  }
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const child = path.join(folder, entry.name);
    removeEmptyFolders(child);
    if (readdirSync(child).length === 0) rmSync(child, { recursive: true });
  }
}

/** Runs `work` while no other process holds the same lock; one that died holds none. */
export async function exclusively(lock, work) {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (isAlive(readHolder(lock))) await new Promise((resolve) => setTimeout(resolve, 100));
      else rmSync(lock, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The process that holds the lock; NaN while it is being written or has just gone. */
function readHolder(lock) {
  try {
    return Number.parseInt(readFileSync(lock, "utf8"), 10);
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid) {
  if (Number.isNaN(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
