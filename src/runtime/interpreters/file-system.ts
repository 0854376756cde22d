import type { Archive } from "../loading/archive.js";

/** The part of Emscripten's file system that both interpreters have. */
export interface FileSystem {
  cwd(): string;
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array | string): void;
  readFile(path: string): Uint8Array;
  readdir(path: string): string[];
  /** Does not follow a symbolic link. */
  lstat(path: string): { readonly mode: number; readonly size: number; readonly mtime: Date };
  utime(path: string, accessed: number, modified: number): void;
  unlink(path: string): void;
  rmdir(path: string): void;
}

const encoder = new TextEncoder();

/** Writes the files of the Python package. Folders are made once: an attempt at one that is there costs more
 * than a file. */
export function writePackage(fs: FileSystem, folder: string, files: Archive): void {
  const folders = new Set<string>();
  for (const [path, data] of files) {
    const absolute = `${folder}/${path}`;
    const parent = absolute.slice(0, absolute.lastIndexOf("/"));
    if (!folders.has(parent)) fs.mkdirTree(parent);
    folders.add(parent);
    // Encoded here: Emscripten's own way takes a millisecond for each file.
    fs.writeFile(absolute, typeof data === "string" ? encoder.encode(data) : data);
  }
}

/** A path that may be below the working directory. */
export const absolutePath = (fs: FileSystem, path: string) =>
  path.startsWith("/") ? path : `${fs.cwd().replace(/\/$/, "")}/${path}`;

/** Writes a file, with the folders above it. */
export function writeFile(fs: FileSystem, path: string, data: Uint8Array | string): void {
  const absolute = absolutePath(fs, path);
  fs.mkdirTree(absolute.slice(0, absolute.lastIndexOf("/")) || "/");
  fs.writeFile(absolute, data);
}

/** @throws Error when there is no such file */
export function readFile(fs: FileSystem, path: string): Uint8Array {
  try {
    return fs.readFile(path);
  } catch (cause) {
    throw new Error(`Python has no file ${path}.`, { cause });
  }
}
