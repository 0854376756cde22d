/** Folders of the computer that Python mounts: chosen, remembered, asked for again. Loaded when the first is mounted. */
import { Mirror, type FileTree } from "../folders/mirror.js";
import { recallFolder, rememberFolder } from "./folder-memory.js";

/** What `pyscript.fs` asks for. */
export interface FolderRequest {
  readonly action: "mount" | "sync" | "unmount" | "revoke";
  readonly path: string;
  readonly mode: "read" | "readwrite";
  readonly id: string;
  readonly root: string;
}

/** The parts of File System Access that TypeScript does not know. */
interface Permissions {
  queryPermission?(options: { mode: string }): Promise<PermissionState>;
  requestPermission?(options: { mode: string }): Promise<PermissionState>;
}
interface Picker {
  showDirectoryPicker?(options: object): Promise<FileSystemDirectoryHandle>;
}
type Folder = FileSystemDirectoryHandle & Permissions;

/** An error, and the class it has in Python. */
class FolderError extends Error {
  constructor(
    readonly type: "OSError" | "PermissionError" | "ValueError",
    message: string,
  ) {
    super(message);
  }
}

/** The folders of one interpreter. */
export class Folders {
  readonly #files: FileTree;
  readonly #mounts = new Map<string, { readonly key: string; readonly mirror: Mirror }>();

  constructor(files: FileTree) {
    this.#files = files;
  }

  /** Does what is asked for; resolves with what went wrong, and 0 when nothing did.
   * @param signal ends a dialog */
  async handle(request: FolderRequest, signal: AbortSignal): Promise<string | 0> {
    try {
      await this[request.action](request, signal);
      return 0;
    } catch (error) {
      const { type = "OSError", message } = error as Partial<FolderError>;
      return `${type}: fs.${request.action}(${JSON.stringify(request.path)}): ${message}`;
    }
  }

  async mount({ path, mode, id, root }: FolderRequest, signal: AbortSignal): Promise<void> {
    const key = keyOf(id, path);
    const present = this.#mounts.get(path);
    if (present) {
      if (present.key !== key + mode) {
        throw new FolderError("ValueError", "another folder is mounted there: unmount it first");
      }
      return present.mirror.sync();
    }
    const status = this.#files.folders.stat(path);
    if (status && (!status.isFolder || this.#files.folders.list(path).length > 0)) {
      throw new FolderError("ValueError", "there is something at that path already: mount at another");
    }
    const folder = await open(key, path, mode, id, root, signal);
    this.#files.folders.make(path);
    const mirror = new Mirror(this.#files, path, folder, mode === "readwrite");
    await mirror.sync();
    this.#mounts.set(path, { key: key + mode, mirror });
  }

  sync({ path }: FolderRequest): Promise<void> {
    return this.#mounted(path).sync();
  }

  async unmount({ path }: FolderRequest): Promise<void> {
    const mirror = this.#mounted(path);
    await mirror.sync();
    mirror.clear();
    this.#mounts.delete(path);
  }

  async revoke(request: FolderRequest): Promise<void> {
    if (this.#mounts.has(request.path)) await this.unmount(request);
    await rememberFolder(keyOf(request.id, request.path), undefined);
  }

  #mounted(path: string): Mirror {
    const mount = this.#mounts.get(path);
    if (!mount) throw new FolderError("ValueError", "no folder is mounted there");
    return mount.mirror;
  }
}

function keyOf(id: string, path: string): string {
  return `${id}@${path}`;
}

/** The folder of that key, with permission to use it; asks the reader where that has to be. */
async function open(
  key: string,
  path: string,
  mode: FolderRequest["mode"],
  id: string,
  root: string,
  signal: AbortSignal,
): Promise<Folder> {
  const { showDirectoryPicker } = globalThis as Picker;
  if (!showDirectoryPicker) {
    throw new FolderError(
      "OSError",
      "this browser has no access to folders of the computer; Chromium's browsers (Chrome, Edge, Opera) have it, on " +
        "pages that come over https: or from localhost",
    );
  }
  const remembered = (await recallFolder(key)) as Folder | undefined;
  if (remembered) {
    if ((await remembered.queryPermission?.({ mode })) === "granted") return remembered;
    const state = await withGesture(path, mode, "Allow", signal, () =>
      remembered.requestPermission?.({ mode }),
    );
    if (state !== "granted") throw new FolderError("PermissionError", "using the folder was not allowed");
    return remembered;
  }
  const options = {
    mode,
    ...(/^[\w-]{1,32}$/.test(id) && { id }),
    ...(root && { startIn: root }),
  };
  const folder = await withGesture(path, mode, "Choose a folder", signal, () =>
    showDirectoryPicker.call(globalThis, options),
  ).catch((error: unknown) => {
    const { name, message } = error as Error;
    throw name === "AbortError"
      ? new FolderError("PermissionError", "no folder was chosen")
      : new Error(message);
  });
  await rememberFolder(key, folder);
  return folder as Folder;
}

/** Does what browsers allow after a gesture only: at once when there was one, else when a button is pressed. */
function withGesture<T>(
  path: string,
  mode: FolderRequest["mode"],
  label: string,
  signal: AbortSignal,
  action: () => Promise<T> | undefined,
): Promise<T | undefined> {
  if (navigator.userActivation.isActive) return Promise.resolve(action());
  return new Promise((resolve, reject) => {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    const may = mode === "read" ? "read" : "read and change";
    text.textContent = `This page asks to ${may} a folder of your computer. Its Python code sees it as ${path}.`;
    const allow = document.createElement("button");
    allow.textContent = label;
    const refuse = document.createElement("button");
    refuse.textContent = "Not now";
    dialog.className = "py-folder-dialog";
    dialog.append(text, allow, " ", refuse);
    dialog.setAttribute("aria-label", "Access to a folder");
    // Not only by the dialog's own event: a page in the background gets it late.
    const end = (): void => {
      dialog.close();
      dialog.remove();
      reject(new FolderError("PermissionError", "it was not allowed")); // unless it has been resolved
    };
    allow.addEventListener("click", () => {
      resolve(action());
      end();
    });
    refuse.addEventListener("click", end);
    dialog.addEventListener("close", end);
    signal.addEventListener("abort", end, { once: true });
    document.body.append(dialog);
    dialog.showModal();
  });
}
