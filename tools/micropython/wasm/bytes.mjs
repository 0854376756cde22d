// Bytes of WebAssembly modules, read and written.

export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned number. Signed ones have the same length, so that it can pass over them. */
  leb() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  name() {
    return Buffer.from(this.take(this.leb())).toString();
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** An unsigned number as WebAssembly writes it. */
export function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Uint8Array.from(bytes);
}

/** A name as WebAssembly writes it. */
export function text(value) {
  const bytes = Buffer.from(value);
  return join([leb(bytes.length), bytes]);
}

export function join(parts) {
  return Uint8Array.from(Buffer.concat(parts));
}
