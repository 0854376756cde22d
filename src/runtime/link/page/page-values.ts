/** Values on the page's side of the link: references are objects here. See `protocol.ts`. */
import type { Callbacks } from "./callbacks.js";
import type { Reader, Writer } from "../shared/binary-codec.js";
import { nameAndMessage, PythonError } from "../../errors.js";
import type { Handles, Held } from "./handles.js";
import { NEW_NAME, Tag } from "../shared/protocol.js";
import type { Promises } from "./promises.js";
import { isPlainObject, writeObject, writeScalar } from "../shared/scalars.js";
import type { Shape, Shapes } from "./shapes.js";
import { PageSymbols } from "../shared/symbols.js";

/** The fields that event handlers read most: scalars among them are sent along, so that Python reads them
 * without a request. */
const EVENT_SCALARS = [
  "type",
  "timeStamp",
  "key",
  "code",
  "repeat",
  "altKey",
  "ctrlKey",
  "metaKey",
  "shiftKey",
  "button",
  "buttons",
  "clientX",
  "clientY",
  "offsetX",
  "offsetY",
  "pointerId",
  "pointerType",
  "deltaX",
  "deltaY",
  "inputType",
  "data",
  "detail",
] as const;
const EVENT_REFERENCES = ["target", "currentTarget"] as const;

const VIEWS = {
  ArrayBuffer,
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
} as const;

export class PageValues {
  readonly #handles: Handles;
  readonly #shapes: Shapes;
  readonly #callbacks: Callbacks;
  /** The names of members that the worker has used, by index. */
  readonly #names: string[] = [];

  /** The definitions that were written, in order. */
  readonly #defined: (readonly [Shape, Shape["definitions"]])[] = [];
  readonly #promises: Promises;
  readonly #symbols = new PageSymbols();

  constructor(handles: Handles, shapes: Shapes, callbacks: Callbacks, promises: Promises) {
    this.#promises = promises;
    this.#handles = handles;
    this.#shapes = shapes;
    this.#callbacks = callbacks;
  }

  /** Returns true if a value is a function of the worker's. */
  isOfWorker(value: unknown): boolean {
    return typeof value === "function" && this.#callbacks.numberOf(value) !== undefined;
  }

  name(reader: Reader): string {
    const index = reader.int();
    const names = this.#names;
    if (index < NEW_NAME) {
      const known = names[index];
      if (known === undefined) throw new RangeError(`The link has no name ${index}.`);
      return known;
    }
    const name = reader.text();
    if (index - NEW_NAME > names.length) throw new RangeError(`The link has no name before ${name}.`);
    names[index - NEW_NAME] = name;
    return name;
  }

  write(writer: Writer, value: unknown): void {
    if (!writeScalar(writer, value)) this.writeReference(writer, value as Held);
  }

  /** Copies lists and plain objects, with all that is in them; writes references to the rest. */
  writeCopy(writer: Writer, value: unknown, depth = 100): void {
    if (depth > 0 && Array.isArray(value)) {
      this.writeList(writer, value, depth);
    } else if (depth > 0 && isPlainObject(value)) {
      writeObject(writer, value, (item) => this.writeCopy(writer, item, depth - 1));
    } else {
      this.write(writer, value);
    }
  }

  /** @param depth how deep items are copied; 0 where they are references */
  writeList(writer: Writer, values: readonly unknown[], depth = 0): void {
    writer.byte(Tag.list);
    writer.int(values.length);
    for (const value of values) {
      if (depth > 0) this.writeCopy(writer, value, depth - 1);
      else this.write(writer, value);
    }
  }

  /** The arguments of a call by the page. */
  writeArguments(writer: Writer, values: readonly unknown[]): void {
    writer.int(values.length);
    for (const value of values) {
      if (isEvent(value)) this.#event(writer, value);
      else this.write(writer, value);
    }
  }

  /** @param kind a special kind that the rules know */
  writeReference(writer: Writer, value: Held, kind?: string): void {
    if (typeof value === "function") {
      const known = this.#callbacks.numberOf(value);
      if (known) {
        writer.byte(known.local ? Tag.localCallback : Tag.callback);
        writer.int(known.callback);
        return;
      }
    }
    this.#promises.given(value);
    const shape = this.#define(writer, value, kind);
    writer.byte(Tag.reference);
    writer.int(this.#handles.give(value));
    writer.int(shape);
  }

  #event(writer: Writer, event: object): void {
    const shape = this.#define(writer, event);
    writer.byte(Tag.event);
    writer.int(this.#handles.give(event));
    writer.int(shape);
    const fields = event as Readonly<Record<string, unknown>>;
    const scalars = EVENT_SCALARS.filter((name) => isScalar(fields[name]));
    const references = EVENT_REFERENCES.filter((name) => name in fields);
    writer.byte(scalars.length + references.length);
    for (const name of [...scalars, ...references]) {
      writer.text(name);
      this.write(writer, fields[name]);
    }
  }

  /** Tells of the value's shape, the first time. */
  #define(writer: Writer, value: Held, kind?: string): number {
    const shape = this.#shapes.of(value, kind);
    if (shape.definitions.length > 0) {
      for (const [number, definition] of shape.definitions) {
        writer.byte(Tag.newShape);
        writer.int(number);
        writer.text(JSON.stringify(definition));
      }
      this.#defined.push([shape, shape.definitions]);
      shape.definitions = [];
    }
    return shape.number;
  }

  /** How many definitions of shapes were written, for {@link takeBack}. */
  get defined(): number {
    return this.#defined.length;
  }

  /**
   * The worker has not read the definitions that were written since: they will be written again.
   *
   * @returns says that it has read them after all
   */
  takeBack(since: number): () => void {
    const unread = this.#defined.splice(since);
    for (const [shape, definitions] of unread) shape.definitions = definitions;
    return () => {
      for (const [shape] of unread) shape.definitions = [];
    };
  }

  /** Writes the value or the error that a promise has settled with; an error, too, for an object that does
   * not let itself be described, such as a revoked proxy. */
  writeOutcome(writer: Writer, outcome: PromiseSettledResult<unknown>): void {
    const { at } = writer;
    const { defined } = this;
    try {
      if (outcome.status === "fulfilled") this.write(writer, outcome.value);
      else this.writeError(writer, outcome.reason);
    } catch (error) {
      writer.at = at;
      this.takeBack(defined);
      this.writeError(writer, error);
    }
  }

  writeError(writer: Writer, thrown: unknown): void {
    if (thrown instanceof PythonError) {
      writer.byte(Tag.pythonError);
      writer.text(thrown.name);
      writer.text(thrown.message);
      return;
    }
    const { name, message } = nameAndMessage(thrown);
    const isDOM = typeof DOMException !== "undefined" && thrown instanceof DOMException;
    writer.byte(isDOM ? Tag.domError : Tag.error);
    writer.text(name);
    writer.text(message);
  }

  read(reader: Reader): unknown {
    const tag = reader.byte();
    switch (tag) {
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.true:
        return true;
      case Tag.false:
        return false;
      case Tag.int:
        return reader.int();
      case Tag.double:
        return reader.double();
      case Tag.text:
        return reader.text();
      case Tag.bigint:
        return BigInt(reader.text());
      case Tag.reference:
        return this.#handles.get(reader.int());
      case Tag.callback:
      case Tag.localCallback:
        return this.#callbacks.get(reader.int(), tag === Tag.localCallback);
      case Tag.bytes:
        return view(reader.text(), reader.data());
      case Tag.date:
        return new Date(reader.double());
      case Tag.list:
        return this.readList(reader);
      case Tag.object: {
        const object: Record<string, unknown> = {};
        for (let left = reader.count(); left > 0; left--) {
          const name = reader.text();
          const value = this.read(reader);
          // Defined, not set: "__proto__" is a name like any other.
          Object.defineProperty(object, name, {
            value,
            writable: true,
            enumerable: true,
            configurable: true,
          });
        }
        return object;
      }
      case Tag.symbol:
        return this.#symbols.of(reader.text());
      case Tag.set:
        return new Set(this.readList(reader));
      case Tag.map:
        return new Map(
          Array.from({ length: reader.count() }, () => [this.read(reader), this.read(reader)] as const),
        );
      case Tag.error: {
        const [name, message] = [reader.text(), reader.text()];
        return Object.assign(new Error(message), { name });
      }
      default:
        throw new RangeError(`The link does not know the tag ${tag}.`);
    }
  }

  /** Reads a number of values. */
  readList(reader: Reader): unknown[] {
    const length = reader.count();
    const values = new Array<unknown>(length);
    for (let index = 0; index < length; index++) values[index] = this.read(reader);
    return values;
  }
}

function view(name: string, bytes: Uint8Array<ArrayBuffer>): unknown {
  const Class = Object.hasOwn(VIEWS, name) ? VIEWS[name as keyof typeof VIEWS] : Uint8Array;
  if (Class === ArrayBuffer) return bytes.buffer;
  return new (Class as Uint8ArrayConstructor)(bytes.buffer);
}

function isScalar(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "object" && typeof value !== "function";
}

/** Checks the members, not `instanceof`: events of frames are instances of the frame's own class. */
function isEvent(value: unknown): value is object {
  return typeof value === "object" && value !== null && "preventDefault" in value && "currentTarget" in value;
}
