/** Functions that a worker offers the page, without a worker. */
import { expect } from "chai";
import { Offers } from "../../../src/runtime/workers/page/offers.js";

describe("a function of sync that the worker has not assigned yet", () => {
  it("rejects with why the worker has ended, when it ends before", async () => {
    const offers = new Offers(new AbortController().signal, () => Promise.resolve());
    const call = offers.call("sync", "f", []).catch((error: Error) => error.message);
    offers.ended(new Error("the worker has crashed"));
    expect(await call).to.equal("the worker has crashed");
  });
});
