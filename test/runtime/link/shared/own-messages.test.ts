import { expect } from "chai";
import { OwnMessages, type Messages } from "../../../../src/runtime/link/shared/own-messages.js";

/** Both ends of a worker's messages: what one posts, the other hears at once. */
function ends(): [Messages & EventTarget, Messages & EventTarget] {
  const end = () => new EventTarget() as Messages & EventTarget;
  const [one, other] = [end(), end()];
  const post = (to: EventTarget) => (data: unknown) =>
    void to.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }));
  one.postMessage = post(other);
  other.postMessage = post(one);
  return [one, other];
}

describe("the link among a worker's own messages", () => {
  it("hears what the other end has posted: text, and objects", () => {
    const [page, worker] = ends();
    const heard: unknown[] = [];
    new OwnMessages(worker, (message) => heard.push(message));
    const port = new OwnMessages(page, () => {});
    port.postMessage("\u0001\u0000text");
    port.postMessage("");
    port.postMessage({ type: "answer", id: 1 });
    expect(heard).to.deep.equal(["\u0001\u0000text", "", { type: "answer", id: 1 }]);
  });

  it("leaves the messages of others alone", () => {
    const [page, worker] = ends();
    const heard: unknown[] = [];
    new OwnMessages(worker, (message) => heard.push(message));
    for (const message of ["text", "", { type: "answer" }, null, undefined, 1, []]) page.postMessage(message);
    for (const link of ["https://example.com/", 5, true, null]) page.postMessage({ link });
    expect(heard).to.deep.equal([]);
  });

  it("hears nothing once it is closed", () => {
    const [page, worker] = ends();
    const heard: unknown[] = [];
    const end = new OwnMessages(worker, (message) => heard.push(message));
    end.close();
    new OwnMessages(page, () => {}).postMessage("text");
    expect(heard).to.deep.equal([]);
  });
});
