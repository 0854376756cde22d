/** The folders of Emscripten's file system. */
import { absolutePath, type FileSystem } from "./file-system.js";
import type { FileStatus, FolderTree } from "./interpreter.js";

/** The bits of a mode that say what it is, those of a folder, and those of a symbolic link. */
const FORMAT = 0o170000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/** Lists and changes the folders of a file system, which may be there only later. */
export function folderTree(fs: () => FileSystem): FolderTree {
  const stat = (path: string): FileStatus | undefined => {
    try {
      const { mode, size, mtime } = fs().lstat(path);
      if ((mode & FORMAT) === LINK) return undefined;
      return { isFolder: (mode & FORMAT) === FOLDER, size, modified: mtime.getTime() };
    } catch {
      return undefined;
    }
  };
  return {
    stat,
    list(path) {
      const names = fs().readdir(path);
      return names.filter((name) => name !== "." && name !== "..");
    },
    touch: (path, modified) => fs().utime(path, modified, modified),
    make: (path) => fs().mkdirTree(absolutePath(fs(), path)),
    remove: (path) => (stat(path)?.isFolder ? fs().rmdir(path) : fs().unlink(path)),
  };
}
