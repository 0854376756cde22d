/**
 * Values as they cross between Python and the worker's JavaScript: scalars as they are, everything else as
 * text that begins with {@link MARK} and a {@link Letter}, since a string is what both interpreters take and
 * give fastest. Python's half is `_link_values.py`.
 *
 * | letter, then | stands for | direction |
 * | --- | --- | --- |
 * | `text` text | text that itself begins with the mark | both |
 * | `object` reference | an object of the page (`tokens.ts`); MicroPython is given a token instead | both |
 * | `callable` reference | a function of the page | to Python |
 * | `event` reference, space, JSON | an event, with what handlers usually read | to Python |
 * | `local` number | a function of the worker's JavaScript, which the page gives back | to Python |
 * | `python` number | a Python function | both |
 * | `integer` digits | an integer that a number cannot carry | both |
 * | `number` text | a number that JSON cannot carry | both |
 * | `json` JSON | a list or a dictionary, with any of these in it | both |
 * | `bytes` base64 | bytes inside a list or dictionary | from Python |
 * | `thrown` number | something was thrown: `throw_error(number)` throws it | to Python |
 * | `raised` name, mark, message | Python raised it, on the page's side | to Python |
 * | `interrupted` | the wait was interrupted | to Python |
 * | `missing` | there is no such property | to Python |
 * | `method` | it is a method | to Python |
 * | `argument` | the first argument of the call itself | to Python |
 * | `iterate` JSON | what there is to iterate, see `Tag.iterate`; with any of these in it | to Python |
 * | `early` number, space, number | the page's calls came before what is waited for: the wait, and the answer to ask for the calls | to Python |
 * | `afterCalls` number | the page made calls before it answered: the answer to ask for them and for the value | to Python |
 */
import type { Reader, Writer } from "../shared/binary-codec.js";
import { Tag, type ShapeDefinition } from "../shared/protocol.js";
import { PythonInside } from "./python-inside.js";
import { isPlainObject, writeObject, writeScalar } from "../shared/scalars.js";
import { WorkerSymbols } from "../shared/symbols.js";
import { handleOf, pack, Token, type Reference } from "./tokens.js";

/** The values that Python gets. */
export type PythonValue = string | number | boolean | null | Uint8Array | Token;

export interface PythonValuesContext {
  define(number: number, definition: ShapeDefinition): void;
  /** Returns the line of Python that made a queued request, for the message of its error. */
  positionOf(queued: number): string;
  /** Keeps what was thrown. @returns its number */
  keepError(error: Error): number;
  /** Returns true if objects of that shape can be called. */
  isCallable(shape: number): boolean;
  /** Gives a function of the worker's JavaScript to the page. @returns its number */
  giveLocal(local: (...args: never) => unknown): number;
}

/** U+0010, DATA LINK ESCAPE. Not NUL: MicroPython ends text there. */
export const MARK = __PROTOCOL__.MARK;
const MARK_CODE = MARK.charCodeAt(0);
export const Letter = __PROTOCOL__.Letter;

/** Returns true if text stands for something else. */
export function isSpecial(value: unknown): value is string {
  return typeof value === "string" && value.charCodeAt(0) === MARK_CODE;
}

/** The reference that a value is; undefined for other values. */
export function referenceOf(value: unknown): Reference | undefined {
  if (value instanceof Token) return value;
  return isSpecial(value) && (value[1] === Letter.object || value[1] === Letter.callable)
    ? Number(value.slice(2))
    : undefined;
}

export class PythonValues {
  readonly #context: PythonValuesContext;
  readonly #symbols = new WorkerSymbols();
  readonly pythonInside = new PythonInside();
  /** True if references are tokens. */
  usesTokens = false;

  constructor(context: PythonValuesContext) {
    this.#context = context;
  }

  read(reader: Reader): PythonValue {
    for (;;) {
      const tag = reader.byte();
      switch (tag) {
        case Tag.undefined:
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
        case Tag.text: {
          const text = reader.text();
          return text.charCodeAt(0) === MARK_CODE ? `${MARK}${Letter.text}${text}` : text;
        }
        case Tag.bigint:
          return `${MARK}${Letter.integer}${reader.text()}`;
        case Tag.reference:
          return this.reference(reader.int(), reader.int());
        case Tag.newShape: {
          const number = reader.int();
          this.#context.define(number, JSON.parse(reader.text()) as ShapeDefinition);
          continue; // The reference follows.
        }
        case Tag.event:
          return this.#event(reader);
        case Tag.callback:
          return `${MARK}${Letter.python}${reader.int()}`;
        case Tag.localCallback:
          return `${MARK}${Letter.local}${reader.int()}`;
        case Tag.bytes:
          reader.text();
          return reader.data();
        case Tag.list:
        case Tag.object:
          reader.at--;
          return `${MARK}${Letter.json}${JSON.stringify(this.#plain(reader))}`;
        case Tag.error:
        case Tag.domError: {
          const [name, message] = [reader.text(), reader.text()];
          return `${MARK}${Letter.thrown}${this.#context.keepError(errorOf(name, message, tag === Tag.domError))}`;
        }
        case Tag.pythonError:
          return `${MARK}${Letter.raised}${reader.text()}${MARK}${reader.text()}`;
        case Tag.late: {
          const position = this.#context.positionOf(reader.int());
          const tag = reader.byte();
          if (tag === Tag.pythonError)
            return `${MARK}${Letter.raised}${reader.text()}${MARK}${reader.text()}${position}`;
          const [name, message] = [reader.text(), reader.text()];
          return `${MARK}${Letter.thrown}${this.#context.keepError(errorOf(name, message + position, tag === Tag.domError))}`;
        }
        case Tag.interrupted:
          return `${MARK}${Letter.interrupted}`;
        case Tag.missing:
          return `${MARK}${Letter.missing}`;
        case Tag.iterate:
          return `${MARK}${Letter.iterate}${JSON.stringify(this.#plain(reader))}`;
        case Tag.calls:
          return `${MARK}${Letter.early}${reader.int()}`;
        default:
          throw new RangeError(`The link does not know the tag ${tag}.`);
      }
    }
  }

  /** Returns Python's value for an object of the page. */
  reference(handle: number, shape: number): PythonValue {
    const number = pack(handle, shape);
    if (this.#context.isCallable(shape)) return `${MARK}${Letter.callable}${number}`;
    return this.usesTokens ? new Token(number) : `${MARK}${Letter.object}${number}`;
  }

  /** Returns the part of a value that JSON carries. */
  #plain(reader: Reader): unknown {
    const tag = reader.byte();
    if (tag === Tag.list) {
      return Array.from({ length: reader.int() }, () => this.#plain(reader));
    }
    if (tag === Tag.object) {
      const entries = Array.from(
        { length: reader.int() },
        () => [reader.text(), this.#plain(reader)] as const,
      );
      return Object.fromEntries(entries);
    }
    reader.at--;
    const value = this.read(reader);
    if (value instanceof Token) return `${MARK}${Letter.object}${value.number}`;
    return typeof value === "number" && !Number.isFinite(value) ? `${MARK}${Letter.number}${value}` : value;
  }

  #event(reader: Reader): string {
    const head = `${MARK}${Letter.event}${pack(reader.int(), reader.int())}`;
    const count = reader.byte();
    const fields = Array.from({ length: count }, () => [reader.text(), this.#plain(reader)] as const);
    return `${head} ${JSON.stringify(Object.fromEntries(fields))}`;
  }

  /** Reads the arguments of a call by the page. */
  readArguments(reader: Reader): PythonValue[] {
    return Array.from({ length: reader.int() }, () => this.read(reader));
  }

  writeArguments(writer: Writer, values: readonly unknown[]): void {
    writer.int(values.length);
    for (const value of values) this.write(writer, value);
  }

  /** @throws TypeError when the value cannot go to the page */
  write(writer: Writer, value: unknown, depth = 100): void {
    const stand = this.pythonInside.standFor(value);
    if (stand !== undefined) {
      this.write(writer, stand);
    } else if (isSpecial(value)) {
      this.#writeSpecial(writer, value);
    } else if (writeScalar(writer, value)) {
      return;
    } else if (typeof value === "symbol") {
      writer.byte(Tag.symbol);
      writer.text(this.#symbols.textOf(value));
    } else if (typeof value === "function") {
      writer.byte(Tag.localCallback);
      writer.int(this.#context.giveLocal(value as (...args: never) => unknown));
    } else {
      this.#writeObject(writer, value as object, depth);
    }
  }

  #writeObject(writer: Writer, value: object, depth: number): void {
    if (value instanceof Token) {
      writer.byte(Tag.reference);
      writer.int(handleOf(value));
      return;
    }
    if (depth === 0)
      throw new TypeError("What is passed to the page is nested too deep, or contains itself.");
    if (Array.isArray(value)) {
      writer.byte(Tag.list);
      writer.int(value.length);
      for (const item of value) this.write(writer, item, depth - 1);
    } else if (value instanceof Set) {
      writer.byte(Tag.set);
      writer.int(value.size);
      for (const item of value) this.write(writer, item, depth - 1);
    } else if (value instanceof Map) {
      writer.byte(Tag.map);
      writer.int(value.size);
      for (const [key, item] of value) {
        this.write(writer, key, depth - 1);
        this.write(writer, item, depth - 1);
      }
    } else if (ArrayBuffer.isView(value)) {
      writer.byte(Tag.bytes);
      writer.text(value.constructor.name);
      writer.data(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    } else if (value instanceof ArrayBuffer) {
      writer.byte(Tag.bytes);
      writer.text("ArrayBuffer");
      writer.data(new Uint8Array(value));
    } else if (value instanceof Date) {
      writer.byte(Tag.date);
      writer.double(value.getTime());
    } else if (value instanceof Error) {
      writer.byte(Tag.error);
      writer.text(value.name);
      writer.text(value.message);
    } else if (isPlainObject(value)) {
      writeObject(writer, value, (item) => this.write(writer, item, depth - 1));
    } else {
      throw new TypeError(
        `${Object.prototype.toString.call(value)} of the worker cannot be passed to the page: make it there, with window.`,
      );
    }
  }

  #writeSpecial(writer: Writer, special: string): void {
    const text = special.slice(2);
    switch (special[1]) {
      case Letter.text:
        writer.byte(Tag.text);
        writer.text(text);
        return;
      case Letter.object:
        writer.byte(Tag.reference);
        writer.int(handleOf(Number(text)));
        return;
      case Letter.python:
        writer.byte(Tag.callback);
        writer.int(Number(text));
        return;
      case Letter.integer:
        writer.byte(Tag.bigint);
        writer.text(text);
        return;
      case Letter.number:
        writer.byte(Tag.double);
        writer.double(Number(text === "inf" ? "Infinity" : text === "-inf" ? "-Infinity" : text));
        return;
      case Letter.json:
        this.write(writer, JSON.parse(text));
        return;
      case Letter.bytes:
        writer.byte(Tag.bytes);
        writer.text("Uint8Array");
        writer.data(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
        return;
      default:
        throw new RangeError(`The link does not know ${JSON.stringify(special.slice(0, 2))}.`);
    }
  }
}

/** An error of the worker's that is as the page's was. */
function errorOf(name: string, message: string, isDOM: boolean): Error {
  if (isDOM) {
    // Pyodide takes for an error what has a stack, which such an exception gets only when a browser throws
    // it.
    return Object.defineProperty(new DOMException(message, name), "stack", { value: `${name}: ${message}` });
  }
  const Class = (globalThis as unknown as Record<string, unknown>)[name];
  if (typeof Class === "function" && Object.prototype.isPrototypeOf.call(Error, Class)) {
    return new (Class as ErrorConstructor)(message);
  }
  const error = new Error(message);
  error.name = name;
  return error;
}
