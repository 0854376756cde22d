/** Calls of the worker's functions by the page: of Python's, and of those that are the worker's
 * JavaScript's. */
import type { PythonFunction } from "../../interpreters/interpreter.js";
import { asError, type PythonError } from "../../errors.js";
import { Reader, Writer } from "../shared/binary-codec.js";
import { LocalFunctions } from "./local-functions.js";
import type { PageMessage, RaisedError, WorkerMessage } from "../shared/protocol.js";
import { isSpecial, Letter, MARK, type PythonValue, type PythonValues } from "./python-values.js";

type CallMessage = PageMessage & { readonly type: "call" };

/** A call of a Python function that came with an answer. */
interface NestedCall {
  readonly id: number;
  readonly callback: number;
  readonly args: readonly PythonValue[];
}

export interface PythonCallsContext {
  readonly values: PythonValues;
  send(message: WorkerMessage, transfer?: Transferable[]): void;
  /** Waits until what is queued has been done. */
  flush(): Promise<void> | undefined;
  /** Returns true if the interpreter crashed; then only the crash is reported to the page. */
  isCrash(thrown: unknown): boolean;
}

export class PythonCalls {
  readonly locals = new LocalFunctions((number) => this.letGo?.call(number, 1));
  /** Calls a Python function by its number, and lets go of one. */
  dispatch: PythonFunction | undefined;
  letGo: PythonFunction | undefined;
  readonly #context: PythonCallsContext;
  /** Answers that come with calls, which Python makes before it looks at the value. */
  readonly #nested = new Map<number, { readonly value: PythonValue; readonly calls: NestedCall[] }>();
  #last = 0;
  /** The latest call that a message has announced. */
  #lastCall = 0;
  /** Later ones that came with an answer before their message. */
  readonly #early = new Set<number>();

  constructor(context: PythonCallsContext) {
    this.#context = context;
  }

  /** Reads an answer: a value, and the calls that were made meanwhile. */
  readAnswer(reader: Reader): PythonValue {
    const { values } = this.#context;
    const value = values.read(reader);
    const count = reader.int();
    const areEarly = isSpecial(value) && value[1] === Letter.early;
    if (count === 0) return areEarly ? `${value} 0` : value;
    const calls: NestedCall[] = [];
    for (let left = count; left > 0; left--) {
      const [id, callback, local] = [reader.int(), reader.int(), reader.byte() === 1];
      const bytes = reader.data();
      if (areEarly) {
        if (id <= this.#lastCall || this.#early.has(id)) continue;
        this.#early.add(id);
      }
      const python = local ? this.locals.pythonFunction(callback) : callback;
      if (python === undefined) void this.#run({ type: "call", id, callback, local, bytes });
      else calls.push({ id, callback: python, args: values.readArguments(new Reader(bytes)) });
    }
    if (calls.length === 0) return areEarly ? `${value} 0` : value;
    this.#nested.set(++this.#last, { value, calls });
    return areEarly ? `${value} ${this.#last}` : `${MARK}${Letter.afterCalls}${this.#last}`;
  }

  /** The next call that came with an answer; undefined when there is none left. */
  next(answer: number): NestedCall | undefined {
    return this.#nested.get(answer)?.calls[0];
  }

  /** Takes it off. @returns its id */
  take(answer: number): number {
    return this.#nested.get(answer)?.calls.shift()?.id ?? 0;
  }

  /** Python was interrupted: messages will announce the calls that are left. */
  drop(answer: number): void {
    for (const { id } of this.#nested.get(answer)?.calls ?? []) this.#early.delete(id);
    this.#nested.delete(answer);
  }

  /** The value of an answer whose calls have been made. */
  valueOf(answer: number): PythonValue {
    const value = this.#nested.get(answer)?.value ?? null;
    this.#nested.delete(answer);
    return value;
  }

  /** Does what a message says. */
  run(call: CallMessage): void {
    this.#lastCall = call.id;
    if (!this.#early.delete(call.id)) void this.#run(call);
  }

  async #run({ id, callback, local, bytes }: CallMessage): Promise<void> {
    const { values, flush, isCrash } = this.#context;
    try {
      const args = values.readArguments(new Reader(bytes));
      const python = local ? this.locals.pythonFunction(callback) : callback;
      const value = await (python === undefined
        ? this.locals.call(callback, args)
        : this.#callPython(python, args));
      await flush();
      this.returned(id, value);
    } catch (thrown) {
      if (isCrash(thrown)) return;
      const error = asError(thrown);
      const { name: type, message } = error;
      const { traceback = String(error), filename = "", lineno = 0 } = error as Partial<PythonError>;
      await flush();
      this.raised(id, { type, message, traceback, filename, lineno });
    }
  }

  #callPython(callback: number, args: readonly PythonValue[]): unknown {
    if (!this.dispatch) throw new Error("Python is not there yet.");
    return this.dispatch.call(callback, ...args);
  }

  /** The page lets go of a function. */
  release({ callback, local, count }: PageMessage & { readonly type: "release" }): void {
    if (local) this.locals.release(callback, count);
    else this.letGo?.call(callback, count);
  }

  returned(id: number, value: unknown): void {
    const writer = new Writer();
    this.#context.values.write(writer, value);
    const bytes = writer.take();
    this.#context.send({ type: "returned", id, bytes }, [bytes.buffer]);
  }

  raised(id: number, error: RaisedError): void {
    this.#context.send({ type: "raised", id, error });
  }
}
