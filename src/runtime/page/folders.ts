/** Opens folders of the computer: chosen, remembered, asked for again. Loaded when the first is mounted. */
import { FolderError, folderKey, type FolderRequest } from "../folders/folders.js";
import { recallFolder, rememberFolder } from "./folder-memory.js";

/** The parts of File System Access that TypeScript does not know. */
interface Permissions {
  queryPermission?(options: { mode: string }): Promise<PermissionState>;
  requestPermission?(options: { mode: string }): Promise<PermissionState>;
}
interface Picker {
  showDirectoryPicker?(options: object): Promise<FileSystemDirectoryHandle>;
}
type Folder = FileSystemDirectoryHandle & Permissions;

/**
 * The folder that was chosen before, or that the reader chooses now.
 *
 * @param signal ends a dialog
 * @returns the failure, as text, unless it is this library's fault
 */
export async function openFolder(request: FolderRequest, signal: AbortSignal): Promise<Folder | string> {
  try {
    return await open(request, signal);
  } catch (error) {
    const { type = "OSError", message } = error as Partial<FolderError>;
    return `${type}: ${message}`;
  }
}

/** Forgets which folder was chosen. */
export async function forgetFolder(request: FolderRequest): Promise<void> {
  await rememberFolder(folderKey(request), undefined);
}

/** The folder of that key, with permission to use it; asks the reader where that has to be. */
async function open(request: FolderRequest, signal: AbortSignal): Promise<Folder> {
  const { path, mode, id, root } = request;
  const key = folderKey(request);
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
    if (error instanceof FolderError) throw error;
    const { name, message } = error as Error;
    throw name === "AbortError"
      ? new FolderError("PermissionError", "no folder was chosen")
      : new Error(message);
  });
  await rememberFolder(key, folder);
  return folder as Folder;
}

/** Does what browsers allow after a gesture only: at once when there was one, else when a button is
 * pressed. */
function withGesture<T>(
  path: string,
  mode: FolderRequest["mode"],
  label: string,
  signal: AbortSignal,
  action: () => Promise<T> | undefined,
): Promise<T | undefined> {
  // The remembered folder comes later, and the run may have ended meanwhile.
  if (signal.aborted) return Promise.reject(refused());
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
      reject(refused()); // unless it has been resolved
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

function refused(): FolderError {
  return new FolderError("PermissionError", "it was not allowed");
}
