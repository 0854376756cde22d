/** Messages that do not arrive: Chromium gives compiled WebAssembly by a port to no worker from a `data:`. */
import { expect } from "chai";
import { textAddress } from "../../../src/runtime/loading/text-address.js";
import { OwnWorkerConnection } from "../../../src/runtime/workers/page/connection.js";
import type { Startable } from "../../../src/runtime/workers/page/startable.js";
import type { PageAPI, WorkerSettings } from "../../../src/runtime/workers/shared/protocol.js";

describe("a worker that cannot read a message of the page's", () => {
  it("ends, and says so to all that wait for it", async function () {
    this.timeout(60_000);
    const url = new URL("/src/worker.ts", location.origin);
    const start: Startable = {
      href: textAddress(`import ${JSON.stringify(url.href)};`),
      kind: "module",
      release: () => {},
    };
    const page = {
      handover: () => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
      archive: () => new Promise(() => {}),
    } as object as PageAPI;
    const connection = new OwnWorkerConnection(url, start, "unreadable", page, () => {});
    connection.start(
      {
        type: "mpy",
        url: new URL("/dist/micropython/", location.href).href,
        config: { values: {}, base: location.href, key: "" },
        pageURL: location.href,
        syncMode: "none",
        suspendable: false,
      } as object as WorkerSettings,
      [],
    );
    const booted = connection.call((api) => api.boot());
    const error = await booted.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).to.include("could not be read");
    expect(connection.signal.aborted).to.equal(true);
  });
});
