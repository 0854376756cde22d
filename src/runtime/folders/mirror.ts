/**
 * Keeps a folder of an interpreter's file system and a folder of the computer the same.
 *
 * The state of a file on both sides after the last time is remembered, so later changes are known on each
 * side. A change on one side is made on the other. If a file changed on both, Python's is kept; a file that
 * was changed on one side and removed on the other is kept.
 */
import { messageOf } from "./messages.js";
import type { Interpreter } from "../interpreters/interpreter.js";

/** The part of an interpreter that a mirror needs. */
export type FileTree = Pick<Interpreter, "folders" | "readFile" | "writeFile">;

/** A file on both sides, after the last time: text that differs when the file does. */
interface Stamps {
  readonly ours: string;
  readonly theirs: string;
}

/** The end of the names of Chromium's own files, while it writes others. */
const BEING_WRITTEN = ".crswap";
/** How often a folder is brought up to date at its end, where Python goes on writing into it. */
const LAST_TRIES = 10;

export class Mirror {
  readonly #files: FileTree;
  readonly #path: string;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #writable: boolean;
  readonly #known = new Map<string, Stamps>();
  #knownFolders = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(files: FileTree, path: string, folder: FileSystemDirectoryHandle, writable: boolean) {
    this.#files = files;
    this.#path = path;
    this.#folder = folder;
    this.#writable = writable;
  }

  /** Makes both sides the same. A failure does not keep the rest from being done.
   * @throws Error that names the files which failed; they are tried again the next time */
  sync(): Promise<void> {
    const turn = this.#turn.then(() => this.#sync());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** True if Python has changed a file since, which the other side would have to have. */
  get #isBehind(): boolean {
    const { files } = this.#list();
    return this.#writable && [...files].some(([path, stamp]) => this.#known.get(path)?.ours !== stamp);
  }

  /** Makes both sides the same for the last time. What Python writes meanwhile is brought along. */
  async end(): Promise<void> {
    for (let tries = 0; tries === 0 || (this.#isBehind && tries < LAST_TRIES); tries++) await this.sync();
  }

  /**
   * Removes our side, when it is no mirror any more: what is removed here would be removed there. A folder
   * that Python works in stays, empty.
   *
   * @param root whether the folder itself goes
   */
  clear(root: boolean): void {
    const { folders } = this.#files;
    const empty = (path: string): void => {
      for (const name of folders.list(path)) {
        const inside = `${path}/${name}`;
        if (folders.stat(inside)?.isFolder) empty(inside);
        ignoring(() => folders.remove(inside));
      }
    };
    ignoring(() => empty(this.#path));
    if (root) ignoring(() => this.#files.folders.remove(this.#path));
  }

  async #sync(): Promise<void> {
    const ours = this.#list();
    const theirs = await listHandle(this.#folder);
    const failures = new Map<string, unknown>();
    const attempt = async (path: string, action: () => Promise<void> | void): Promise<void> => {
      try {
        await action();
      } catch (error) {
        failures.set(path, error);
      }
    };
    for (const path of theirs.files.keys())
      if (path.endsWith(BEING_WRITTEN) && !this.#known.has(path)) theirs.files.delete(path);
    const syncFiles = async (paths: Iterable<string>) => {
      for (const path of paths) await attempt(path, () => this.#syncFile(path, theirs.files.get(path)));
    };
    // Files that one side has removed go first: one may have become a folder, or a folder a file.
    const gone = [...this.#known.keys()].filter((path) => !ours.files.has(path) || !theirs.files.has(path));
    await syncFiles(gone);
    const both = new Set(theirs.folders);
    // Deepest first. A folder that still has content stays.
    for (const path of [...this.#knownFolders].sort().reverse()) {
      if (!theirs.folders.has(path)) ignoring(() => this.#files.folders.remove(this.#at(path)));
      else if (!ours.folders.has(path) && this.#writable) {
        await this.#removeHandle(path).then(
          () => both.delete(path),
          () => {},
        );
      }
    }
    for (const path of union(ours.folders, theirs.folders)) {
      const known = this.#knownFolders.has(path);
      if (!ours.folders.has(path) && !known)
        await attempt(path, () => this.#files.folders.make(this.#at(path)));
      if (!theirs.folders.has(path) && !known && this.#writable)
        await attempt(path, async () => {
          await this.#handle(path, true);
          both.add(path);
        });
    }
    const rest = union(ours.files.keys(), theirs.files.keys());
    for (const path of gone) rest.delete(path);
    await syncFiles(rest);
    // One that could not be made there is none that has been removed there.
    this.#knownFolders = new Set([...this.#list().folders].filter((path) => both.has(path)));
    const [first] = failures;
    if (first) {
      const [path, error] = first;
      const names = failures.size > 1 ? `${path} and ${failures.size - 1} more` : path;
      throw new Error(`could not bring ${names} up to date: ${messageOf(error)}`, { cause: error });
    }
  }

  async #syncFile(path: string, theirs: File | undefined): Promise<void> {
    const known = this.#known.get(path);
    // As it is now: Python goes on while other files are read and written.
    const ours = this.#stamp(path);
    const weChanged = ours !== known?.ours;
    const theyChanged = (theirs && stampOf(theirs)) !== known?.theirs;
    if (!weChanged && !theyChanged) return;
    if (this.#writable && weChanged && (ours !== undefined || !theyChanged)) {
      if (ours === undefined) await this.#removeHandle(path);
      else await this.#write(path, theirs !== undefined);
    } else if (theyChanged && theirs) {
      const bytes = new Uint8Array(await theirs.arrayBuffer());
      if (this.#writable && this.#stamp(path) !== ours) return this.#syncFile(path, theirs);
      this.#files.writeFile(this.#at(path), bytes);
      // The time it had there: a change that Python makes in this very millisecond must differ.
      this.#files.folders.touch(this.#at(path), theirs.lastModified);
      this.#known.set(path, { ours: this.#stamp(path) ?? "", theirs: stampOf(theirs) });
    } else if (theyChanged) {
      if (!weChanged) this.#files.folders.remove(this.#at(path));
      this.#known.delete(path);
    }
  }

  /** Writes a file to the computer; the old one stays until all of the new one is there. */
  async #write(path: string, exists: boolean): Promise<void> {
    const [folder, name] = await this.#parent(path, true);
    const handle = await folder.getFileHandle(name, { create: true });
    const ours = this.#stamp(path) ?? "";
    const stream = await handle.createWritable();
    try {
      await stream.write(this.#files.readFile(this.#at(path)) as Uint8Array<ArrayBuffer>);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => {});
      if (!exists) await folder.removeEntry(name).catch(() => {});
      throw error;
    }
    this.#known.set(path, { ours, theirs: stampOf(await handle.getFile()) });
  }

  async #removeHandle(path: string): Promise<void> {
    const [folder, name] = await this.#parent(path, false);
    await folder.removeEntry(name);
    this.#known.delete(path);
  }

  async #parent(path: string, create: boolean): Promise<[FileSystemDirectoryHandle, string]> {
    const cut = path.lastIndexOf("/");
    return [await this.#handle(path.slice(0, Math.max(cut, 0)), create), path.slice(cut + 1)];
  }

  async #handle(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    let folder = this.#folder;
    for (const name of path.split("/").filter(Boolean)) {
      folder = await folder.getDirectoryHandle(name, { create });
    }
    return folder;
  }

  #at(path: string): string {
    return `${this.#path}/${path}`;
  }

  #stamp(path: string): string | undefined {
    const status = this.#files.folders.stat(this.#at(path));
    return status && !status.isFolder ? `${status.size} ${status.modified}` : undefined;
  }

  /** Our files with their stamps, and our folders, each before what is in it. */
  #list(): { files: Map<string, string>; folders: Set<string> } {
    const files = new Map<string, string>();
    const folders = new Set<string>();
    const visit = (folder: string): void => {
      for (const name of this.#files.folders.list(folder ? this.#at(folder) : this.#path)) {
        const path = folder ? `${folder}/${name}` : name;
        const status = this.#files.folders.stat(this.#at(path));
        if (status?.isFolder) {
          folders.add(path);
          visit(path);
        } else if (status) files.set(path, `${status.size} ${status.modified}`);
      }
    };
    visit("");
    return { files, folders };
  }
}

async function listHandle(
  handle: FileSystemDirectoryHandle,
  folder = "",
  found = { files: new Map<string, File>(), folders: new Set<string>() },
): Promise<typeof found> {
  for await (const [name, entry] of handle.entries()) {
    const path = folder ? `${folder}/${name}` : name;
    if (entry.kind === "directory") {
      found.folders.add(path);
      await listHandle(entry as FileSystemDirectoryHandle, path, found);
    } else {
      found.files.set(path, await (entry as FileSystemFileHandle).getFile());
    }
  }
  return found;
}

function stampOf(file: File): string {
  return `${file.size} ${file.lastModified}`;
}

function union(...parts: Iterable<string>[]): Set<string> {
  return new Set(parts.flatMap((part) => [...part]));
}

function ignoring(action: () => void): void {
  try {
    action();
  } catch {
    // It is gone already, or not empty.
  }
}
