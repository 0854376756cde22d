/** Host functions for objects that last beyond a call: sockets, folders of the computer, stores. */
import type { FolderOpener } from "../folders/folders.js";
import type { Host, ResourceHost } from "../host/host.js";
import { createSocketsAndFolders } from "../host/sockets-and-folders.js";
import { remembered } from "../loading/remembered.js";
import type { HostContext } from "./host.js";

export function createResourceHost(
  host: Host,
  context: HostContext,
  ownerOf: (run: number) => AbortSignal,
): ResourceHost {
  const storage = remembered(async () => {
    const { createStorageHost } = await import("../storage/python-host.js");
    return createStorageHost({ signal: context.signal, report: (error) => context.report(error, 0) });
  });
  const opener: FolderOpener = {
    open: async (request, run) => (await import("./folders.js")).openFolder(request, ownerOf(run)),
    forget: async (request) => (await import("./folders.js")).forgetFolder(request),
  };

  return {
    ...createSocketsAndFolders(context, ownerOf, opener),
    open_folder: (run, request) => opener.open(request, run),
    forget_folder: (request) => opener.forget(request),

    async storage_open(name, changed) {
      // At once: what Python passed may be gone later.
      const listener = context.interpreter.retain(changed);
      try {
        const { open, functions } = await storage();
        Object.assign(host, functions);
        return await open(name, listener);
      } catch (error) {
        listener.dispose();
        throw error;
      }
    },
  };
}
