/** Parts that code in a sandbox displays, on the page, without a worker. */
import { expect } from "chai";
import { WorkerSession } from "../../../src/runtime/workers/page/worker-session.js";
import { until } from "../../harness/page.js";

describe("what code in a sandbox displays", () => {
  it("is shown, though what was displayed before it could not be", async () => {
    const shown: string[] = [];
    const reported: string[] = [];
    const host = {
      // The network is away when it is asked for.
      load_more: () => Promise.reject(new Error("offline")),
      show_parts: (_run: number, _target: null, _append: boolean, parts: string) => (shown.push(parts), 0),
    };
    const signal = new AbortController().signal;
    const session = new WorkerSession({
      ...{ type: "mpy", config: {}, signal, callOffered: () => undefined, createHost: () => host },
      report: (error: Error) => reported.push(error.message),
    } as unknown as ConstructorParameters<typeof WorkerSession>[0]);
    session.addRun({ id: 1, filename: "", signal });
    session.show(1, true, [["image/png", ""]]);
    session.show(1, true, [["text/plain", "a"]]);
    await until(() => shown.length > 0);
    expect(shown).to.deep.equal(['[["text/plain","a"]]']);
    expect(reported).to.deep.equal(["offline"]);
  });
});
