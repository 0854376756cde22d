import { expect } from "chai";
import { Callbacks } from "../../../../src/runtime/link/page/callbacks.js";
import { Executor } from "../../../../src/runtime/link/page/executor.js";
import { Handles } from "../../../../src/runtime/link/page/handles.js";
import { PageValues } from "../../../../src/runtime/link/page/page-values.js";
import { Promises } from "../../../../src/runtime/link/page/promises.js";
import { Shapes } from "../../../../src/runtime/link/page/shapes.js";
import { Reader, Writer } from "../../../../src/runtime/link/shared/binary-codec.js";
import { FIRST_OWN_HANDLE, NEW_NAME, Op, ROOT, Tag } from "../../../../src/runtime/link/shared/protocol.js";
import { writeScalar } from "../../../../src/runtime/link/shared/scalars.js";

/** An executor for one object, and functions that write requests as a worker does. */
function world(root: object, host: object = {}) {
  const handles = new Handles(root);
  const shapes = new Shapes(root, () => ({}));
  const promises = new Promises();
  const callbacks = new Callbacks(
    () => Promise.resolve(),
    () => {},
  );
  const values = new PageValues(handles, shapes, callbacks, promises);
  const abandoned: number[] = [];
  const executor = new Executor({
    handles,
    values,
    shapes,
    promises,
    waits: { begin: (promise) => promise, resume: () => Promise.resolve() },
    abandon: (wait) => abandoned.push(wait),
    host,
    settle: () => {},
  });
  const names: string[] = [];
  const request = (write: (writer: Writer, name: (name: string) => void) => void) => {
    const writer = new Writer();
    write(writer, (name) => {
      const index = names.indexOf(name);
      if (index >= 0) writer.int(index);
      else {
        writer.int(NEW_NAME + names.push(name) - 1);
        writer.text(name);
      }
    });
    return new Reader(writer.bytes);
  };
  const ask = (write: Parameters<typeof request>[0]) => {
    const writer = new Writer();
    const promise = executor.ask(request(write), writer);
    return { promise, answer: new Reader(writer.bytes) };
  };
  return {
    handles,
    abandoned,
    ask,
    queue: (write: Parameters<typeof request>[0]) => executor.do(request(write)),
  };
}

/** Writes arguments that are scalars. */
function list(writer: Writer, ...items: unknown[]): void {
  writer.int(items.length);
  for (const item of items) writeScalar(writer, item);
}

describe("the page's executor of a worker's requests", () => {
  const get = (name: string, handle = ROOT) =>
    ((writer, named) => {
      writer.byte(Op.get);
      writer.int(handle);
      named(name);
    }) satisfies Parameters<ReturnType<typeof world>["ask"]>[0];

  const set = (name: string, value: unknown, handle = ROOT) =>
    ((writer, named) => {
      writer.byte(Op.set);
      writer.int(handle);
      named(name);
      writeScalar(writer, value);
    }) satisfies Parameters<ReturnType<typeof world>["ask"]>[0];

  it("reads a property, and tells one that is undefined from one that is missing", () => {
    const { ask } = world({ text: "found", nothing: undefined });
    const { answer } = ask(get("text"));
    answer.byte();
    expect(answer.text()).to.equal("found");
    expect(ask(get("nothing")).answer.byte()).not.to.equal(Tag.missing);
    expect(ask(get("other")).answer.byte()).to.equal(Tag.missing);
  });

  it("remembers a name that was sent once", () => {
    const { ask } = world({ text: "found" });
    ask(get("text"));
    const { answer } = ask(get("text"));
    answer.byte();
    expect(answer.text()).to.equal("found");
  });

  it("answers with the error of a request that failed, and nothing of the half-written answer", () => {
    const { ask } = world({
      get broken() {
        throw new TypeError("no luck");
      },
    });
    const { answer } = ask(get("broken"));
    expect(answer.byte()).to.equal(Tag.error);
    expect([answer.text(), answer.text()]).to.deep.equal(["TypeError", "no luck"]);
  });

  it("gives the error of a queued request to the next awaited one, once, with its number", () => {
    const root = Object.freeze({ fixed: 1, text: "still there" });
    const { ask, queue } = world(root);
    queue((writer, named) => {
      writer.byte(Op.call);
      writer.int(ROOT);
      named("nothing");
      list(writer);
    });
    queue(set("fixed", 2));
    const { answer } = ask(get("text"));
    expect(answer.byte()).to.equal(Tag.late);
    expect(answer.int()).to.equal(1);
    expect(answer.byte()).to.equal(Tag.error);
    const next = ask(get("text")).answer;
    next.byte();
    expect(next.text()).to.equal("still there");
  });

  it("knows a name that was sent with a request for an object that is not held any more", () => {
    const { ask } = world({ text: "found" });
    const { answer } = ask(get("text", 12345));
    expect([answer.byte(), answer.text()]).to.deep.equal([Tag.error, "ReferenceError"]);
    const again = ask(get("text")).answer;
    again.byte();
    expect(again.text()).to.equal("found");
  });

  it("executes queued requests in order, and keeps the objects that they make under the worker's handles", () => {
    const log: unknown[] = [];
    const { ask, queue, handles } = world({
      log: (item: unknown) => log.push(item),
      make: () => ({ made: true }),
    });
    for (const item of ["one", "two"]) {
      queue((writer, named) => {
        writer.byte(Op.call);
        writer.int(ROOT);
        named("log");
        list(writer, item);
      });
    }
    queue((writer, named) => {
      writer.byte(Op.create);
      writer.int(FIRST_OWN_HANDLE);
      writer.int(ROOT);
      named("make");
      list(writer);
    });
    expect(log).to.deep.equal(["one", "two"]);
    expect(handles.get(FIRST_OWN_HANDLE)).to.deep.equal({ made: true });
    expect(ask(get("made", FIRST_OWN_HANDLE)).answer.byte()).to.equal(Tag.true);
  });

  it("refuses to queue an operation that has an answer", () => {
    const { ask, queue } = world({ text: "" });
    queue(get("text"));
    const { answer } = ask(get("text"));
    expect([answer.byte(), answer.int(), answer.byte()]).to.deep.equal([Tag.late, 1, Tag.error]);
    expect([answer.text(), answer.text()]).to.deep.equal([
      "RangeError",
      `The link cannot queue operation ${Op.get}.`,
    ]);
  });

  it("leaves the answer to the promise of a host's function only when Python waits for it", async () => {
    const { ask } = world({}, { later: () => Promise.resolve("settled") });
    const call = (op: number) =>
      ask((writer, named) => {
        writer.byte(op);
        named("later");
        list(writer);
      });
    expect(await call(Op.hostWait).promise).to.equal("settled");
    expect(call(Op.host).promise).to.equal(undefined);
  });

  it("hands the end of a wait to the side that holds it", () => {
    const { queue, abandoned } = world({});
    queue((writer) => {
      writer.byte(Op.abandon);
      writer.int(7);
    });
    expect(abandoned).to.deep.equal([7]);
  });
});
