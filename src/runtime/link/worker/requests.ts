/** The worker's requests to the page, awaited and queued. */
import type { Reader, Writer } from "../shared/binary-codec.js";
import { Names } from "./names.js";
import type { SourcePositions } from "./source-positions.js";
import { FIRST_ALIAS, Op } from "../shared/protocol.js";
import { Letter, MARK, type PythonValue, type PythonValues } from "./python-values.js";
import type { Queueing } from "./queueing.js";
import { handleOf, shapeOf, type Reference } from "./tokens.js";
import type { WorkerTransport } from "./transports/transport.js";
import type { WorkerShapes } from "./worker-shapes.js";

/** Python gets it at once, or has to wait for it. */
export type Answer = PythonValue | Promise<PythonValue>;

export interface RequestsContext {
  readonly transport: WorkerTransport;
  readonly values: PythonValues;
  readonly shapes: WorkerShapes;
  readonly queueing: Queueing;
  readonly positions: SourcePositions;
  /** Reads an answer, and the calls that come with it. */
  readAnswer(reader: Reader): PythonValue;
  /** Returns Python's value at once for an object that the page has yet to make. */
  known(handle: number, shape: number): PythonValue;
}

const METHOD = `${MARK}${Letter.method}`;
const MISSING = `${MARK}${Letter.missing}`;

export class Requests {
  readonly #context: RequestsContext;
  readonly #names = new Names();

  constructor(context: RequestsContext) {
    this.#context = context;
  }

  /** Asks the page: writes a request and waits for the answer. */
  ask(op: Op, write: (writer: Writer) => void): Answer {
    const { transport } = this.#context;
    const mark = this.#names.mark();
    const writer = transport.request();
    writer.byte(op);
    try {
      write(writer);
    } catch (error) {
      this.#names.forgetSince(mark);
      throw error;
    }
    const answer = transport.ask();
    return answer instanceof Promise
      ? answer.then((reader) => this.#context.readAnswer(reader))
      : this.#context.readAnswer(answer);
  }

  /**
   * Puts an entry in the queue.
   *
   * @param seen whether anybody can see when it is done
   * @returns whether it could be queued
   */
  queue(seen: boolean, write: (entry: Writer) => void): boolean {
    const { transport, positions } = this.#context;
    const mark = this.#names.mark();
    const entry = transport.entry();
    let queued = false;
    try {
      write(entry);
      queued = transport.queue(seen);
    } finally {
      if (!queued) this.#names.forgetSince(mark);
    }
    if (queued) positions.queued();
    return queued;
  }

  /** A property; a mark where it is a method, or cannot be there. */
  get(ref: Reference, name: string): Answer {
    const { shapes, queueing } = this.#context;
    const [handle, shape] = [handleOf(ref), shapeOf(ref)];
    if (shapes.isMethod(shape, name)) return METHOD;
    if (name === "new" && shapes.isCallable(shape)) return MISSING;
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
    };
    const kind = queueing.getterKind(handle, shape, name);
    if (kind === undefined) {
      const answer = this.ask(Op.get, write);
      return answer instanceof Promise
        ? answer.then((value) => queueing.gave(handle, value))
        : queueing.gave(handle, answer);
    }
    const known = shapes.ofKind(kind);
    if (known !== undefined) {
      const alias = queueing.alias();
      const queued = this.queue(false, (entry) => {
        entry.byte(Op.keep);
        entry.int(alias);
        write(entry);
      });
      if (queued) return this.#context.known(alias, known);
    }
    const answer = this.ask(Op.getKind, (writer) => {
      write(writer);
      writer.text(kind);
    });
    return this.#learn(kind, answer);
  }

  /** A property that is a function, as an object. */
  getFunction(ref: Reference, name: string): Answer {
    return this.#named(Op.get, ref, name);
  }

  /** Deletes a property. */
  remove(ref: Reference, name: string): Answer {
    return this.#named(Op.remove, ref, name);
  }

  #named(op: Op, ref: Reference, name: string): Answer {
    return this.ask(op, (writer) => {
      writer.int(handleOf(ref));
      this.#names.write(writer, name);
    });
  }

  set(ref: Reference, name: string, value: unknown): Answer {
    const { values, queueing } = this.#context;
    const [handle, shape] = [handleOf(ref), shapeOf(ref)];
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
      values.write(writer, value);
    };
    const queues = queueing.set(handle, shape, name, value);
    if (queues) {
      const queued = this.queue(queues === "seen", (entry) => {
        entry.byte(Op.set);
        write(entry);
      });
      if (queued) return null;
    }
    return this.ask(Op.set, write);
  }

  call(ref: Reference, name: string, args: readonly unknown[]): Answer {
    const { values, queueing } = this.#context;
    const [handle, shape] = [handleOf(ref), shapeOf(ref)];
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
      values.writeArguments(writer, args);
    };
    const plan = queueing.call(handle, shape, name, args);
    if (plan) {
      const { handle, result, seen } = plan;
      const queued = this.queue(seen, (entry) => {
        entry.byte(handle ? Op.create : Op.call);
        if (handle) entry.int(handle);
        write(entry);
      });
      if (queued) {
        plan.done();
        return result;
      }
    }
    const creates = queueing.creates(shape, name, args);
    queueing.forget(args, handle);
    const answer = this.ask(Op.call, write);
    return creates === undefined ? answer : this.#learn(creates, answer);
  }

  /** Calls a function itself. */
  apply(ref: Reference, self: Reference | null | undefined, args: readonly unknown[]): Answer {
    const receiver = self === null || self === undefined ? 0 : handleOf(self);
    this.#context.queueing.forget(args, receiver);
    return this.ask(Op.apply, (writer) => {
      writer.int(handleOf(ref));
      writer.int(receiver);
      this.#context.values.writeArguments(writer, args);
    });
  }

  construct(ref: Reference, args: readonly unknown[]): Answer {
    this.#context.queueing.forget(args, 0);
    return this.ask(Op.construct, (writer) => {
      writer.int(handleOf(ref));
      this.#context.values.writeArguments(writer, args);
    });
  }

  gather(ref: Reference, paths: readonly string[]): Answer {
    this.#context.queueing.forget([], handleOf(ref));
    return this.ask(Op.gather, (writer) => {
      writer.int(handleOf(ref));
      this.#context.values.writeArguments(writer, paths);
    });
  }

  /** Calls a function of the page's host. */
  host(op: Op, name: string, args: readonly unknown[]): Answer {
    this.#context.queueing.forget(args, 0);
    return this.ask(op, (writer) => this.#hostCall(writer, name, args));
  }

  /** Calls a function of the host whose result is of no use; it is queued. */
  tellHost(name: string, args: readonly unknown[]): Answer {
    const write = (entry: Writer) => {
      entry.byte(Op.host);
      this.#hostCall(entry, name, args);
    };
    const queued = this.#context.queueing.tells && this.queue(true, write);
    return queued ? null : this.host(Op.host, name, args);
  }

  #hostCall(writer: Writer, name: string, args: readonly unknown[]): void {
    this.#names.write(writer, name);
    this.#context.values.writeArguments(writer, args);
  }

  /** Returns true if two handles are of one object; only handles that the worker numbered may differ and be
   * the same. */
  same(first: Reference, second: Reference): Answer {
    const [one, other] = [handleOf(first), handleOf(second)];
    if (one === other) return true;
    if (one < FIRST_ALIAS && other < FIRST_ALIAS) return false;
    return this.ask(Op.same, (writer) => {
      writer.int(one);
      writer.int(other);
    });
  }

  release(ref: Reference): void {
    this.queue(false, (entry) => {
      entry.byte(Op.release);
      entry.int(handleOf(ref));
      entry.int(1);
    });
  }

  /** Remembers the shape of what an answer refers to as that of a kind. */
  #learn(kind: string, answer: Answer): Answer {
    if (answer instanceof Promise) return answer.then((value) => this.#learn(kind, value) as PythonValue);
    this.#context.shapes.learn(kind, answer);
    return answer;
  }
}
