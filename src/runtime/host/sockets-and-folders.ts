/** Host functions for objects that last beyond a call and are the same on both threads: sockets, and folders
 * of the computer. */
import type { FolderOpener, FolderRequest, Folders } from "../folders/folders.js";
import type { ResourceHost } from "./host.js";
import type { Interpreter } from "../interpreters/interpreter.js";
import { ownSocket } from "./sockets.js";

/** The place that they are made for. */
export interface ResourceContext {
  readonly interpreter: Pick<Interpreter, "retain" | "folders" | "readFile" | "writeFile">;
  report(error: unknown, run: number): void;
}

export function createSocketsAndFolders(
  context: ResourceContext,
  ownerOf: (run: number) => AbortSignal,
  opener: FolderOpener,
): Pick<ResourceHost, "own_socket" | "folder" | "folder_handle"> {
  let loading: Promise<Folders> | undefined;
  let folders: Folders | undefined;
  return {
    own_socket(run, socket, callback) {
      const handler = context.interpreter.retain(callback);
      ownSocket(socket as WebSocket, handler, ownerOf(run), (error) => context.report(error, run));
    },
    async folder(run, request) {
      loading ??= import("../folders/folders.js").then(
        ({ Folders }) => (folders = new Folders(context.interpreter, opener)),
      );
      return (await loading).handle(JSON.parse(request) as FolderRequest, run);
    },
    folder_handle: (path) => folders?.folder(path),
  };
}
