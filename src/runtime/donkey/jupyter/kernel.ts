/**
 * A kernel, and the calls that it is asked for: each runs once, whatever happens to the connection, and its
 * answer arrives. Python's half is `kernel/_calls.py`.
 *
 * A call is a number and code, sent as a request to execute it, whose reply carries the answer. When a
 * connection is lost, whatever has no answer is sent again over the next one: the kernel knows by its number
 * whether it has begun, and gives the answer that it has kept.
 */
import { pythonError, type Description } from "../../errors.js";
import { PackedValue } from "../../values/packed.js";
import { KernelChannel } from "./channel.js";
import type { KernelModel, KernelServer } from "./server.js";
import {
  createMessage,
  UUID,
  type IExecuteReplyMsg,
  type IExecuteRequestMsg,
  type IInputReplyMsg,
  type IInputRequestMsg,
  type IMessage,
  type IOptions,
} from "./services.js";

/** The way in which code is run; see `kernel/_calls.py`. */
export type CallMode = "execute" | "evaluate" | "enter" | "broadcast" | "map";

/** Takes the output of a call, and answers what it asks for. */
export interface CallListener {
  /** An output, as the kernel publishes it. */
  output(message: IMessage): void;
  /** A line for `input()`. @returns undefined when there will be none */
  input(prompt: string, hidden: boolean): Promise<string | undefined>;
}

export interface KernelEvents {
  /** The connection is lost, and is there again. */
  connection(isThere: boolean): void;
  /** The kernel's process has been replaced: names are gone. */
  restarted(): void;
}

/** A kernel has ended; calls that were pending reject with it. */
export class KernelError extends Error {
  override readonly name = "KernelError";
}

interface Answer {
  readonly text?: string;
  readonly error?: Description;
  /** How many buffers come in a message of their own. */
  readonly buffers?: number;
  readonly extras?: readonly string[];
  readonly unknown?: boolean;
}

interface Call {
  readonly number: number;
  readonly mode: CallMode;
  /** Python's arguments after those that every call has. */
  readonly args: readonly unknown[];
  readonly listener: CallListener;
  readonly settle: PromiseWithResolvers<PackedValue>;
  answer: Answer | undefined;
  buffers: readonly Uint8Array[] | undefined;
  /** Settles it where a message that should follow does not come. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A message that asks for a call, or for its answer. */
interface Asked {
  readonly call: Call;
  replied: boolean;
  /** True if nothing more is to come. */
  idle: boolean;
}

/** The ways in which code is run for its value. */
const VALUED: ReadonlySet<CallMode> = new Set(["evaluate", "map"]);

const MIME = "application/vnd.py-elements";
const BUFFERS = "py-elements.buffers";
const { package: PACKAGE_NAME, code: INSTALLER } = __KERNEL__;
const PACKAGE = `__import__("${PACKAGE_NAME}")`;
/** How long what follows a reply may take: output, and buffers. */
const AFTER_REPLY_MS = 2000;
/** The largest message that a server takes unless it is told otherwise, in bytes, less what is around a
 * call's code. It closes the connection over a larger one, which would be sent again over the next. */
const MOST_BYTES = 10_000_000;
/** A character of JavaScript's has so many bytes at most. */
const CHARACTER_BYTES = 3;

export class Kernel {
  readonly #server: KernelServer;
  readonly #model: KernelModel;
  readonly #events: KernelEvents;
  readonly #channel: KernelChannel;
  readonly #lifetime = new AbortController();
  readonly #session = UUID.uuid4();
  readonly #calls = new Map<number, Call>();
  readonly #asked = new Map<string, Asked>();
  /** The message that installs Python's half, and that tells whether the process is the same. */
  #greeting = "";
  readonly #ready = Promise.withResolvers<void>();
  /** Names the kernel's process. */
  #process: string | undefined;
  #isOpen = false;
  #number = 0;
  #failure: Error | undefined;

  constructor(server: KernelServer, model: KernelModel, events: KernelEvents) {
    this.#server = server;
    this.#model = model;
    this.#events = events;
    this.#ready.promise.catch(() => {});
    this.#channel = new KernelChannel(
      server,
      { kernel: model.id, session: this.#session },
      {
        message: (message) => this.#received(message),
        opened: () => this.#greet(),
        lost: () => this.#lost(),
        ended: (reason) => this.end(reason),
        waits: () => this.#greeting !== "" || this.#calls.size > 0,
      },
      this.#lifetime.signal,
    );
  }

  /** Resolves when code can be run. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** The reason for which it can run no more code. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get id(): string {
    return this.#model.id;
  }

  /**
   * Runs code.
   *
   * @returns its value, packed
   * @throws PythonError when Python raises, KernelError when the kernel ends
   */
  async call(mode: CallMode, args: readonly unknown[], listener: CallListener): Promise<PackedValue> {
    if (this.#failure) throw this.#failure;
    const call: Call = {
      number: this.#number + 1,
      mode,
      args: [mode, ...args],
      listener,
      settle: Promise.withResolvers(),
      answer: undefined,
      buffers: undefined,
      timer: undefined,
    };
    const code = JSON.stringify(this.#code(call, false));
    const size = code.length * CHARACTER_BYTES > MOST_BYTES ? new TextEncoder().encode(code).length : 0;
    if (size > MOST_BYTES) {
      throw new RangeError(
        `A Jupyter server takes messages of 10 MB, and this one has ${(size / 1e6).toFixed(1)} MB: give map() smaller chunks, or have Python read the data itself.`,
      );
    }
    this.#number++;
    this.#calls.set(call.number, call);
    if (this.#isOpen) this.#ask(call);
    return call.settle.promise.finally(() => this.#forget(call));
  }

  /** Has what runs raise `KeyboardInterrupt`. */
  interrupt(): Promise<void> {
    return this.#server.interrupt(this.id, this.#lifetime.signal);
  }

  /** Ends the connection; what is pending rejects with `reason`. */
  end(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    this.#isOpen = false;
    this.#lifetime.abort(reason);
    this.#ready.reject(reason);
    this.#rejectAll(reason);
  }

  #rejectAll(reason: Error): void {
    for (const call of [...this.#calls.values()]) call.settle.reject(reason);
    this.#calls.clear();
    this.#asked.clear();
  }

  #forget(call: Call): void {
    clearTimeout(call.timer);
    this.#calls.delete(call.number);
    // Some of what it has printed may still be on its way.
    const isDone = [...this.#asked.values()].some((asked) => asked.call === call && asked.idle);
    if (isDone) this.#forgetMessages(call);
    else setTimeout(() => this.#forgetMessages(call), AFTER_REPLY_MS);
  }

  #forgetMessages(call: Call): void {
    for (const [id, asked] of this.#asked) if (asked.call === call) this.#asked.delete(id);
  }

  #lost(): void {
    this.#isOpen = false;
    for (const { timer } of this.#calls.values()) clearTimeout(timer);
    this.#events.connection(false);
  }

  /** Python's half is sent each time: the process may be another one. */
  #greet(): void {
    this.#greeting = this.#execute(INSTALLER, `${PACKAGE}.process()`, true);
  }

  #greeted({ content }: IExecuteReplyMsg): void {
    this.#greeting = "";
    const greeting = resultOf(content) as { readonly process: string } | undefined;
    if (!greeting) {
      const said = content.status === "error" ? `: ${content.ename}: ${content.evalue}` : ".";
      return this.end(
        new KernelError(
          `The kernel "${this.#model.name}" cannot run a donkey's code, which is Python's${said}`,
        ),
      );
    }
    const isNew = this.#process !== undefined && this.#process !== greeting.process;
    this.#process = greeting.process;
    if (isNew) this.#restarted();
    const isAgain = this.#isOpen || this.#number > 0;
    this.#isOpen = true;
    this.#ready.resolve();
    if (isAgain) this.#events.connection(true);
    for (const call of this.#calls.values()) this.#ask(call);
  }

  #restarted(): void {
    this.#process = undefined;
    this.#rejectAll(
      new KernelError(
        `The kernel "${this.#model.name}" has ended while this ran, for want of memory or by somebody's hand, and was restarted: names and modules are gone.`,
      ),
    );
    this.#events.restarted();
  }

  /** Asks for a call, or for its answer where it has been asked for before. */
  #ask(call: Call, inline = false): void {
    const [name, number] = [JSON.stringify(this.#session), call.number];
    const answer = `${PACKAGE}.answer(${name}, ${number}, ${inline ? "True" : "False"})`;
    const message = this.#execute(this.#code(call, inline), answer, false);
    this.#asked.set(message, { call, replied: false, idle: false });
  }

  #code({ number, args }: Call, isKnown: boolean): string {
    if (isKnown) return "None";
    const confirmed = Math.min(number, ...this.#calls.keys()) - 1;
    const more = args.map((argument) => literal(argument)).join(", ");
    return `await ${PACKAGE}.call(${JSON.stringify(this.#session)}, ${number}, ${confirmed}, ${more})`;
  }

  /** @returns the message's id */
  #execute(code: string, answer: string, silent: boolean): string {
    const content = {
      ...{ code, silent, store_history: false, allow_stdin: !silent, stop_on_error: false },
      user_expressions: { answer },
    };
    const message = createMessage({
      ...{ msgType: "execute_request", channel: "shell", session: this.#session, content },
    } as IOptions<IExecuteRequestMsg>);
    this.#channel.send(message);
    return message.header.msg_id;
  }

  #received(message: IMessage): void {
    const { msg_type: type } = message.header;
    if (type === "status") {
      const { execution_state: state } = message.content as { readonly execution_state: string };
      if (state === "restarting" || state === "dead") return this.#ended(state);
    }
    const parent = (message.parent_header as { readonly msg_id?: string }).msg_id ?? "";
    if (parent === this.#greeting && type === "execute_reply")
      return this.#greeted(message as IExecuteReplyMsg);
    if (type === "comm_open") this.#tookBuffers(message);
    const asked = this.#asked.get(parent);
    if (!asked) return;
    const { call } = asked;
    if (type === "execute_reply") this.#replied(asked, message as IExecuteReplyMsg);
    else if (type === "input_request") void this.#input(call, message as IInputRequestMsg);
    else if (type === "status") this.#stateOf(asked, message);
    else if (message.channel === "iopub") call.listener.output(message);
  }

  /** The server sees that the process has ended. */
  #ended(state: string): void {
    if (state === "dead") {
      return this.end(
        new KernelError(`The kernel "${this.#model.name}" has ended, and the server does not restart it.`),
      );
    }
    this.#isOpen = false;
    this.#restarted();
    // The server talks to the new process over new connections alone.
    this.#channel.renew();
  }

  #replied(asked: Asked, { content }: IExecuteReplyMsg): void {
    const { call } = asked;
    const answer = resultOf(content) as Answer | undefined;
    // It was not begun because of somebody else's failure, or an interrupt came between two calls.
    if (!answer || answer.unknown) return this.#ask(call);
    asked.call.answer = answer;
    asked.replied = true;
    if (asked.idle) this.#settle(call);
    // Output comes by another channel, a moment later, and the last of it may never come. Nobody
    // waits for that where values matter: a server has the end of it wait until the page sends something.
    else if (!answer.buffers && VALUED.has(call.mode)) this.#settle(call);
    else call.timer ??= setTimeout(() => this.#settle(call), AFTER_REPLY_MS);
  }

  #stateOf(asked: Asked, { content }: IMessage): void {
    if ((content as { readonly execution_state: string }).execution_state !== "idle") return;
    asked.idle = true;
    if (asked.replied) this.#settle(asked.call);
    if (!this.#calls.has(asked.call.number)) this.#forgetMessages(asked.call);
  }

  #settle(call: Call): void {
    clearTimeout(call.timer);
    const { answer, buffers = [] } = call;
    if (!answer) return;
    if ((answer.buffers ?? 0) > buffers.length) return this.#ask(call, true);
    if (answer.error) call.settle.reject(pythonError(...answer.error));
    else call.settle.resolve(new PackedValue(answer.text ?? "null", answer.extras?.map(decoded) ?? buffers));
  }

  /** Buffers of an answer, beside its text. */
  #tookBuffers({ content, buffers = [] }: IMessage): void {
    const { target_name: target, data } = content as {
      readonly target_name: string;
      readonly data?: { readonly session?: string; readonly number?: number };
    };
    if (target !== BUFFERS || data?.session !== this.#session) return;
    const call = this.#calls.get(data.number ?? 0);
    if (!call) return;
    call.buffers = buffers.map((buffer) =>
      ArrayBuffer.isView(buffer)
        ? new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
        : new Uint8Array(buffer),
    );
  }

  async #input(call: Call, request: IInputRequestMsg): Promise<void> {
    const { prompt, password } = request.content;
    const value = await call.listener.input(prompt, password);
    if (value === undefined || !this.#calls.has(call.number)) return;
    const reply = createMessage({
      ...{ msgType: "input_reply", channel: "stdin", session: this.#session },
      content: { status: "ok", value },
      parentHeader: request.header,
    } as IOptions<IInputReplyMsg>);
    this.#channel.send(reply);
  }
}

/** The result of a request's expression. */
function resultOf(content: IExecuteReplyMsg["content"]): unknown {
  if (content.status !== "ok") return undefined;
  const { answer } = content.user_expressions as {
    readonly answer?: { readonly data?: Readonly<Record<string, string>> };
  };
  const text = answer?.data?.[MIME];
  return text === undefined ? undefined : JSON.parse(text);
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** An argument, as Python writes it. */
function literal(value: unknown): string {
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  return JSON.stringify(value);
}
