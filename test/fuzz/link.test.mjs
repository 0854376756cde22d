// The link between page and worker: its bytes, and bytes that no worker sends.
import assert from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { fuzz, mutations } from "./fuzzing.mjs";
import { source } from "./sources.mjs";

const { Reader, Writer } = await source("runtime/link/shared/binary-codec");
const { FIRST_OWN_HANDLE, NEW_NAME, Op, ROOT, Tag } = await source("runtime/link/shared/protocol");
const { PythonValues } = await source("runtime/link/worker/python-values");
const { PageValues } = await source("runtime/link/page/page-values");
const { Callbacks } = await source("runtime/link/page/callbacks");
const { Handles } = await source("runtime/link/page/handles");
const { Promises } = await source("runtime/link/page/promises");
const { Shapes } = await source("runtime/link/page/shapes");
const { ServedRequests } = await source("runtime/link/page/served-requests");
const { WorkerCalls } = await source("runtime/link/page/worker-calls");
const { MessagesPage } = await source("runtime/link/page/transports/messages-page");
const { OwnMessages } = await source("runtime/link/shared/own-messages");
const { SharedMemoryPage } = await source("runtime/link/page/transports/shared-memory-page");
const { SIZE, State, viewsOf, Word } = await source("runtime/link/shared/transports/layout");

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ minLength: 250, maxLength: 600 }),
);
/** Text as JavaScript has it, halves of characters included. */
const anyText = fc.oneof(
  text,
  fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes)),
);
const piece = fc.oneof(
  fc.tuple(fc.constant("byte"), fc.nat(255)),
  fc.tuple(fc.constant("int"), fc.integer()),
  fc.tuple(fc.constant("double"), fc.double()),
  fc.tuple(fc.constant("text"), anyText),
  fc.tuple(fc.constant("data"), fc.uint8Array({ maxLength: 300 })),
);

const written = (pieces, size) => {
  const writer = new Writer(new Uint8Array(size));
  for (const [kind, value] of pieces) writer[kind](value);
  return writer.take();
};
const read = (reader, pieces) => pieces.map(([kind]) => reader[kind]());

fuzz("link-codec", "the link's bytes", {
  "are read as they were written, whatever memory they begin in": [
    fc.array(piece),
    fc.nat(64),
    (pieces, size) => {
      const reader = new Reader(written(pieces, size));
      assert.deepEqual(
        read(reader, pieces),
        pieces.map(([, value]) => value),
      );
      assert.equal(reader.at, reader.end);
    },
  ],
  "are refused where they end too soon, with the rest of another message behind them": [
    fc.array(piece, { minLength: 1 }),
    fc.nat(),
    fc.uint8Array({ maxLength: 2000 }),
    (pieces, cut, rest) => {
      const whole = written(pieces, 16);
      const length = cut % whole.length;
      const memory = new Uint8Array([...whole, ...rest]);
      assert.throws(() => read(new Reader(memory).begin(length), pieces), RangeError);
    },
  ],
  "are an error or a value for any reading of any bytes": [
    fc.uint8Array(),
    fc.array(fc.constantFrom("byte", "int", "double", "text", "data", "count")),
    (bytes, kinds) => {
      const reader = new Reader(bytes);
      try {
        for (const kind of kinds) reader[kind]();
      } catch (error) {
        assert(error instanceof RangeError, String(error));
      }
      assert(reader.at <= bytes.length);
    },
  ],
});

/** Values as a worker writes and the page reads them. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, undefined, true, false),
    ...[anyText.filter((one) => one.charCodeAt(0) !== 0x10), fc.integer(), fc.double(), fc.bigInt()],
    ...[fc.uint8Array(), fc.float64Array(), fc.bigInt64Array(), fc.int16Array()],
    fc.uint8Array().map(({ buffer }) => buffer),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("value")),
    fc.dictionary(fc.oneof(anyText, fc.constant("__proto__"), fc.constant("constructor")), tie("value")),
    fc.array(tie("value")).map((items) => new Set(items)),
    fc.array(fc.tuple(tie("value"), tie("value"))).map((entries) => new Map(entries)),
  ),
}));

function pageValues(root = {}) {
  const handles = new Handles(root);
  const callbacks = new Callbacks(
    () => Promise.resolve(),
    () => {},
  );
  const [shapes, promises] = [new Shapes(root, () => ({})), new Promises()];
  return { handles, shapes, promises, values: new PageValues(handles, shapes, callbacks, promises) };
}

const workerValues = () =>
  new PythonValues({
    define() {},
    positionOf: () => "",
    keepError: () => 0,
    isCallable: () => false,
    giveLocal: () => 0,
  });

/** Objects without a prototype arrive as such with one. */
function plain(given) {
  if (Array.isArray(given)) return given.map(plain);
  if (given instanceof Set) return new Set([...given].map(plain));
  if (given instanceof Map) return new Map([...given].map(([key, item]) => [plain(key), plain(item)]));
  if (typeof given !== "object" || given === null || ArrayBuffer.isView(given)) return given;
  if (given instanceof ArrayBuffer || given instanceof Date) return given;
  return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, plain(item)]));
}

fuzz("link-values", "values of a worker", {
  "arrive on the page as they are": [
    value,
    (given) => {
      const writer = new Writer();
      workerValues().write(writer, given);
      const got = pageValues().values.read(new Reader(writer.take()));
      assert(isDeepStrictEqual(got, plain(given)), inspect(got));
      assert.equal({}.polluted, undefined);
    },
  ],
  "are refused when a byte of them is missing": [
    value,
    fc.nat(),
    (given, cut) => {
      const writer = new Writer();
      workerValues().write(writer, given);
      const bytes = writer.take();
      const reader = new Reader(bytes).begin(cut % bytes.length);
      assert.throws(() => pageValues().values.read(reader), RangeError);
    },
  ],
});

/** How often the objects that are looked at afterwards were given: no message lets go of all that. */
const OFTEN = 2 ** 12;

/** The page's end of a link: frozen objects, two of which the worker has been given. */
function world() {
  const objects = { first: { name: "first" }, list: [1, 2, 3] };
  const work = (...args) => args.length;
  const later = (item) => Promise.resolve(item);
  const map = new Map([["key", "value"]]);
  const root = { ...objects, map, bytes: new Uint8Array(8), work, later, Thing: class Thing {} };
  for (const object of [...Object.values(objects), root]) Object.freeze(object);
  const { handles, values, shapes, promises } = pageValues(root);
  const calls = new WorkerCalls({ values, hearsAlways: true, post: (call) => posted.push(call) });
  const posted = [];
  const settle = () => {};
  const served = new ServedRequests(
    { handles, values, shapes, promises, host: { work, later }, settle },
    calls,
  );
  const given = Object.values(objects).map((object) => [handles.give(object), object]);
  for (const [, object] of given) for (let count = 1; count < OFTEN; count++) handles.give(object);
  const released = new Map();
  const { release } = handles;
  handles.release = (handle, count) => {
    const held = release.call(handles, handle, count);
    released.set(handle, (released.get(handle) ?? 0) + count);
    return held;
  };
  /** @throws AssertionError when a handle is another object's than before */
  const check = () => {
    assert.equal(handles.get(ROOT), root);
    for (const [handle, object] of given)
      if (!(released.get(handle) >= OFTEN)) assert.equal(handles.get(handle), object);
  };
  return { served, calls, posted, check };
}

const request = (write) => {
  const writer = new Writer();
  write(writer);
  return writer.take();
};
const named = (writer, index, name) => {
  writer.int(NEW_NAME + index);
  writer.text(name);
};
const handle = fc.oneof(
  fc.nat(12),
  fc.integer(),
  fc.nat(5).map((at) => FIRST_OWN_HANDLE + at),
);
const nameOf = fc.oneof(
  fc.record({ index: fc.nat(8), text: fc.constantFrom("first", "list", "work", "map", "Thing") }),
  fc.record({ index: fc.integer({ min: 1 - NEW_NAME, max: NEW_NAME - 1 }), text: fc.constant("first") }),
  fc.record({ index: fc.integer({ min: -NEW_NAME, max: -NEW_NAME + 20 }), text: fc.constant("") }),
);
const scalar = fc.oneof(fc.constantFrom(null, undefined, true), fc.integer(), fc.string());
/** Requests that have the form of one. */
const formed = fc
  .record({
    op: fc.oneof(fc.constantFrom(...Object.values(Op)), fc.nat(255)),
    ints: fc.array(handle, { maxLength: 3 }),
    name: fc.option(nameOf),
    count: fc.oneof(fc.nat(3), fc.integer()),
    values: fc.array(scalar, { maxLength: 3 }),
  })
  .map(({ op, ints, name, count, values }) =>
    request((writer) => {
      writer.byte(op);
      for (const int of ints) writer.int(int);
      if (name) named(writer, name.index, name.text);
      writer.int(count);
      for (const one of values) workerValues().write(writer, one);
    }),
  );
const forged = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  formed,
  mutations(formed).map(({ mutated }) => mutated),
);
const queued = fc.array(forged, { maxLength: 4 }).map((entries) =>
  request((writer) => {
    for (const entry of entries) writer.data(entry);
  }),
);
const messages = fc.array(
  fc.oneof(
    fc.record({ id: fc.constant("ask"), bytes: forged }),
    fc.record({
      id: fc.constant(0),
      bytes: fc.oneof(
        queued,
        mutations(queued).map(({ mutated }) => mutated),
      ),
    }),
    fc.record({ id: fc.integer(), bytes: fc.anything() }),
  ),
  { maxLength: 12 },
);
const turn = () => new Promise((resolve) => setImmediate(resolve));

fuzz("link-forged", "what no worker sends", {
  "is answered or refused, once, and every object keeps its handle": [
    messages,
    fc.boolean(),
    async (sent, isShort) => {
      const { served, check } = world();
      const answers = [];
      const page = new MessagesPage(served, (id, { at }) => answers.push([id, at]));
      let last = 2 ** 16;
      for (const { id, bytes } of sent) {
        const own = id === "ask" ? ++last : id;
        const before = answers.length;
        const isText = isShort && bytes instanceof Uint8Array;
        page.received(isText ? textOf(own, bytes) : { id: own, bytes });
        if (own === 0) continue;
        for (let turns = 0; answers.length === before && turns < 5; turns++) await turn();
        assert.deepEqual(
          answers.slice(before).map(([answered]) => answered >>> 0),
          [own >>> 0],
        );
        assert(answers[before][1] > 0, "an answer is not empty");
        check();
      }
      page.received({ id: last + 1, bytes: request((writer) => writer.byte(Op.drain)) });
      assert.equal(answers.at(-1)[0], last + 1);
      check();
    },
  ],
  "in shared memory ends, and leaves the page able to answer": [
    fc.dictionary(
      fc.constantFrom("state", "written", "read", "length", "total"),
      fc.oneof(fc.integer(), fc.nat(300_000), fc.nat(8)),
    ),
    fc.uint8Array({ maxLength: 400 }),
    queued,
    fc.array(forged, { maxLength: 3 }),
    async (words, ring, entries, areas) => {
      const { served, check } = world();
      const memory = new SharedArrayBuffer(SIZE);
      const views = viewsOf(memory);
      const page = new SharedMemoryPage(memory, served);
      const isServed = () =>
        Atomics.load(views.words, Word.lingers) === 0 &&
        Atomics.load(views.words, Word.read) === Atomics.load(views.words, Word.written);
      const idle = async () => {
        for (let turns = 0; turns < 200; turns++) {
          await turn();
          if (isServed()) return;
        }
        assert.fail("the page goes on with it for ever");
      };
      views.ring.set(ring);
      views.ring.set(entries, ring.length);
      for (const [name, value] of Object.entries(words)) views.words[Word[name]] = value;
      for (const area of [new Uint8Array(), ...areas]) {
        views.area.set(area);
        page.rang();
        await idle();
        check();
        if (areas.length > 0) views.words[Word.state] = State.request;
      }
      await idle();
      views.words.fill(0, 0, Word.bells);
      for (let tries = 0; tries < 3; tries++) {
        // The first may be the last piece of another, the next has the error of what was queued.
        const asked = request((writer) => writer.byte(Op.drain));
        views.area.set(asked);
        views.words[Word.length] = asked.length;
        views.words[Word.state] = State.request;
        page.rang();
        await idle();
        assert.equal(views.words[Word.state], State.answer);
      }
      assert.equal(new Reader(views.area).byte(), Tag.undefined);
      page.dispose();
    },
  ],
  "gives the page's call a result or an error": [
    fc.oneof(fc.uint8Array({ maxLength: 40 }), formed),
    async (bytes) => {
      const { calls, posted, check } = world();
      const called = calls.make(7, false, [1]);
      calls.returned(posted.at(-1).id, bytes);
      const outcome = await Promise.race([
        called.then(
          () => "settled",
          (error) => (error instanceof Error ? "settled" : error),
        ),
        new Promise((resolve) => setTimeout(resolve, 1000, "neither")),
      ]);
      assert.equal(outcome, "settled");
      check();
    },
  ],
  "is not heard where it is a message of the page's own code": [
    fc.oneof(fc.anything(), fc.record({ link: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) })),
    (data) => {
      const worker = Object.assign(new EventTarget(), { postMessage() {} });
      const heard = [];
      new OwnMessages(worker, (message) => heard.push(message));
      worker.dispatchEvent(new MessageEvent("message", { data }));
      const isLinks = typeof data === "object" && typeof data?.link === "object" && data.link !== null;
      const isText = typeof data === "string" && data.startsWith("\uF8FF");
      assert.equal(heard.length, isLinks || isText ? 1 : 0);
    },
  ],
});

function textOf(id, bytes) {
  return String.fromCharCode(id & 0xffff, id >>> 16, ...bytes);
}
