/**
 * A donkey whose Python runs in a kernel of a Jupyter server. Its calls run one after the other, as those of
 * a donkey in a worker do.
 */
import { dedent } from "../../runs/dedent.js";
import { entryOf, shownEntry } from "../../terminal/shown-entry.js";
import { PythonError, pythonError, unlessAborted, type Description } from "../../errors.js";
import { pack } from "../../values/pack.js";
import type { Key } from "../../values/packed.js";
import { unpack } from "../../values/unpack.js";
import { CallQueue, type CallPlace } from "../call-queue.js";
import type { CallOptions, DonkeyTerminal, WorkerMethods } from "../donkey.js";
import { WorkerEnded, type Outcome, type Share } from "../item-worker.js";
import type { MapWorker } from "../pool-worker.js";
import { Kernel, KernelError, type CallListener, type CallMode } from "./kernel.js";
import { Outputs, type OutputPlace } from "./outputs.js";
import type { KernelModel, KernelServer } from "./server.js";

export interface KernelOptions {
  /** The name of a kernel's specification, or the id of a kernel that runs. */
  readonly kernel: string | undefined;
  /** Python for the client of a cluster that maps use; empty for none. */
  readonly client: string;
}

export interface KernelParts extends OutputPlace {
  readonly terminal: DonkeyTerminal;
  /** True if calls see the names of earlier ones. */
  readonly persistent: boolean;
  /** The code that the kernel has to execute before anything else, by number, oldest first. */
  readonly setup?: ReadonlyMap<number, string> | undefined;
  /** Ends with the donkey. */
  readonly signal: AbortSignal;
}

/** How often a call that does not stop is interrupted, in milliseconds: an interrupt may come before it. */
const INTERRUPT_MS = 1000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export class KernelWorker implements MapWorker, WorkerMethods {
  readonly #options: KernelOptions;
  readonly #parts: KernelParts;
  readonly #server: KernelServer;
  readonly #outputs: Outputs;
  #kernel: Kernel | undefined;
  /** Settles when the kernel that is being looked for or started is there. */
  #starting: Promise<Kernel> | undefined;
  readonly #calls: CallQueue;
  /** The Python in the kernel: another object where that has been started anew. */
  #python = {};
  /** Settles when what runs has ended. */
  #running: Promise<unknown> = Promise.resolve();
  #isAway = false;
  /** Settles when the kernel has been shut down. */
  #gone: Promise<void> | undefined;

  constructor(server: KernelServer, options: KernelOptions, parts: KernelParts) {
    this.#options = options;
    this.#parts = parts;
    this.#server = server;
    this.#outputs = new Outputs(parts);
    const { signal } = parts;
    // A page that is left for good takes its kernel along.
    addEventListener("pagehide", ({ persisted }) => void (persisted || this.#shutDown()), { signal });
    signal.addEventListener("abort", () => this.#ended(signal.reason as Error), { once: true });
    const place: CallPlace = {
      signal,
      open: async (stop) => {
        await unlessAborted(this.#opened(), stop, interrupted);
        return this.#python;
      },
      setUp: (code, stop) => this.#run("broadcast", [dedent(code)], stop),
      stopped: async () => {
        await this.#running.catch(() => {});
        return false;
      },
      // As Python tells it, unless it has not come so far.
      interrupted: (error) => error,
    };
    this.#calls = new CallQueue(place, parts.setup);
  }

  /** Resolves when Python can run. @throws LoadError, KernelError */
  async open(): Promise<void> {
    await this.#opened();
  }

  readonly process = (code: string, options?: CallOptions): Promise<void> =>
    this.#calls.work(options, async (signal) => {
      const source = entryOf(code);
      this.#parts.terminal.write(shownEntry(source));
      try {
        await this.#run("enter", [source], signal);
      } catch (error) {
        // It is shown, as at a prompt.
        if (!(error instanceof PythonError)) throw error;
      }
    });

  readonly execute = (code: string, options?: CallOptions): Promise<void> =>
    this.#calls.work(options, async (signal) => {
      await this.#run("execute", [dedent(code)], signal);
    });

  readonly evaluate = (expression: string, options?: CallOptions): Promise<unknown> =>
    this.#calls.work(options, (signal) => this.#run("evaluate", [dedent(expression).trim()], signal));

  readonly clear = (options?: CallOptions): Promise<void> =>
    this.#calls.call(options, () => this.#parts.terminal.clear());

  readonly reset = (options?: CallOptions): Promise<void> =>
    this.#calls.call(options, () => this.#parts.terminal.reset());

  readonly interrupt = (): Promise<void> => this.#calls.interrupt();

  /** The donkey's signal ends it. */
  readonly kill = (): Promise<void> => this.killed();

  /** Resolves when the kernel has been shut down. */
  async killed(): Promise<void> {
    await this.#gone;
  }

  get pending(): number {
    return this.#calls.pending;
  }

  call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T> {
    return action(this);
  }

  setUp(options: CallOptions): Promise<void> {
    return this.#calls.work(options, () => Promise.resolve());
  }

  work({ function_, items, spread }: Share, options: CallOptions): Promise<Outcome> {
    const working = this.#calls.work(options, async (signal) => {
      const nameOf = (path: readonly Key[]) =>
        `argument 4${path.map((key) => `[${JSON.stringify(key)}]`).join("")}`;
      const { text, repairs, extras } = pack(items, { unordered: false, posted: true, nameOf });
      const more = [text, repairs, extras.map(encoded), spread, this.#options.client];
      const [values, failure] = (await this.#run("map", [dedent(function_), ...more], signal)) as [
        values: unknown[],
        failure?: Description,
      ];
      return { values, error: failure && this.#shown(pythonError(...failure)) };
    });
    return working.catch(ended);
  }

  /**
   * Runs code now.
   *
   * @returns its value
   * @throws PythonError when Python raises, which is shown
   */
  async #run(
    mode: CallMode,
    [source, ...more]: readonly [string, ...unknown[]],
    signal: AbortSignal,
  ): Promise<unknown> {
    const kernel = await unlessAborted(this.#opened(), signal, interrupted);
    const settled = new AbortController();
    this.#outputs.begin();
    const calling = kernel.call(
      mode,
      [this.#parts.persistent, source, ...more],
      this.#listener(settled.signal),
    );
    const interrupt = () => void kernel.interrupt().catch(() => {});
    let again: ReturnType<typeof setInterval> | undefined;
    const stop = () => {
      interrupt();
      again = setInterval(interrupt, INTERRUPT_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true, signal: settled.signal });
    try {
      this.#running = calling;
      const value = unpack(await calling);
      return value === null ? undefined : value;
    } catch (error) {
      throw error instanceof PythonError ? this.#shown(error) : error;
    } finally {
      clearInterval(again);
      settled.abort();
    }
  }

  /** Shows a traceback with its colours. @returns the error without them */
  #shown({ name, message, traceback, filename, lineno }: PythonError): PythonError {
    // eslint-disable-next-line no-control-regex -- that is how they begin
    const plain = traceback.replace(/\x1b\[[\d;]*m/g, "");
    const text = traceback.trimEnd();
    this.#parts.terminal.write(`${text === plain.trimEnd() ? `\x1b[31m${text}\x1b[0m` : text}\n`);
    return new PythonError({ type: name, message, traceback: plain, filename, lineno });
  }

  #listener(settled: AbortSignal): CallListener {
    return {
      output: (message) => {
        try {
          this.#outputs.show(message);
        } catch (error) {
          this.#parts.terminal.write(`\x1b[31m${String(error)}\x1b[0m\n`);
        }
      },
      input: async (prompt, hidden) => {
        const read = this.#parts.terminal.read({ prompt, hidden }, settled).catch(() => undefined);
        const entry = await read;
        if (entry?.kind === "line") return entry.text;
        if (entry?.kind === "interrupt") void this.interrupt();
        // As the protocol's clients say that there is no more.
        return entry?.kind === "end" ? "\x04" : undefined;
      },
    };
  }

  /** The kernel; another one is started where the last one has ended. */
  async #opened(): Promise<Kernel> {
    let kernel = this.#kernel;
    if (!kernel || kernel.failure) {
      // Once: who interrupts a call that waits for it does not keep the server from starting it.
      this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
      kernel = await this.#starting;
    }
    await kernel.ready;
    return kernel;
  }

  async #start(): Promise<Kernel> {
    const isFirst = this.#kernel === undefined;
    const model = await this.#find(isFirst);
    if (!isFirst) this.#restarted("Another kernel was started: names and modules are gone.");
    const { signal } = this.#parts;
    this.#kernel = new Kernel(this.#server, model, {
      connection: (isThere) => this.#connection(isThere),
      restarted: () => this.#restarted("The kernel was restarted: names and modules are gone."),
    });
    if (signal.aborted) this.#kernel.end(signal.reason as Error);
    return this.#kernel;
  }

  async #find(isFirst: boolean): Promise<KernelModel> {
    const { kernel } = this.#options;
    const { signal } = this.#parts;
    if (!this.#isOwn) {
      const found = await this.#server.find(kernel ?? "", signal);
      if (found) return found;
      const why = isFirst ? "" : " any more";
      throw new TypeError(
        `donkey: the Jupyter server at ${this.#server.url} runs no kernel ${kernel}${why}.`,
      );
    }
    return this.#server.start(kernel, signal);
  }

  /** True if the kernel is this donkey's own, and ends with it. */
  get #isOwn(): boolean {
    return !UUID.test(this.#options.kernel ?? "");
  }

  #connection(isThere: boolean): void {
    if (isThere === !this.#isAway) return;
    this.#isAway = !isThere;
    this.#note(
      isThere
        ? "The connection is there again."
        : `The connection to ${this.#server.url} is lost; it is being taken up again…`,
    );
  }

  #restarted(text: string): void {
    this.#python = {};
    this.#note(text);
  }

  /** A line of the donkey's own. */
  #note(text: string): void {
    this.#parts.terminal.write(`\x1b[2m${text}\x1b[0m\n`);
  }

  #ended(reason: Error): void {
    this.#kernel?.end(reason);
    this.#gone = this.#shutDown();
  }

  async #shutDown(): Promise<void> {
    await this.#starting?.catch(() => {});
    const kernel = this.#kernel;
    if (kernel && this.#isOwn) await this.#server.shutDown(kernel.id).catch(() => {});
  }
}

function interrupted(): PythonError {
  return new PythonError({
    type: "KeyboardInterrupt",
    message: "",
    traceback: "KeyboardInterrupt\n",
    filename: "",
    lineno: 0,
  });
}

/** Binary data as text; what is none cannot leave the page. */
function encoded(extra: unknown): string {
  if (!ArrayBuffer.isView(extra))
    throw new TypeError("map: an item has an object of the page's, which cannot leave it.");
  const bytes = new Uint8Array(extra.buffer, extra.byteOffset, extra.byteLength);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  return btoa(pieces.join(""));
}

/** Says that a kernel has ended: the next one can be asked the same. */
function ended(error: unknown): never {
  throw error instanceof KernelError ? new WorkerEnded(error.message, { cause: error }) : error;
}
