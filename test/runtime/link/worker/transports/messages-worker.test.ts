import { expect } from "chai";
import { MessagesPage } from "../../../../../src/runtime/link/page/transports/messages-page.js";
import { Reader, Writer } from "../../../../../src/runtime/link/shared/binary-codec.js";
import { ShortMessages } from "../../../../../src/runtime/link/shared/transports/small-messages.js";
import {
  MessagesWorker,
  StackSwitching,
} from "../../../../../src/runtime/link/worker/transports/messages-worker.js";

type Message = string | { readonly id: number; readonly bytes: Uint8Array };

/** A worker's end whose messages are kept. */
function worker() {
  const sent: Message[] = [];
  const answers = new StackSwitching();
  const port = { postMessage: (message: unknown) => void sent.push(message as Message) };
  const transport = new MessagesWorker(port as ConstructorParameters<typeof MessagesWorker>[0], answers);
  const queue = (text: string, seen: boolean) => {
    transport.entry().text(text);
    return transport.queue(seen);
  };
  return { sent, answers, transport, queue };
}

/** A page's end that keeps the texts of queued requests, and answers awaited ones with their text. */
function page(settles?: Promise<unknown>) {
  const done: string[] = [];
  const answered: { id: number; text: string }[] = [];
  const end = new MessagesPage(
    {
      do: (reader: Reader) => done.push(reader.text()),
      ask: (reader: Reader, writer: Writer) => {
        writer.text(reader.text());
        return settles;
      },
      settled: (writer: Writer, result: PromiseSettledResult<unknown>) =>
        writer.text(result.status === "fulfilled" ? String(result.value) : "rejected"),
      interrupted: (writer: Writer) => writer.text("interrupted"),
    } as unknown as ConstructorParameters<typeof MessagesPage>[0],
    (id, writer) => answered.push({ id, text: new Reader(writer.bytes).text() }),
  );
  return { done, answered, end };
}

describe("requests that are messages", () => {
  it("are sent at once when they can be seen, and take the unseen ones before them along", () => {
    const { sent, transport, queue } = worker();
    queue("unseen", false);
    expect(sent).to.have.length(0);
    expect(transport.queued).to.equal(true);
    queue("seen", true);
    expect(sent).to.have.length(1);
    const { done, end } = page();
    end.received(sent[0] as Message);
    expect(done).to.deep.equal(["unseen", "seen"]);
  });

  it("unseen requests are sent by themselves after a while", async () => {
    const { sent, queue } = worker();
    queue("unseen", false);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).to.have.length(1);
  });

  it("awaited requests come after queued ones, and nothing is queued then", () => {
    const { sent, transport, queue } = worker();
    queue("queued", false);
    transport.request().text("asked");
    void transport.ask();
    expect(transport.queued).to.equal(false);
    const { done, answered, end } = page();
    for (const message of sent) end.received(message);
    expect(done).to.deep.equal(["queued"]);
    expect(answered).to.deep.equal([{ id: 1, text: "asked" }]);
  });

  for (const [what, text] of [
    ["short ones", "short"],
    ["long ones, which go as bytes", "long".repeat(1000)],
  ] as const) {
    it(`reach the page as they were written: ${what}`, () => {
      const { sent, transport } = worker();
      transport.request().text(text);
      void transport.ask();
      expect(typeof sent[0]).to.equal(text.length > 512 ? "object" : "string");
      const { answered, end } = page();
      end.received(sent[0] as Message);
      expect(answered).to.deep.equal([{ id: 1, text }]);
    });
  }

  it("get the answer that has their number, whichever comes first", async () => {
    const { answers, transport } = worker();
    const asked = ["one", "two"].map((text) => {
      transport.request().text(text);
      return transport.ask();
    });
    const answer = (id: number, text: string) => {
      const writer = new Writer();
      writer.text(text);
      answers.arrived({ id, bytes: writer.bytes.slice(0, writer.at) });
    };
    answer(2, "second");
    answer(1, "first");
    const texts = await Promise.all(asked.map(async (reader) => (await reader).text()));
    expect(texts).to.deep.equal(["first", "second"]);
  });

  it("a request that waits for a promise is answered when it settles or when it is interrupted, not twice", async () => {
    const { sent, transport } = worker();
    transport.request().text("wait");
    void transport.ask();
    const settled = page(Promise.resolve("value"));
    settled.end.received(sent[0] as Message);
    expect(settled.answered).to.deep.equal([]);
    await Promise.resolve().then(() => {});
    expect(settled.answered).to.deep.equal([{ id: 1, text: "value" }]);
    expect(settled.end.interrupt()).to.equal(false);

    const { promise, resolve } = Promise.withResolvers<string>();
    const interrupted = page(promise);
    interrupted.end.received(sent[0] as Message);
    expect(interrupted.end.interrupt()).to.equal(true);
    resolve("too late");
    await promise;
    expect(interrupted.answered).to.deep.equal([{ id: 1, text: "interrupted" }]);
  });

  it("are neither executed nor answered after the page's end has gone", async () => {
    const { sent, transport } = worker();
    transport.request().text("wait");
    void transport.ask();
    const { promise, resolve } = Promise.withResolvers<string>();
    const { answered, end } = page(promise);
    end.received(sent[0] as Message);
    end.dispose();
    end.received(sent[0] as Message);
    resolve("value");
    await promise;
    expect(answered).to.deep.equal([]);
    expect(new ShortMessages().id(sent[0] as string)).to.equal(1);
  });
});
