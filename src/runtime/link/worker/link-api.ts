/** The object that Python finds as `_pyscript_host.link`; only the modules `_link_*.py` and `_remote.py` use
 * it. */
import type { Description } from "../../errors.js";
import type { Interpreter } from "../../interpreters/interpreter.js";
import type { SourcePositions } from "./source-positions.js";
import { Op } from "../shared/protocol.js";
import type { PythonCalls } from "./python-calls.js";
import type { Found } from "./python-inside.js";
import { isSpecial, Letter, referenceOf, type PythonValue, type PythonValues } from "./python-values.js";
import type { Answer, Requests } from "./requests.js";
import { handleOf, shapeOf, Token, watchTokens, type Reference } from "./tokens.js";
import type { WorkerShapes } from "./worker-shapes.js";

export interface PythonModuleContext {
  readonly requests: Requests;
  readonly calls: PythonCalls;
  readonly values: PythonValues;
  readonly shapes: WorkerShapes;
  readonly positions: SourcePositions;
  /** True if answers come as promises, which Python waits for. */
  readonly suspends: boolean;
  /** True if operations that may fail are queued, too. */
  readonly pipelined: boolean;
  /** The page's `globalThis`. */
  readonly root: number;
  /** The page's document, once: it has been given once. */
  readonly document: number | undefined;
  interpreter(): Interpreter | undefined;
  /** A promise of the worker's for what a promise of the page's settles with. */
  settle(handle: number): Promise<PythonValue>;
  /** The number of the latest. */
  settling(): number;
  /** Has what the promise of that number settles with go elsewhere, if it has not settled. */
  forget(number: number, take: (value: PythonValue) => void): void;
  /** Returns the error with that number, once. */
  takeError(number: number): Error;
}

export function pythonModule(context: PythonModuleContext): object {
  const { requests, calls, values, shapes, positions, suspends, pipelined, root, document } = context;
  /** An operation on an object, with values. */
  const withValues =
    (op: Op) =>
    (ref: Reference, ...args: unknown[]): Answer =>
      requests.ask(op, (writer) => {
        writer.int(handleOf(ref));
        for (const arg of args) values.write(writer, arg);
      });
  /** An operation on an object, with numbers. */
  const withNumbers =
    (op: Op) =>
    (ref: Reference, ...numbers: number[]): Answer =>
      requests.ask(op, (writer) => {
        writer.int(handleOf(ref));
        for (const number of numbers) writer.int(number);
      });
  const letGo = (value: PythonValue): void => {
    const reference = referenceOf(value);
    if (reference !== undefined) requests.release(reference);
    else if (isSpecial(value) && value[1] === Letter.thrown) context.takeError(Number(value.slice(2)));
  };
  return {
    suspends,
    pipelined,
    root,
    document,
    /** Says where in Python the next request is made, for errors that come later. */
    at: (position: string): void => positions.at(position),
    /** From now on references are tokens (MicroPython). */
    use_tokens: (): void => {
      values.usesTokens = true;
      watchTokens((token) => requests.release(token));
    },
    /** The token of a reference, whose number comes as text: MicroPython as published cuts it to 32 bits. */
    token: (number: string): Token => new Token(Number(number)),

    get: (ref: Reference, name: string): Answer => requests.get(ref, name),
    get_function: (ref: Reference, name: string): Answer => requests.getFunction(ref, name),
    set: (ref: Reference, name: string, value: unknown): Answer => requests.set(ref, name, value),
    call: (ref: Reference, name: string, ...args: unknown[]): Answer => requests.call(ref, name, args),
    apply: (ref: Reference, self: Reference | null | undefined, ...args: unknown[]): Answer =>
      requests.apply(ref, self, args),
    construct: (ref: Reference, ...args: unknown[]): Answer => requests.construct(ref, args),
    remove: (ref: Reference, name: string): Answer => requests.remove(ref, name),
    gather: (ref: Reference, ...paths: string[]): Answer => requests.gather(ref, paths),
    host: (name: string, ...args: unknown[]): Answer => requests.host(Op.host, name, args),
    host_wait: (name: string, ...args: unknown[]): Answer => requests.host(Op.hostWait, name, args),
    resume: (wait: number): Answer => requests.ask(Op.resume, (writer) => writer.int(wait)),
    abandon: (wait: number, answer: number): void => {
      calls.drop(answer);
      requests.queue(true, (entry) => {
        entry.byte(Op.abandon);
        entry.int(wait);
      });
    },
    host_tell: (name: string, ...args: unknown[]): Answer => requests.tellHost(name, args),
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
    same: (first: Reference, second: Reference): Answer => requests.same(first, second),

    settle: (ref: Reference): Promise<PythonValue> => context.settle(handleOf(ref)),
    /** The number of the latest `settle`. */
    settling: (): number => context.settling(),
    /** Nobody awaits that any more: what it settles with, or has settled with, is let go of. */
    forget: (number: number, value?: PythonValue): void => {
      if (value === undefined || value === null) context.forget(number, letGo);
      else letGo(value);
    },
    release: (ref: Reference): void => requests.release(ref),
    handle: (ref: Reference): number => handleOf(ref),
    is_method: (ref: Reference, name: string): boolean => shapes.isMethod(shapeOf(ref), name),
    flags: (ref: Reference): number => shapes.flags(shapeOf(ref)),
    class_name: (ref: Reference): string => shapes.name(shapeOf(ref)),
    throw_error: (number: number): never => {
      throw context.takeError(number);
    },

    /** Finds what is Python's in an object of the worker's JavaScript. */
    python_in: (value: unknown): Found | null =>
      values.pythonInside.find(value, (item) => context.interpreter()?.isPython(item) ?? false),
    local: (number: number): unknown => calls.locals.get(number),
    /** A function of the worker's JavaScript is a Python function's proxy: the page's calls are that
     * one's. */
    adopt: (proxy: object, number: number): void => calls.locals.adopt(proxy, number),
    /** The number of the Python function that a function of the worker's JavaScript is a proxy of; 0 for
     * others. */
    adopted: (number: number): number => calls.locals.pythonFunction(number) ?? 0,
    /** The functions that are called for the page's calls, and when it lets go of a function. */
    on_call: (dispatch: unknown, release: unknown): void => {
      calls.dispatch = context.interpreter()?.retain(dispatch);
      calls.letGo = context.interpreter()?.retain(release);
    },
    /** The calls that came with an answer, and then its value. */
    next_call: (answer: number): number => calls.next(answer)?.callback ?? 0,
    argument_count: (answer: number): number => calls.next(answer)?.args.length ?? 0,
    argument: (answer: number, index: number): PythonValue => calls.next(answer)?.args[index] ?? null,
    take_call: (answer: number): number => calls.take(answer),
    value_of: (answer: number): PythonValue => calls.valueOf(answer),
    returned: (id: number, value: unknown): void => calls.returned(id, value),
    raised: (id: number, ...description: Description): void => {
      const [type, message, traceback, filename, lineno] = description;
      calls.raised(id, { type, message, traceback, filename, lineno });
    },
  };
}
