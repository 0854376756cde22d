/** What lasts beyond a call: sockets, folders of the computer, stores. */
import type { FolderRequest, Folders } from "../folders/folders.js";
import type { Host, LastingHost } from "../host.js";
import type { StorageOfPython } from "../storage/python.js";
import { ownSocket } from "../sockets.js";
import type { HostContext } from "./host.js";

export function createLastingHost(
  host: Host,
  context: HostContext,
  ownerOf: (run: number) => AbortSignal,
): LastingHost {
  let folders: Promise<Folders> | undefined;
  let storage: Promise<StorageOfPython> | undefined;

  const lasting: LastingHost = {
    own_socket(run, socket, callback) {
      const handler = context.interpreter.retain(callback);
      ownSocket(socket as WebSocket, handler, ownerOf(run), (error) => context.report(error, run));
    },

    async folder(run, request) {
      folders ??= import("../folders/folders.js").then(
        ({ Folders }) =>
          new Folders(context.interpreter, {
            open: (asked, asking) => lasting.open_folder(asking, asked),
            forget: (asked) => lasting.forget_folder(asked),
          }),
      );
      return (await folders).handle(JSON.parse(request) as FolderRequest, run);
    },
    open_folder: async (run, request) => (await import("./folders.js")).openFolder(request, ownerOf(run)),
    forget_folder: async (request) => (await import("./folders.js")).forgetFolder(request),

    async storage_open(name, changed) {
      // At once: what Python passed may be gone later.
      const listener = context.interpreter.retain(changed);
      storage ??= import("../storage/python.js").then(({ createStorageHost }) =>
        createStorageHost({ signal: context.signal, report: (error) => context.report(error, 0) }),
      );
      const { open, functions } = await storage;
      Object.assign(host, functions);
      return open(name, listener);
    },
  };
  return lasting;
}
