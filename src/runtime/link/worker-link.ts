/**
 * The worker's end of the link: what Python asks of the page, it writes down, sends or queues, and hands back what comes.
 * Python's half, `_remote.py`, makes objects of it.
 */
import type { Interpreter, PythonFunction } from "../interpreters/interpreter.js";
import { asError, type PythonError } from "../errors.js";
import { Reader, Writer } from "./codec.js";
import { LocalFunctions } from "./local-functions.js";
import { Names } from "./names.js";
import { Places } from "./places.js";
import {
  FIRST_ALIAS,
  Op,
  ROOT,
  type LinkSetup,
  type PageMessage,
  type ShapeDefinition,
  type SyncMode,
  type WorkerMessage,
} from "./protocol.js";
import { handleOf, pack, shapeOf, Token, watchTokens, type Reference } from "./tokens.js";
import { MARK, PythonValues, type PythonValue } from "./python-values.js";
import { Queueing } from "./queueing.js";
import { WorkerShapes } from "./worker-shapes.js";
import { MessagesWorker, StackSwitching } from "./transports/messages-worker.js";
import { NoTransport } from "./transports/none.js";
import { ServiceWorkerWait } from "./transports/service-worker-wait.js";
import { SharedMemoryWorker } from "./transports/shared-memory-worker.js";
import type { WorkerTransport } from "./transports/transport.js";

/** What Python gets at once, or has to wait for. */
export type Answer = PythonValue | Promise<PythonValue>;

/** A call of a Python function. */
type Description = [type: string, message: string, traceback: string, filename: string, lineno: number];

interface NestedCall {
  readonly id: number;
  readonly callback: number;
  readonly args: readonly PythonValue[];
}

const METHOD_MARK = `${MARK}o`;
const MISSING_MARK = `${MARK}m`;

export class WorkerLink {
  readonly mode: SyncMode;
  /** What Python finds as `_pyscript_host.link`; see {@link pythonModule}. */
  readonly module: object;
  readonly #port: MessagePort;
  readonly #transport: WorkerTransport;
  readonly #switching = new StackSwitching();
  readonly #values: PythonValues;
  readonly #names = new Names();
  readonly #places = new Places();
  readonly #shapes = new WorkerShapes((number) => {
    // A message that would tell of it has not been looked at yet.
    const answer = this.#ask(Op.shape, (writer) => writer.int(number));
    return JSON.parse(String(answer)) as ShapeDefinition;
  });
  readonly #queueing: Queueing;
  readonly #errors = new Map<number, Error>();
  readonly #locals = new LocalFunctions((number) => this.#letGo?.call(number, 1));
  /** Answers that come with calls of Python's functions, which Python makes before it looks at the value. */
  readonly #nested = new Map<number, { readonly value: PythonValue; readonly calls: NestedCall[] }>();
  /** Promises of the page's that Python waits for. */
  readonly #settling = new Map<number, (value: PythonValue) => void>();
  #interpreter: Interpreter | undefined;
  #dispatch: PythonFunction | undefined;
  #letGo: PythonFunction | undefined;
  readonly #rootShape: number;
  #failingRun = 0;
  #numbers = 0;

  constructor(setup: LinkSetup) {
    this.mode = setup.mode;
    this.#port = setup.port;
    this.#port.onmessage = ({ data }: MessageEvent<PageMessage | string>) => this.#receive(data);
    this.#transport = this.#createTransport(setup);
    this.#values = new PythonValues({
      define: (number, definition) => this.#shapes.define(number, definition),
      placeOf: (queued) => this.#places.of(queued),
      keepError: (error) => {
        this.#errors.set(++this.#numbers, error);
        return this.#numbers;
      },
      isCallable: (shape) => this.#shapes.isCallable(shape),
      giveLocal: (local) => this.#locals.give(local),
    });
    this.#queueing = new Queueing(setup.pipelining, this.#shapes, (handle, shape) =>
      this.#known(handle, shape),
    );
    for (const [number, definition] of setup.shapes) this.#shapes.define(number, definition);
    this.#rootShape = setup.shapes.at(-1)?.[0] ?? 0;
    this.module = this.#createModule(setup);
  }

  /** The interpreter has booted. */
  connect(interpreter: Interpreter): void {
    this.#interpreter = interpreter;
  }

  /** Waits until all that is queued has been done. Await it before a message leaves the worker by another way. */
  flush(): Promise<void> | undefined {
    if (!this.#transport.queued) return undefined;
    const answer = this.#ask(Op.drain, () => {});
    return answer instanceof Promise ? answer.then(() => {}) : undefined;
  }

  #createTransport({ mode, memory, port, answers, waitAsync }: LinkSetup): WorkerTransport {
    if (mode === "shared-memory" && memory) {
      const ring: WorkerMessage = { type: "bell" };
      return new SharedMemoryWorker(memory, waitAsync ? undefined : () => port.postMessage(ring));
    }
    if (mode === "stack-switching") return new MessagesWorker(port, this.#switching);
    if (mode === "service-worker" && answers) return new MessagesWorker(port, new ServiceWorkerWait(answers));
    return new NoTransport();
  }

  /** Asks the page: writes a request and waits for the answer. */
  #ask(op: Op, write: (writer: Writer) => void): Answer {
    const mark = this.#names.mark();
    const writer = this.#transport.request();
    writer.byte(op);
    try {
      write(writer);
    } catch (error) {
      this.#names.forgetSince(mark);
      throw error;
    }
    const answer = this.#transport.ask();
    return answer instanceof Promise
      ? answer.then((reader) => this.#readAnswer(reader))
      : this.#readAnswer(answer);
  }

  #readAnswer(reader: Reader): PythonValue {
    const value = this.#values.read(reader);
    const count = reader.int();
    if (count === 0) return value;
    const calls: NestedCall[] = [];
    for (let left = count; left > 0; left--) {
      const [id, callback, local] = [reader.int(), reader.int(), reader.byte() === 1];
      const bytes = reader.data();
      const python = local ? this.#locals.pythonFunction(callback) : callback;
      if (python === undefined) void this.#run({ type: "call", id, callback, local, bytes });
      else calls.push({ id, callback: python, args: this.#values.readArguments(new Reader(bytes)) });
    }
    if (calls.length === 0) return value;
    this.#nested.set(++this.#numbers, { value, calls });
    return `${MARK}r${this.#numbers}`;
  }

  /** Puts an entry in the queue. */
  #queue(seen: boolean, write: (entry: Writer) => void): boolean {
    const mark = this.#names.mark();
    const entry = this.#transport.entry();
    let queued = false;
    try {
      write(entry);
      queued = this.#transport.queue(seen);
    } finally {
      if (!queued) this.#names.forgetSince(mark);
    }
    if (queued) this.#places.queued();
    return queued;
  }

  #createModule(setup: LinkSetup): object {
    const values = this.#values;
    /** An operation on an object, with values. */
    const withValues =
      (op: Op) =>
      (ref: Reference, ...args: unknown[]): Answer =>
        this.#ask(op, (writer) => {
          writer.int(handleOf(ref));
          for (const arg of args) values.write(writer, arg);
        });
    /** An operation on an object, with numbers. */
    const withNumbers =
      (op: Op) =>
      (ref: Reference, ...numbers: number[]): Answer =>
        this.#ask(op, (writer) => {
          writer.int(handleOf(ref));
          for (const number of numbers) writer.int(number);
        });
    const host =
      (op: Op) =>
      (name: string, ...args: unknown[]): Answer => {
        this.#queueing.forget(args, 0);
        return this.#ask(op, (writer) => {
          this.#names.write(writer, name);
          values.writeArguments(writer, args);
        });
      };
    return {
      /** Whether what is asked comes as a promise, which Python waits for. */
      suspends: this.mode === "stack-switching",
      pipelined: setup.pipelining === "pipelined",
      /** Says where in Python the next request is made, for errors that come later. */
      at: (place: string): void => this.#places.at(place),
      root: pack(ROOT, this.#rootShape),
      /** From now on references are tokens (MicroPython). */
      use_tokens: (): void => {
        values.usesTokens = true;
        watchTokens((token) => this.#release(token));
      },
      token: (number: number): Token => new Token(number),

      get: (ref: Reference, name: string): Answer => this.#get(handleOf(ref), shapeOf(ref), name),
      get_function: (ref: Reference, name: string): Answer =>
        this.#ask(Op.get, (writer) => {
          writer.int(handleOf(ref));
          this.#names.write(writer, name);
        }),
      set: (ref: Reference, name: string, value: unknown): Answer =>
        this.#set(handleOf(ref), shapeOf(ref), name, value),
      call: (ref: Reference, name: string, ...args: unknown[]): Answer =>
        this.#call(handleOf(ref), shapeOf(ref), name, args),
      apply: (ref: Reference, self: Reference | null | undefined, ...args: unknown[]): Answer => {
        const receiver = self === null || self === undefined ? 0 : handleOf(self);
        this.#queueing.forget(args, receiver);
        return this.#ask(Op.apply, (writer) => {
          writer.int(handleOf(ref));
          writer.int(receiver);
          values.writeArguments(writer, args);
        });
      },
      construct: (ref: Reference, ...args: unknown[]): Answer => {
        this.#queueing.forget(args, 0);
        return this.#ask(Op.construct, (writer) => {
          writer.int(handleOf(ref));
          values.writeArguments(writer, args);
        });
      },
      remove: (ref: Reference, name: string): Answer =>
        this.#ask(Op.remove, (writer) => {
          writer.int(handleOf(ref));
          this.#names.write(writer, name);
        }),
      gather: (ref: Reference, ...paths: string[]): Answer => {
        this.#queueing.forget([], handleOf(ref));
        return this.#ask(Op.gather, (writer) => {
          writer.int(handleOf(ref));
          values.writeArguments(writer, paths);
        });
      },
      host: host(Op.host),
      host_wait: host(Op.hostWait),
      /** Calls a function of the host whose result is of no use; it is queued. */
      host_tell: (name: string, ...args: unknown[]): Answer => {
        const write = (writer: Writer) => {
          writer.byte(Op.host);
          this.#names.write(writer, name);
          values.writeArguments(writer, args);
        };
        const isQueued = this.#queueing.tells && this.#queue(true, write);
        return isQueued ? null : host(Op.host)(name, ...args);
      },
      has: withValues(Op.has),
      item: withValues(Op.item),
      set_item: withValues(Op.setItem),
      remove_item: withValues(Op.removeItem),
      names: withNumbers(Op.names),
      iterator: withNumbers(Op.iterator),
      length: withNumbers(Op.length),
      bytes: withNumbers(Op.bytes),
      string: withNumbers(Op.string),
      items: withNumbers(Op.items),
      next: withNumbers(Op.next),
      copy: withNumbers(Op.copy),
      same: (first: Reference, second: Reference): Answer => this.#same(handleOf(first), handleOf(second)),

      /** A promise of the worker's for what a promise of the page's settles with. */
      settle: (ref: Reference): Promise<PythonValue> => this.#settle(handleOf(ref)),
      release: (ref: Reference): void => this.#release(ref),
      handle: (ref: Reference): number => handleOf(ref),
      is_method: (ref: Reference, name: string): boolean => this.#shapes.isMethod(shapeOf(ref), name),
      flags: (ref: Reference): number => this.#shapes.flags(shapeOf(ref)),
      class_name: (ref: Reference): string => this.#shapes.name(shapeOf(ref)),
      local: (number: number): unknown => this.#locals.get(number),
      throw_error: (number: number): never => {
        const error = this.#errors.get(number) ?? new Error("This error was thrown before.");
        this.#errors.delete(number);
        throw error;
      },
      /** A function of the worker's JavaScript is a Python function's proxy: the page's calls are that one's. */
      adopt: (proxy: object, number: number): void => this.#locals.adopt(proxy, number),
      /** The functions that are called for the page's calls, and when it lets go of a function. */
      on_call: (dispatch: unknown, release: unknown): void => {
        this.#dispatch = this.#interpreter?.retain(dispatch);
        this.#letGo = this.#interpreter?.retain(release);
      },
      /** The calls that came with an answer, and then its value; see `_remote.py`. */
      next_call: (number: number): number => this.#nested.get(number)?.calls[0]?.callback ?? 0,
      argument_count: (number: number): number => this.#nested.get(number)?.calls[0]?.args.length ?? 0,
      argument: (number: number, index: number): PythonValue =>
        this.#nested.get(number)?.calls[0]?.args[index] ?? null,
      /** Takes a call off. @returns its id */
      take_call: (number: number): number => this.#nested.get(number)?.calls.shift()?.id ?? 0,
      value_of: (number: number): PythonValue => {
        const value = this.#nested.get(number)?.value ?? null;
        this.#nested.delete(number);
        return value;
      },
      returned: (id: number, value: unknown): void => this.#returned(id, value),
      raised: (id: number, run: number, ...description: Description): void => {
        const [type, message, traceback, filename, lineno] = description;
        this.#send({ type: "raised", id, run, error: { type, message, traceback, filename, lineno } });
      },
      /** Says which run the exception belongs to that is about to leave. */
      failing: (run: number): void => {
        this.#failingRun = run;
      },
    };
  }

  /** What Python is handed at once for an object. An object of JavaScript's it would take for a promise to wait for. */
  #known(handle: number, shape: number): PythonValue {
    return this.mode === "stack-switching"
      ? `${MARK}h${pack(handle, shape)}`
      : this.#values.reference(handle, shape);
  }

  #release(ref: Reference): void {
    this.#queue(false, (entry) => {
      entry.byte(Op.release);
      entry.int(handleOf(ref));
      entry.int(1);
    });
  }

  /** Whether two handles are of one object; only those of one's own making may be and differ. */
  #same(first: number, second: number): Answer {
    if (first === second) return true;
    if (first < FIRST_ALIAS && second < FIRST_ALIAS) return false;
    return this.#ask(Op.same, (writer) => {
      writer.int(first);
      writer.int(second);
    });
  }

  #get(handle: number, shape: number, name: string): Answer {
    if (this.#shapes.isMethod(shape, name)) return METHOD_MARK;
    if (name === "new" && this.#shapes.isCallable(shape)) return MISSING_MARK;
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
    };
    const kind = this.#queueing.getterKind(handle, shape, name);
    if (kind === undefined) {
      const answer = this.#ask(Op.get, write);
      return answer instanceof Promise
        ? answer.then((value) => this.#queueing.gave(handle, value))
        : this.#queueing.gave(handle, answer);
    }
    const known = this.#shapes.ofKind(kind);
    if (known !== undefined) {
      const own = this.#queueing.alias();
      const queued = this.#queue(false, (entry) => {
        entry.byte(Op.keep);
        entry.int(own);
        write(entry);
      });
      if (queued) return this.#known(own, known);
    }
    const answer = this.#ask(Op.getKind, (writer) => {
      write(writer);
      writer.text(kind);
    });
    return this.#learn(kind, answer);
  }

  #set(handle: number, shape: number, name: string, value: unknown): Answer {
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
      this.#values.write(writer, value);
    };
    const queues = this.#queueing.set(handle, shape, name, value);
    if (queues) {
      const queued = this.#queue(queues === "seen", (entry) => {
        entry.byte(Op.set);
        write(entry);
      });
      if (queued) return null;
    }
    return this.#ask(Op.set, write);
  }

  #call(handle: number, shape: number, name: string, args: readonly unknown[]): Answer {
    const write = (writer: Writer) => {
      writer.int(handle);
      this.#names.write(writer, name);
      this.#values.writeArguments(writer, args);
    };
    const plan = this.#queueing.call(handle, shape, name, args);
    if (plan) {
      const { own, result, seen } = plan;
      const queued = this.#queue(seen, (entry) => {
        entry.byte(own ? Op.create : Op.call);
        if (own) entry.int(own);
        write(entry);
      });
      if (queued) {
        plan.done();
        return result;
      }
    }
    const creates = this.#queueing.creates(shape, name, args);
    this.#queueing.forget(args, handle);
    const answer = this.#ask(Op.call, write);
    return creates === undefined ? answer : this.#learn(creates, answer);
  }

  /** Remembers the shape of what an answer refers to as that of a kind. */
  #learn(kind: string, answer: Answer): Answer {
    if (answer instanceof Promise) return answer.then((value) => this.#learn(kind, value) as PythonValue);
    this.#shapes.learn(kind, answer);
    return answer;
  }

  #settle(handle: number): Promise<PythonValue> {
    const id = ++this.#numbers;
    const promise = new Promise<PythonValue>((resolve) => this.#settling.set(id, resolve));
    this.#queue(true, (entry) => {
      entry.byte(Op.settle);
      entry.int(handle);
      entry.int(id);
    });
    return promise;
  }

  #receive(message: PageMessage | string): void {
    if (typeof message === "string") {
      this.#switching.arrived(message);
      return;
    }
    switch (message.type) {
      case "answer":
        this.#switching.arrived(message);
        return;
      case "settled": {
        const resolve = this.#settling.get(message.id);
        this.#settling.delete(message.id);
        resolve?.(this.#values.read(new Reader(message.bytes)));
        return;
      }
      case "call":
        void this.#run(message);
        return;
      case "release":
        if (message.local) this.#locals.release(message.callback, message.count);
        else this.#letGo?.call(message.callback, message.count);
        return;
    }
  }

  /** The page has called a function: Python's, or one of the worker's JavaScript. */
  async #run({ id, callback, local, bytes }: PageMessage & { type: "call" }): Promise<void> {
    try {
      const args = this.#values.readArguments(new Reader(bytes));
      const python = local ? this.#locals.pythonFunction(callback) : callback;
      const value = await (python === undefined
        ? this.#locals.call(callback, args)
        : this.#callPython(python, args));
      await this.flush();
      this.#returned(id, value);
    } catch (thrown) {
      const error = asError(thrown);
      const { traceback = String(error), filename = "", lineno = 0 } = error as Partial<PythonError>;
      await this.flush();
      this.#send({
        type: "raised",
        id,
        run: this.#failingRun,
        error: { type: error.name, message: error.message, traceback, filename, lineno },
      });
    }
  }

  #returned(id: number, value: unknown): void {
    const writer = new Writer();
    this.#values.write(writer, value);
    const bytes = writer.take();
    this.#send({ type: "returned", id, bytes }, [bytes.buffer]);
  }

  #send(message: WorkerMessage, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #callPython(callback: number, args: readonly PythonValue[]): unknown {
    if (!this.#dispatch) throw new Error("Python is not there yet.");
    return this.#dispatch.call(callback, ...args);
  }
}
