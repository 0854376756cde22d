/** The part of Emscripten's file system that both interpreters have. */
export interface FileSystem {
  cwd(): string;
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array | string): void;
  readFile(path: string): Uint8Array;
}

/** Writes a file, with the folders above it. */
export function writeFile(fs: FileSystem, path: string, data: Uint8Array | string): void {
  const absolute = path.startsWith("/") ? path : `${fs.cwd()}/${path}`;
  fs.mkdirTree(absolute.slice(0, absolute.lastIndexOf("/")) || "/");
  fs.writeFile(absolute, data);
}

/** @throws Error when there is no such file */
export function readFile(fs: FileSystem, path: string): Uint8Array {
  try {
    return fs.readFile(path);
  } catch (cause) {
    throw new Error(`There is no file ${path} in the interpreter's file system.`, { cause });
  }
}
