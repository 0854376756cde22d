/** Folders of the computer that Python mounts. Runs where the interpreter does; the page opens them
 * (`page/folders.ts`). */
import { messageOf } from "./messages.js";
import { Mirror, type FileTree } from "./mirror.js";

/** A request of `pyscript.fs`. */
export interface FolderRequest {
  readonly action: "mount" | "sync" | "unmount" | "revoke";
  readonly path: string;
  readonly mode: "read" | "readwrite";
  readonly id: string;
  readonly root: string;
}

/** The page's half. */
export interface FolderOpener {
  /**
   * The folder that was chosen before, or that the reader chooses now.
   *
   * @param run the run that asks; a dialog ends with it
   * @returns the failure if it is the author's or the reader's affair: the class of Python's exception, a
   *   colon and its message
   */
  open(request: FolderRequest, run: number): Promise<FileSystemDirectoryHandle | string>;
  /** Forgets what was chosen. */
  forget(request: FolderRequest): Promise<void>;
}

/** An error, and the class it has in Python. */
export class FolderError extends Error {
  constructor(
    readonly type: "KeyError" | "OSError" | "PermissionError" | "ValueError",
    message: string,
  ) {
    super(message);
  }

  /** As {@link toString} has it. */
  static from(text: string): FolderError {
    const [type = "OSError", ...message] = text.split(": ");
    return new FolderError(type as FolderError["type"], message.join(": "));
  }

  override toString(): string {
    return `${this.type}: ${this.message}`;
  }
}

interface Mount {
  readonly key: string;
  /** True if the folder was made for it. */
  readonly isNew: boolean;
  readonly mirror: Mirror;
  readonly folder: FileSystemDirectoryHandle;
}

/** The folders of one interpreter. */
export class Folders {
  readonly #files: FileTree;
  readonly #opener: FolderOpener;
  readonly #mounts = new Map<string, Mount>();
  /** The paths at which folders are being mounted. */
  readonly #opening = new Set<string>();
  /** The latest request at each path: one is done after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(files: FileTree, opener: FolderOpener) {
    this.#files = files;
    this.#opener = opener;
  }

  /** Does what is asked for; resolves with what went wrong, and 0 when nothing did. */
  async handle(request: FolderRequest, run: number): Promise<string | 0> {
    const { path } = request;
    const turn = (this.#turns.get(path) ?? Promise.resolve()).then(() => this[request.action](request, run));
    const done = () => {
      if (this.#turns.get(path) === settled) this.#turns.delete(path);
    };
    const settled = turn.then(done, done);
    this.#turns.set(path, settled);
    try {
      await turn;
      return 0;
    } catch (error) {
      const { type = "OSError" } = error as Partial<FolderError>;
      return `${type}: fs.${request.action}(${JSON.stringify(request.path)}): ${messageOf(error)}`;
    }
  }

  async mount(request: FolderRequest, run: number): Promise<void> {
    const { path, mode } = request;
    const key = folderKey(request);
    const present = this.#mounts.get(path);
    if (present) {
      if (present.key !== key + mode) {
        throw new FolderError("ValueError", "another folder is mounted there: unmount it first");
      }
      return present.mirror.sync();
    }
    const near = [...this.#mounts.keys(), ...this.#opening].find(
      (other) => path.startsWith(`${other}/`) || other.startsWith(`${path}/`),
    );
    if (near !== undefined) {
      throw new FolderError(
        "ValueError",
        `a folder is mounted at ${near}: one inside of another would be in both`,
      );
    }
    this.#opening.add(path);
    try {
      await this.#open(request, run);
    } finally {
      this.#opening.delete(path);
    }
  }

  async #open(request: FolderRequest, run: number): Promise<void> {
    const { path, mode } = request;
    const status = this.#files.folders.stat(path);
    if (status && (!status.isFolder || this.#files.folders.list(path).length > 0)) {
      throw new FolderError("ValueError", "there is something at that path already: mount at another");
    }
    const folder = await this.#opener.open(request, run);
    if (typeof folder === "string") throw FolderError.from(folder);
    this.#files.folders.make(path);
    const mirror = new Mirror(this.#files, path, folder, mode === "readwrite");
    try {
      await mirror.sync();
    } catch (error) {
      mirror.clear(!status); // It would be in the way of another try.
      throw error;
    }
    this.#mounts.set(path, { key: folderKey(request) + mode, isNew: !status, mirror, folder });
  }

  sync({ path }: FolderRequest): Promise<void> {
    return this.#mounted(path).mirror.sync();
  }

  async unmount({ path }: FolderRequest): Promise<void> {
    const { mirror, isNew } = this.#mounted(path);
    await mirror.end();
    this.#mounts.delete(path);
    mirror.clear(isNew);
  }

  async revoke(request: FolderRequest): Promise<void> {
    if (this.#mounts.has(request.path)) await this.unmount(request);
    await this.#opener.forget(request);
  }

  /** The folder that is mounted at a path. */
  folder(path: string): FileSystemDirectoryHandle | undefined {
    return this.#mounts.get(path)?.folder;
  }

  #mounted(path: string): Mount {
    const mount = this.#mounts.get(path);
    if (!mount) throw new FolderError("KeyError", "no folder is mounted there");
    return mount;
  }
}

/** Returns the key that a folder is remembered by. */
export function folderKey({ id, path }: FolderRequest): string {
  return `${id}@${path}`;
}
