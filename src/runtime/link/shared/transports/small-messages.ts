/**
 * Requests and answers that are short go as text, one character a byte, the number of the request before
 * them: browsers post a string twice as fast as an object with a buffer.
 */
import { Reader } from "../binary-codec.js";

/** Longer ones go as bytes. */
const MAX_TEXT_BYTES = 512;

/** @returns undefined when it is too long */
export function shortMessage(id: number, bytes: Uint8Array, length: number): string | undefined {
  if (length > MAX_TEXT_BYTES) return undefined;
  let text = String.fromCharCode(id & 0xffff, (id >>> 16) & 0xffff);
  for (let index = 0; index < length; index++) text += String.fromCharCode(bytes[index] as number);
  return text;
}

/** Reads short messages, each until the next has come. */
export class ShortMessages {
  readonly #bytes = new Uint8Array(MAX_TEXT_BYTES);
  readonly #reader = new Reader(this.#bytes);

  id(message: string): number {
    return message.charCodeAt(0) + message.charCodeAt(1) * 0x10000;
  }

  /** @returns a reader at its beginning, and where it ends */
  read(message: string): { readonly reader: Reader; readonly length: number } {
    const length = Math.min(message.length - 2, MAX_TEXT_BYTES);
    for (let index = 0; index < length; index++) this.#bytes[index] = message.charCodeAt(index + 2);
    return { reader: this.#reader.begin(length), length };
  }
}
