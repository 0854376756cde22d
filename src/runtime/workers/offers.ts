/** Functions that the two sides of a worker offer each other: `__export__`, and what is assigned to `sync`. */
import { decodeValue, encodeValue } from "../values-text.js";
import { TEXT, type PythonWorker, type SyncFunction, type WorkerFunctions } from "./python-worker.js";

/** `__export__`, or what Python assigned to `sync`. */
export type OfferKind = "export" | "sync";

/** Calls a function of the worker; arguments and result as text, see `values-text.ts`. */
export type CallByText = (kind: OfferKind, name: string, args: string) => Promise<string>;

/** What Python in a worker offers the page, as far as the page has heard. */
export class Offers {
  readonly #call: CallByText;
  readonly #signal: AbortSignal;
  readonly #names = new Map<OfferKind, readonly string[]>();
  /** Settles with the first source: by then, all is offered. */
  #complete = Promise.withResolvers<void>();
  #exported = Promise.withResolvers<void>();
  /** Settles when more is offered. */
  #changed = Promise.withResolvers<void>();

  /** @param signal aborts when there is nothing to wait for any more */
  constructor(signal: AbortSignal, call: CallByText) {
    this.#signal = signal;
    this.#call = call;
    this.#quiet();
    signal.addEventListener("abort", () => this.ended(signal.reason as Error), { once: true });
  }

  /** A new worker starts. */
  reset(): void {
    this.#names.clear();
  }

  /** These are offered now. */
  set(kind: OfferKind, names: readonly string[]): void {
    this.#names.set(kind, names);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    if (kind === "export") this.#exported.resolve();
  }

  /** A source has run; where it has failed, what it had not offered by then will not be. */
  ran(error?: unknown): void {
    if (error === undefined) this.#exported.resolve();
    else this.#exported.reject(error as Error);
    this.#complete.resolve();
  }

  /** The worker has ended. */
  ended(reason: Error): void {
    this.#exported.reject(reason);
    this.#complete.resolve();
    if (this.#signal.aborted) return;
    this.#names.clear();
    this.#exported = Promise.withResolvers();
    this.#complete = Promise.withResolvers();
    this.#quiet();
  }

  /** Whoever waits hears of a failure; often nobody does. */
  #quiet(): void {
    this.#exported.promise.catch(() => {});
  }

  /** The names of what is exported, once a source has run. */
  async exportedNames(): Promise<readonly string[]> {
    await this.#exported.promise;
    return this.#names.get("export") ?? [];
  }

  /** Whether a function of that name is exported now. */
  hasExport(name: string): boolean {
    return this.#names.get("export")?.includes(name) ?? false;
  }

  /** The functions that are exported, once a source has run. */
  async exports(): Promise<WorkerFunctions> {
    const names = await this.exportedNames();
    const functions = names
      .filter((name) => name !== "then") // Awaiting them would call it.
      .map((name) => [name, (...args: unknown[]) => this.call("export", name, args)]);
    return Object.fromEntries(functions) as WorkerFunctions;
  }

  /** Calls a function by value. */
  async call(kind: OfferKind, name: string, args: readonly unknown[]): Promise<unknown> {
    const result = await this.callByText(kind, name, encodeValue([args, {}]));
    return decodeValue(result) ?? undefined;
  }

  /**
   * Calls a function, once it is offered.
   *
   * @throws Error when it is not, though the source has run
   */
  async callByText(kind: OfferKind, name: string, args: string): Promise<string> {
    const isOffered = () => this.#names.get(kind)?.includes(name);
    if (!isOffered()) {
      let complete = false;
      const all = (kind === "export" ? this.#exported.promise : this.#complete.promise).then(
        () => (complete = true),
      );
      while (!complete && !isOffered()) await Promise.race([all, this.#changed.promise]);
      this.#signal.throwIfAborted();
      if (!isOffered()) {
        throw new Error(
          kind === "export"
            ? `The worker exports no function "${name}": name it in __export__.`
            : `The worker's Python has no "${name}" for the page: it must assign sync.${name}.`,
        );
      }
    }
    return this.#call(kind, name, args);
  }
}

/** Answers Python in a worker that calls what the page has assigned to `worker.sync`. */
export async function callOffered(worker: PythonWorker, name: string, args: string): Promise<string> {
  if (!(name in worker.sync)) {
    throw new Error(
      `the page offers no "${name}": assign worker.sync.${name} = … there, before the worker calls it.`,
    );
  }
  const offered = worker.sync[name] as SyncFunction & { [TEXT]?: (args: string) => unknown };
  const byText = offered[TEXT];
  if (byText) return (await byText(args)) as string;
  const [positional, named] = decodeValue(args) as [unknown[], object];
  // JavaScript has no names for arguments: an object of options comes last.
  if (Object.keys(named).length > 0) positional.push(named);
  return encodeValue(await offered.call(worker.sync, ...positional));
}
