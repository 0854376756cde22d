/** Host functions for objects that last beyond a call and are the same on both threads: sockets, and folders
 * of the computer. */
import type { FolderOpener, FolderRequest, Folders } from "../folders/folders.js";
import type { ResourceHost } from "./host.js";
import type { Interpreter } from "../interpreters/interpreter.js";
import { remembered } from "../loading/remembered.js";
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
  let folders: Folders | undefined;
  const load = remembered(async () => {
    const { Folders } = await import("../folders/folders.js");
    return (folders = new Folders(context.interpreter, opener));
  });
  return {
    own_socket(run, socket, callback) {
      const handler = context.interpreter.retain(callback);
      ownSocket(socket as WebSocket, handler, ownerOf(run), (error) => context.report(error, run));
    },
    async folder(run, request) {
      return (await load()).handle(JSON.parse(request) as FolderRequest, run);
    },
    folder_handle: (path) => folders?.folder(path),
  };
}
