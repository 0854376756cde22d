/**
 * A connection to a kernel that is taken up again when it is lost: a WebSocket, which tells nothing of a
 * network that has gone, so the kernel is asked for a sign of life while something is expected of it.
 */
import { asError, LoadError, unlessAborted } from "../../errors.js";
import type { KernelServer } from "./server.js";
import {
  createMessage,
  deserialize,
  serialize,
  type IInfoRequestMsg,
  type IMessage,
  type IOptions,
} from "./services.js";

export interface ChannelEvents {
  /** A message has come. */
  message(message: IMessage): void;
  /** Messages can be sent, at first or again. */
  opened(): void;
  /** The connection is lost; it is being taken up again. */
  lost(): void;
  /** It cannot be: the kernel is gone, the server does not answer any more or does not let the page in. */
  ended(reason: Error): void;
  /** True if a message is expected. */
  waits(): boolean;
}

/** How long opening may take, in milliseconds. */
const OPEN_MS = 15_000;
/** From how long a silence on a sign of life is asked for, and how long one may take. */
const SILENCE_MS = 5000;
/** How long a lost connection is tried again. */
const RETRY_MS = 120_000;
/** The longest pause between two tries. */
const PAUSE_MS = 4000;
/** Failures to open a socket where the server answers otherwise. */
const REFUSALS = 3;

export class KernelChannel {
  readonly #server: KernelServer;
  readonly #kernel: string;
  readonly #session: string;
  readonly #events: ChannelEvents;
  readonly #signal: AbortSignal;
  #socket: WebSocket | undefined;
  #drop: (() => void) | undefined;
  #heard = 0;
  #opens = 0;

  /** @param signal ends it */
  constructor(
    server: KernelServer,
    { kernel, session }: { readonly kernel: string; readonly session: string },
    events: ChannelEvents,
    signal: AbortSignal,
  ) {
    this.#server = server;
    this.#kernel = kernel;
    this.#session = session;
    this.#events = events;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#drop?.(), { once: true });
    void this.#keep();
  }

  /** Sends a message; one that cannot be sent is lost, and is to be sent again when it is open again. */
  send(message: IMessage): void {
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN) socket.send(serialize(message as never, socket.protocol));
  }

  /** Gives the connection up for a new one. */
  renew(): void {
    this.#drop?.();
  }

  async #keep(): Promise<void> {
    let lostAt = 0;
    let refusals = 0;
    for (let tries = 0; !this.#signal.aborted; tries++) {
      try {
        if (tries > 0) await this.#pause(Math.min(PAUSE_MS, 125 * 2 ** tries));
        const { closed } = await this.#open();
        tries = 0;
        refusals = 0;
        this.#events.opened();
        await closed;
        lostAt = Date.now();
        if (!this.#signal.aborted) this.#events.lost();
      } catch (error) {
        if (this.#signal.aborted) return;
        const isLate = error instanceof Refused ? ++refusals >= REFUSALS : Date.now() - lostAt > RETRY_MS;
        if (isLate || !isPassing(error)) return this.#events.ended(asError(error));
      }
    }
  }

  /** @returns a promise, held by an object, that resolves when the connection is closed again */
  async #open(): Promise<{ readonly closed: Promise<void> }> {
    const timeout = AbortSignal.any([this.#signal, AbortSignal.timeout(OPEN_MS)]);
    const found = await this.#server.find(this.#kernel, timeout);
    if (!found) throw new KernelGone(this.#server.url);
    const closed = Promise.withResolvers<void>();
    // Cookies may be refused: every second try does without.
    const socket = this.#server.socket(this.#kernel, this.#session, this.#opens++ % 2 === 0);
    this.#drop = () => {
      socket.onmessage = socket.onclose = null;
      socket.close();
      closed.resolve();
    };
    const opened = new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onclose = () => {
        reject(new Refused(this.#server.url));
        closed.resolve();
      };
    });
    socket.onmessage = ({ data }) => this.#received(socket, data as ArrayBuffer | string);
    try {
      await unlessAborted(opened, timeout);
    } catch (error) {
      this.#drop();
      throw error;
    }
    this.#opens--;
    this.#socket = socket;
    this.#heard = Date.now();
    const watch = setInterval(() => this.#watch(), SILENCE_MS / 2);
    const end = () => {
      clearInterval(watch);
      this.#socket = undefined;
    };
    return { closed: closed.promise.finally(end) };
  }

  #received(socket: WebSocket, data: ArrayBuffer | string): void {
    this.#heard = Date.now();
    this.#events.message(deserialize(data as ArrayBuffer, socket.protocol));
  }

  /** The control channel answers while the kernel computes. */
  #watch(): void {
    if (!this.#events.waits()) {
      this.#heard = Date.now();
      return;
    }
    const silence = Date.now() - this.#heard;
    if (silence > 2 * SILENCE_MS) this.#drop?.();
    else if (silence > SILENCE_MS) {
      const ask = { msgType: "kernel_info_request", channel: "control", content: {} };
      this.send(createMessage({ ...ask, session: this.#session } as unknown as IOptions<IInfoRequestMsg>));
    }
  }

  /** Waits; not longer than until the network is there again. */
  async #pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => resolve(), { once: true, signal: this.#signal });
    this.#signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }
}

/** The server does not know the kernel, or not any more. */
export class KernelGone extends LoadError {
  constructor(url: string) {
    super(
      "PY0404",
      `The Jupyter server at ${url} has no such kernel any more: it was restarted, or the kernel was shut down.`,
      url,
    );
  }
}

/** The server answers, but opens no socket. */
class Refused extends LoadError {
  constructor(url: string) {
    super(
      "PY0001",
      `The Jupyter server at ${url} answers, but its WebSocket cannot be opened: what is between must pass WebSockets on, and the server must allow ${globalThis.origin} (--ServerApp.allow_origin).`,
      url,
    );
  }
}

/** Returns true for what may be otherwise in a moment. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof LoadError)) return true;
  return error.code === "PY0001" || error.code === "PY0500" || error.code === "PY0503";
}
