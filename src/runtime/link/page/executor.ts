/** Does on the page what the worker's requests say. */
import type { Reader, Writer } from "../shared/binary-codec.js";
import type { Handles, Held } from "./handles.js";
import { Iterations, takesFunction } from "./iterations.js";
import { CALLABLE_WAIT, Op, Tag } from "../shared/protocol.js";
import type { PageValues } from "./page-values.js";
import type { Promises } from "./promises.js";
import type { Shapes } from "./shapes.js";
import type { ReentrantWaits } from "./reentrant-waits.js";

type Indexed = Record<PropertyKey, unknown>;
type Func = (...args: unknown[]) => unknown;

export interface ExecutorContext {
  readonly handles: Handles;
  readonly values: PageValues;
  readonly shapes: Shapes;
  readonly promises: Promises;
  readonly waits: Pick<ReentrantWaits, "begin" | "resume">;
  /** The worker does not go on with a wait. */
  abandon(wait: number): void;
  /** The functions of the host, by name. */
  readonly host: object;
  /** Sends word of how a promise settles, under a number. */
  settle(value: unknown, id: number): void;
}

/**
 * Executes requests. Of those about a member the name is read before the object is looked up: the worker
 * writes a name once, so it must be known even if the object is not held any more. Nothing is made for a
 * request but its answer.
 */
export class Executor {
  readonly #context: ExecutorContext;
  readonly #iterations: Iterations;
  /** How many requests have been queued. */
  #queued = 0;
  /** The error of a queued request, for the next that is awaited; and the number of the request. */
  #failure: { readonly thrown: unknown; readonly number: number } | undefined;

  constructor(context: ExecutorContext) {
    this.#context = context;
    this.#iterations = new Iterations(context.values);
  }

  /**
   * Executes a request that is asked, and writes the answer.
   *
   * @returns a promise where the answer is what it settles with: nothing is written then
   */
  ask(reader: Reader, writer: Writer): Promise<unknown> | undefined {
    const begin = writer.at;
    const { defined } = this.#context.values;
    try {
      const failure = this.#failure;
      if (failure) {
        this.#failure = undefined;
        try {
          this.#learnName(reader); // Before anything is written: the answer may share the request's memory.
        } catch {
          // It is not executed, so its own faults are not to be told.
        }
        writer.byte(Tag.late);
        writer.int(failure.number);
        this.#context.values.writeError(writer, failure.thrown);
        return undefined;
      }
      return this.#answer(reader, writer);
    } catch (error) {
      writer.at = begin;
      this.#context.values.takeBack(defined);
      this.#context.values.writeError(writer, error);
      return undefined;
    }
  }

  /** A queued request cannot be read: the next that is asked throws that. */
  refuse(error: unknown): void {
    this.#failure ??= { thrown: error, number: ++this.#queued };
  }

  /** Executes a queued request. */
  do(reader: Reader): void {
    const { handles, values } = this.#context;
    const number = ++this.#queued;
    try {
      const op = reader.byte();
      switch (op) {
        case Op.set: {
          const held = reader.int();
          const name = values.name(reader);
          const object = handles.get(held) as Indexed;
          object[name] = values.read(reader);
          return;
        }
        case Op.call: {
          const held = reader.int();
          const name = values.name(reader);
          const object = handles.get(held) as Indexed;
          call(object, name, values.readList(reader));
          return;
        }
        case Op.create: {
          const handle = reader.int();
          const held = reader.int();
          const name = values.name(reader);
          const object = handles.get(held) as Indexed;
          handles.adopt(handle, call(object, name, values.readList(reader)) as Held);
          return;
        }
        case Op.keep: {
          const handle = reader.int();
          const held = reader.int();
          const name = values.name(reader);
          const object = handles.get(held) as Indexed;
          handles.adopt(handle, object[name] as Held);
          return;
        }
        case Op.host: {
          const name = values.name(reader);
          call(this.#context.host as Indexed, name, values.readList(reader));
          return;
        }
        case Op.release:
          this.#context.promises.released(handles.release(reader.int(), reader.int()));
          return;
        case Op.abandon:
          this.#context.abandon(reader.int());
          return;
        case Op.settle: {
          const handle = reader.int();
          const promise = handles.get(handle);
          this.#context.promises.awaited(promise);
          this.#context.settle(promise, reader.int());
          return;
        }
        default:
          throw new RangeError(`The link cannot queue operation ${op}.`);
      }
    } catch (error) {
      this.#failure ??= { thrown: error, number };
    }
  }

  #answer(reader: Reader, writer: Writer): Promise<unknown> | undefined {
    const { handles, values, host } = this.#context;
    const op = reader.byte();
    switch (op) {
      case Op.get: {
        const held = reader.int();
        const name = values.name(reader);
        const object = handles.get(held) as Indexed;
        const value = object[name];
        if (value === undefined && !(name in Object(object))) writer.byte(Tag.missing);
        else values.write(writer, value);
        return;
      }
      case Op.getKind: {
        const held = reader.int();
        const name = values.name(reader);
        const object = handles.get(held) as Indexed;
        const value = object[name] as Held;
        values.writeReference(writer, value, reader.text());
        return;
      }
      case Op.set: {
        const held = reader.int();
        const name = values.name(reader);
        const object = handles.get(held) as Indexed;
        object[name] = values.read(reader);
        return this.#write(writer, undefined);
      }
      case Op.call: {
        const held = reader.int();
        const name = values.name(reader);
        const object = handles.get(held) as Indexed;
        const args = values.readList(reader);
        if (!takesFunction(args)) return this.#write(writer, call(object, name, args));
        this.#iterations.call(writer, methodOf(object, name), object, args);
        return;
      }
      case Op.apply: {
        const target = handles.get(reader.int()) as Func;
        const receiver = reader.int();
        const self = receiver === 0 ? undefined : handles.get(receiver);
        const args = values.readList(reader);
        if (!takesFunction(args)) return this.#write(writer, Reflect.apply(target, self, args));
        this.#iterations.call(writer, target, self, args);
        return;
      }
      case Op.construct: {
        const target = handles.get(reader.int()) as unknown as new (...args: unknown[]) => object;
        return this.#write(writer, new target(...values.readList(reader)));
      }
      case Op.host:
      case Op.hostWait: {
        const name = values.name(reader);
        const result = call(host as Indexed, name, values.readList(reader));
        if (op === Op.hostWait && result instanceof Promise) {
          return name === CALLABLE_WAIT ? this.#context.waits.begin(result) : result;
        }
        return this.#write(writer, result);
      }
      case Op.resume:
        return this.#context.waits.resume(reader.int());
      case Op.has:
        return this.#write(writer, has(handles.get(reader.int()), values.read(reader)));
      case Op.remove: {
        const held = reader.int();
        const name = values.name(reader);
        return this.#write(writer, Reflect.deleteProperty(handles.get(held) as Indexed, name));
      }
      case Op.names:
        return this.#write(writer, JSON.stringify(names(handles.get(reader.int()))));
      case Op.items: {
        const object = handles.get(reader.int());
        const start = reader.int();
        values.writeList(writer, items(object, start, start + reader.int()));
        return;
      }
      case Op.iterator:
        return this.#write(writer, (handles.get(reader.int()) as Iterable<unknown>)[Symbol.iterator]());
      case Op.next:
        values.writeList(writer, next(handles.get(reader.int()) as Iterator<unknown>, reader.int()));
        return;
      case Op.length: {
        const { length, size } = handles.get(reader.int()) as { length?: unknown; size?: unknown };
        return this.#write(writer, length ?? size);
      }
      case Op.bytes: {
        // Read first, then written: they may share their memory.
        const buffer = handles.get(reader.int()) as ArrayBuffer | ArrayBufferView;
        writer.byte(Tag.bytes);
        writer.text("Uint8Array");
        writer.data(bytesOf(buffer));
        return;
      }
      case Op.item: {
        const object = handles.get(reader.int());
        const key = values.read(reader);
        const [found, value] = item(object, key);
        if (found) values.write(writer, value);
        else writer.byte(Tag.missing);
        return;
      }
      case Op.setItem: {
        const object = handles.get(reader.int());
        const key = values.read(reader);
        const value = values.read(reader);
        if (isMap(object)) object.set(key, value);
        else (object as Indexed)[key as PropertyKey] = value;
        return this.#write(writer, undefined);
      }
      case Op.removeItem: {
        const object = handles.get(reader.int());
        return this.#write(writer, removeItem(object, values.read(reader)));
      }
      case Op.string:
        return this.#write(writer, textOf(handles.get(reader.int())));
      case Op.copy:
        values.writeCopy(writer, handles.get(reader.int()), reader.int());
        return;
      case Op.same:
        return this.#write(writer, handles.get(reader.int()) === handles.get(reader.int()));
      case Op.gather: {
        const object = handles.get(reader.int());
        const paths = values.readList(reader) as string[];
        values.writeList(
          writer,
          paths.map((path) =>
            path.split(".").reduce<unknown>((from, name) => (from as Indexed)[name], object),
          ),
        );
        return;
      }
      case Op.shape:
        return this.#write(writer, JSON.stringify(this.#context.shapes.definition(reader.int())));
      case Op.drain:
        return this.#write(writer, undefined);
      default:
        throw new RangeError(`The link has no operation ${op}.`);
    }
  }

  /** Reads the name in a request that is not executed: later requests refer to it. */
  #learnName(reader: Reader): void {
    switch (reader.byte()) {
      case Op.get:
      case Op.getKind:
      case Op.set:
      case Op.call:
      case Op.remove:
        reader.int();
        break;
      case Op.host:
      case Op.hostWait:
        break;
      default:
        return;
    }
    this.#context.values.name(reader);
  }

  #write(writer: Writer, value: unknown): undefined {
    this.#context.values.write(writer, value);
  }
}

function methodOf(object: Indexed, name: string): Func {
  const method = object[name];
  if (typeof method !== "function") throw new TypeError(`${name} is not a function`);
  return method as Func;
}

function call(object: Indexed, name: string, args: unknown[]): unknown {
  const method = methodOf(object, name);
  // Written out, since spreading costs.
  switch (args.length) {
    case 0:
      return (object as Record<string, Func>)[name]?.();
    case 1:
      return (object as Record<string, Func>)[name]?.(args[0]);
    default:
      return method.apply(object, args);
  }
}

function isMap(value: unknown): value is Map<unknown, unknown> {
  const { get, set, has } = value as Partial<Map<unknown, unknown>>;
  return typeof get === "function" && typeof set === "function" && typeof has === "function";
}

function isSet(value: unknown): value is Set<unknown> {
  const { add, has } = value as Partial<Set<unknown>>;
  return typeof add === "function" && typeof has === "function";
}

function has(object: unknown, key: unknown): boolean {
  if (isMap(object) || isSet(object)) return object.has(key);
  if (isList(object)) return Array.prototype.includes.call(object, key);
  return (key as PropertyKey) in (object as object);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  const { length } = value as { length?: unknown };
  return typeof value === "object" && typeof length === "number" && Symbol.iterator in (value as object);
}

function item(object: unknown, key: unknown): readonly [boolean, unknown] {
  if (isMap(object)) return [object.has(key), object.get(key)];
  if (isList(object) && typeof key === "number") {
    const index = key < 0 ? key + object.length : key;
    return [index >= 0 && index < object.length, object[index]];
  }
  const value = (object as Indexed)[key as PropertyKey];
  return [value !== undefined || (key as PropertyKey) in (object as object), value];
}

function removeItem(object: unknown, key: unknown): boolean {
  if (isMap(object)) return object.delete(key);
  if (Array.isArray(object) && typeof key === "number") return object.splice(key, 1).length > 0;
  return (
    (key as PropertyKey) in (object as object) && Reflect.deleteProperty(object as object, key as PropertyKey)
  );
}

function items(object: unknown, start: number, stop: number): unknown[] {
  if (isList(object)) return Array.prototype.slice.call(object, start, stop);
  const iterable = object instanceof Map ? object.keys() : (object as Iterable<unknown>);
  return [...iterable].slice(start, stop);
}

function next(iterator: Iterator<unknown>, count: number): unknown[] {
  const found: unknown[] = [];
  while (found.length < count) {
    const { done, value } = iterator.next();
    if (done) break;
    found.push(value);
  }
  return found;
}

function names(object: unknown): string[] {
  const found = new Set<string>();
  for (
    let at = Object(object) as object | null;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(at)) found.add(name);
  }
  return [...found].sort();
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return new Uint8Array(buffer);
}

/** Returns an object's text. Modules, and objects without a prototype, have no method for it. */
function textOf(value: unknown): string {
  const { toString } = value as object;
  const hasText = typeof toString === "function" || Symbol.toPrimitive in (value as object);
  return hasText ? String(value) : Object.prototype.toString.call(value);
}
