/** Functions that the two sides of a worker offer each other: `__export__`, and what is assigned to
 * `sync`. */
import { packArguments } from "../../bridge/arguments.js";
import { pack, type PackOptions } from "../../values/pack.js";
import { TAGGED_BY_PYTHON, type Packed, type PackedByPython } from "../../values/packed.js";
import { unpack } from "../../values/unpack.js";
import {
  PACKED,
  type PackedFunction,
  type PythonWorker,
  type WorkerFunctions,
} from "../shared/python-worker.js";
import type { OfferKind } from "../shared/protocol.js";

/** A call of a function that a worker offers. */
export interface OfferedCall {
  readonly kind: OfferKind;
  readonly name: string;
  /** JavaScript's arguments; or Python's, which gets the result packed as well. */
  readonly args: readonly unknown[] | PackedByPython;
}

/** Calls a function of the worker. */
export type CallWorker = (call: OfferedCall) => Promise<unknown>;

/** The functions that Python in a worker offers the page, as far as the page knows. */
export class Offers {
  readonly #call: CallWorker;
  readonly #signal: AbortSignal;
  readonly #names = new Map<OfferKind, readonly string[]>();
  /** Settles with the first source: by then, all is offered. */
  #complete = Promise.withResolvers<void>();
  #exported = Promise.withResolvers<void>();
  /** Settles when more is offered. */
  #changed = Promise.withResolvers<void>();
  /** Why the worker has ended, until another one starts: nobody may ever start one, so calls do not wait. */
  #gone: Error | undefined;

  /** @param signal aborts when there is nothing to wait for any more */
  constructor(signal: AbortSignal, call: CallWorker) {
    this.#signal = signal;
    this.#call = call;
    this.#quiet();
    signal.addEventListener("abort", () => this.ended(signal.reason as Error), { once: true });
  }

  /** A new worker starts. */
  reset(): void {
    this.#names.clear();
    this.#gone = undefined;
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
    this.#gone = reason;
    this.#names.clear();
    this.#exported = Promise.withResolvers();
    this.#complete = Promise.withResolvers();
    this.#quiet();
  }

  /** Each caller that waits gets the failure; often there is none. */
  #quiet(): void {
    this.#exported.promise.catch(() => {});
  }

  /** The names of what is exported, once a source has run. */
  async exportedNames(): Promise<readonly string[]> {
    if (this.#gone) throw this.#gone;
    await this.#exported.promise;
    return this.#names.get("export") ?? [];
  }

  /** Returns true if a function of that name is exported now. */
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

  /**
   * Calls a function by value, once it is offered.
   *
   * @throws Error when it is not, though the source has run
   */
  call(kind: OfferKind, name: string, args: readonly unknown[]): Promise<unknown> {
    return this.#callOffered({ kind, name, args });
  }

  /** {@link call} for Python: with a list of arguments and a dictionary of named ones. @returns the result,
   * packed */
  callPacked(kind: OfferKind, name: string, given: PackedByPython): Promise<PackedByPython> {
    return this.#callOffered({ kind, name, args: given }) as Promise<PackedByPython>;
  }

  async #callOffered(call: OfferedCall): Promise<unknown> {
    const { kind, name } = call;
    // `sync` also has what is exported, as in PyScript; what is assigned to it comes first.
    const kinds: readonly OfferKind[] = kind === "export" ? ["export"] : ["sync", "export"];
    const offeredAs = () => kinds.find((each) => this.#names.get(each)?.includes(name));
    let found = offeredAs();
    if (!found) {
      if (this.#gone) throw this.#gone;
      let complete = false;
      const all = (kind === "export" ? this.#exported.promise : this.#complete.promise).then(
        () => (complete = true),
      );
      while (!complete && !offeredAs()) await Promise.race([all, this.#changed.promise]);
      this.#signal.throwIfAborted();
      if (this.#gone) throw this.#gone;
      found = offeredAs();
      if (!found) {
        throw new Error(
          kind === "export"
            ? `The worker exports no function "${name}": name it in __export__.`
            : `The worker's Python has no "${name}" for the page: it must assign sync.${name}, or name it in __export__.`,
        );
      }
    }
    return this.#call({ ...call, kind: found });
  }
}

/** Packs what a worker's Python gets. */
const toPython = (type: string, what: string): PackOptions => ({
  unordered: type === "mpy",
  posted: true,
  nameOf: (path) => what + path.map((key) => `[${JSON.stringify(key)}]`).join(""),
});

/**
 * Answers Python in a worker that calls what the page has assigned to `worker.sync`; at once, where the
 * function does.
 *
 * @param given a list of arguments and a dictionary of named ones
 * @returns the arguments of `received` of `python/pyscript/_sync.py`
 */
export function callOffered(worker: PythonWorker, name: string, given: PackedByPython): unknown {
  const offered: PackedFunction | undefined = name in worker.sync ? worker.sync[name] : undefined;
  if (!offered) {
    throw new Error(
      `the page offers no "${name}": assign worker.sync.${name} = … there, before the worker calls it.`,
    );
  }
  const packed = offered[PACKED];
  if (packed) return settled(packed({ ...given, repairs: TAGGED_BY_PYTHON }), ofPython);
  const [positional, named] = unpack(given) as [unknown[], object];
  // JavaScript has no names for arguments: an object of options comes last.
  if (Object.keys(named).length > 0) positional.push(named);
  return settled(offered.call(worker.sync, ...positional), (value) =>
    ofJavaScript(pack(value, toPython(worker.type, `what sync.${name}() returns`))),
  );
}

/** Calls `then` with a value at once where it is there. */
function settled<T>(value: unknown, then: (value: T) => unknown): unknown {
  const isThenable = typeof (value as { then?: unknown } | null | undefined)?.then === "function";
  return isThenable ? Promise.resolve(value as Promise<T>).then(then) : then(value as T);
}

/** A value with extras is a list, to which Python gets a reference; others are text, with a letter for the
 * form. */
function ofJavaScript({ text, repairs, extras }: Packed): unknown {
  if (extras.length > 0) return [text, repairs, extras];
  return repairs ? `j${text}\n${repairs}` : `j${text}`;
}

function ofPython({ text, extras }: PackedByPython): unknown {
  return extras.length > 0 ? [text, TAGGED_BY_PYTHON, extras] : `p${text}`;
}

/** Arguments for a worker that waits for the page; see `_called` of `python/pyscript/_sync.py`. */
export function argumentsByLink({ args }: OfferedCall, type: string): readonly unknown[] {
  if (!Array.isArray(args)) {
    const { text, extras } = args as PackedByPython;
    return [text, TAGGED_BY_PYTHON, extras];
  }
  const { text, repairs, extras } = packArguments(args as unknown[], {
    unordered: type === "mpy",
    posted: true,
  });
  return [text, repairs, extras];
}

export function resultByLink({ args }: OfferedCall, result: unknown): unknown {
  const [text, ...extras] = result as [string, ...unknown[]];
  const packed: PackedByPython = { text, extras };
  return Array.isArray(args) ? (unpack(packed) ?? undefined) : packed;
}
