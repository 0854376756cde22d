/**
 * The worker's end of the link: what Python asks of the page goes out, what the page answers and calls comes
 * in. Python's half, `_remote.py`, makes objects of it.
 */
import type { Interpreter } from "../../interpreters/interpreter.js";
import { Reader } from "../shared/binary-codec.js";
import { listenTo, OwnMessages, type LinkPort, type Messages } from "../shared/own-messages.js";
import { SourcePositions } from "./source-positions.js";
import {
  Op,
  ROOT,
  type LinkSetup,
  type PageMessage,
  type ShapeDefinition,
  type SyncMode,
  type WorkerMessage,
} from "../shared/protocol.js";
import { PythonCalls } from "./python-calls.js";
import { pythonModule } from "./link-api.js";
import { Letter, MARK, PythonValues, type PythonValue } from "./python-values.js";
import { Queueing } from "./queueing.js";
import { Requests } from "./requests.js";
import { pack } from "./tokens.js";
import { WorkerShapes } from "./worker-shapes.js";
import { MessagesWorker, StackSwitching } from "./transports/messages-worker.js";
import { ServiceWorkerWait } from "./transports/service-worker-wait.js";
import { SharedMemoryWorker } from "./transports/shared-memory-worker.js";
import type { WorkerTransport } from "./transports/transport.js";

export class WorkerLink {
  readonly mode: SyncMode;
  /** The object that Python finds as `_pyscript_host.link`; see `link-api.ts`. */
  readonly module: object;
  readonly #port: LinkPort;
  readonly #transport: WorkerTransport;
  readonly #switching = new StackSwitching();
  readonly #values: PythonValues;
  readonly #requests: Requests;
  readonly #calls: PythonCalls;
  readonly #errors = new Map<number, Error>();
  /** Promises of the page's that Python waits for. */
  readonly #settling = new Map<number, (value: PythonValue) => void>();
  #interpreter: Interpreter | undefined;
  #numbers = 0;
  /** The number of the latest of those promises. */
  #settled = 0;

  /** @param isCrash whether what left a function that the page has called is the interpreter's end; reports
   *   it then */
  constructor(setup: LinkSetup, isCrash: (thrown: unknown) => boolean = () => false) {
    this.mode = setup.mode;
    const receive = (message: PageMessage | string) => this.#receive(message);
    this.#port = setup.port
      ? listenTo(setup.port, receive)
      : new OwnMessages(globalThis as unknown as Messages, receive);
    this.#transport = createTransport(setup, this.#port, this.#switching);
    const positions = new SourcePositions();
    const shapes = new WorkerShapes((number) => {
      // A message that would define it has not been read yet; one that refers to it is being read.
      this.#transport.detach?.();
      const answer = this.#requests.ask(Op.shape, (writer) => writer.int(number));
      return JSON.parse(String(answer)) as ShapeDefinition;
    });
    for (const [number, definition] of setup.shapes) shapes.define(number, definition);
    const values = (this.#values = new PythonValues({
      define: (number, definition) => shapes.define(number, definition),
      positionOf: (queued) => positions.of(queued),
      keepError: (error) => this.#keepError(error),
      isCallable: (shape) => shapes.isCallable(shape),
      giveLocal: (local) => this.#calls.locals.give(local),
    }));
    const calls = (this.#calls = new PythonCalls({
      values,
      send: (message, transfer = []) => this.#port.postMessage(message, transfer),
      // The page does what is in the shared memory before it looks at what a call has returned.
      flush: () => (this.#transport.mode === "shared-memory" ? undefined : this.flush()),
      isCrash,
    }));
    const suspends = this.mode === "stack-switching";
    // An object of JavaScript's Python would take for a promise to wait for.
    const known = (handle: number, shape: number): PythonValue =>
      suspends ? `${MARK}${Letter.object}${pack(handle, shape)}` : values.reference(handle, shape);
    const requests = (this.#requests = new Requests({
      transport: this.#transport,
      values,
      shapes,
      positions,
      queueing: new Queueing(setup.pipelining, shapes, known),
      readAnswer: (reader) => calls.readAnswer(reader),
      known,
    }));
    this.module = pythonModule({
      requests,
      calls,
      values,
      shapes,
      positions,
      suspends,
      pipelined: setup.pipelining === "pipelined",
      root: pack(ROOT, setup.root),
      document: setup.document && pack(...setup.document),
      interpreter: () => this.#interpreter,
      settle: (handle) => this.#settle(handle),
      settling: () => this.#settled,
      forget: (number, take) => {
        if (this.#settling.has(number)) this.#settling.set(number, take);
      },
      takeError: (number) => this.#takeError(number),
    });
  }

  /** The interpreter has booted. */
  connect(interpreter: Interpreter): void {
    this.#interpreter = interpreter;
  }

  /** Waits until all that is queued has been done. Await it before a message leaves the worker by another
   * way. */
  flush(): Promise<void> | undefined {
    if (!this.#transport.queued) return undefined;
    const answer = this.#requests.ask(Op.drain, () => {});
    return answer instanceof Promise ? answer.then(() => {}) : undefined;
  }

  #keepError(error: Error): number {
    this.#errors.set(++this.#numbers, error);
    return this.#numbers;
  }

  #takeError(number: number): Error {
    const error = this.#errors.get(number) ?? new Error("This error was thrown before.");
    this.#errors.delete(number);
    return error;
  }

  #settle(handle: number): Promise<PythonValue> {
    const id = (this.#settled = ++this.#numbers);
    const promise = new Promise<PythonValue>((resolve) => this.#settling.set(id, resolve));
    this.#requests.queue(true, (entry) => {
      entry.byte(Op.settle);
      entry.int(handle);
      entry.int(id);
    });
    return promise;
  }

  #receive(message: PageMessage | string): void {
    if (typeof message === "string" || message.type === "answer") {
      this.#switching.arrived(message);
      return;
    }
    switch (message.type) {
      case "settled": {
        const resolve = this.#settling.get(message.id);
        this.#settling.delete(message.id);
        resolve?.(this.#values.read(new Reader(message.bytes)));
        return;
      }
      case "call":
        this.#calls.run(message);
        return;
      case "release":
        this.#calls.release(message);
        return;
    }
  }
}

function createTransport(
  { mode, memory, answers, waitAsync }: LinkSetup,
  port: LinkPort,
  switching: StackSwitching,
): WorkerTransport {
  if (mode === "shared-memory" && memory) {
    const ring: WorkerMessage = { type: "bell" };
    return new SharedMemoryWorker(memory, waitAsync, () => port.postMessage(ring));
  }
  if (mode === "stack-switching") return new MessagesWorker(port, switching);
  if (mode === "service-worker" && answers) return new MessagesWorker(port, new ServiceWorkerWait(answers));
  throw new Error(`The page has no link for the mode "${mode}".`);
}
