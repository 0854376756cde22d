// WebAssembly modules, taken apart and put together again: as much as `patch-micropython.mjs` needs. See the binary
// format of the WebAssembly specification.

/** The numbers of sections. */
export const section = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 };

/** A module whose functions can be looked at and changed, and that can be given more of them. */
export class WasmModule {
  #header;
  #sections;
  /** Function types, as bytes; functions that are imported; the types of the others, and their bodies. */
  types;
  imports;
  #functionTypes;
  bodies;
  #globals;

  /** @param {Uint8Array} wasm */
  constructor(wasm) {
    this.#header = wasm.subarray(0, 8);
    this.#sections = readSections(wasm);
    this.types = list(this.#bytes(section.type), readType);
    this.imports = list(this.#bytes(section.import), readImport);
    this.#functionTypes = list(this.#bytes(section.function), (reader) => reader.leb());
    this.bodies = list(this.#bytes(section.code), (reader) => reader.take(reader.leb()));
    const globals = new Reader(this.#bytes(section.global));
    this.#globals = { count: globals.leb(), rest: globals.take(globals.left) };
  }

  #bytes(id) {
    return this.#sections.find((each) => each.id === id).bytes;
  }

  /** The index of a function that is imported or exported by that name. */
  functionNamed(name) {
    const imported = this.imports.findIndex((each) => each.name === name);
    if (imported >= 0) return imported;
    const reader = new Reader(this.#bytes(section.export));
    for (let left = reader.leb(); left > 0; left--) {
      const exported = reader.name();
      const kind = reader.byte();
      const index = reader.leb();
      if (kind === 0 && exported === name) return index;
    }
    throw new Error(`the module has no function named ${name}`);
  }

  /** The body of a function that is not imported. */
  body(index) {
    return this.bodies[index - this.imports.length];
  }

  setBody(index, body) {
    this.bodies[index - this.imports.length] = body;
  }

  /** The index of a type; it is added where there is none like it. */
  type(parameters, results) {
    const bytes = [0x60, parameters.length, ...parameters, results.length, ...results];
    const found = this.types.findIndex((type) => `${[...type.bytes]}` === `${bytes}`);
    if (found >= 0) return found;
    return this.types.push({ bytes: Uint8Array.from(bytes), parameters, results }) - 1;
  }

  /** Adds a function. @returns its index */
  add(type, body) {
    this.#functionTypes.push(type);
    return this.imports.length + this.bodies.push(Uint8Array.from(body)) - 1;
  }

  /** Adds a variable of type i32. @returns its index */
  addGlobal() {
    this.#globals.rest = join([this.#globals.rest, Uint8Array.of(0x7f, 1, 0x41, 0, 0x0b)]);
    return this.#globals.count++;
  }

  /** @returns {Uint8Array} the module as it is now */
  bytes() {
    const content = {
      [section.type]: [leb(this.types.length), ...this.types.map(({ bytes }) => bytes)],
      [section.function]: [leb(this.#functionTypes.length), ...this.#functionTypes.map(leb)],
      [section.global]: [leb(this.#globals.count), this.#globals.rest],
      [section.code]: [leb(this.bodies.length), ...this.bodies.flatMap((body) => [leb(body.length), body])],
    };
    return join([
      this.#header,
      ...this.#sections.flatMap(({ id, bytes }) => {
        const all = content[id] ? join(content[id]) : bytes;
        return [Uint8Array.of(id), leb(all.length), all];
      }),
    ]);
  }
}

/**
 * Replaces the functions that a body calls.
 *
 * @param {Uint8Array} body
 * @param {Map<number, number>} replaced from the one that is called to the one that shall be
 */
export function replaceCalls(body, replaced) {
  const parts = [];
  let copied = 0;
  for (const { opcode, at, value, end } of instructions(body)) {
    const other = opcode === op.call ? replaced.get(value) : undefined;
    if (other === undefined) continue;
    parts.push(body.subarray(copied, at + 1), leb(other));
    copied = end;
  }
  return parts.length === 0 ? body : join([...parts, body.subarray(copied)]);
}

export const op = { call: 0x10 };

/** Every instruction of a body: where it begins and ends, and the first number that belongs to it. */
export function* instructions(body) {
  const reader = new Reader(body);
  for (let left = reader.leb(); left > 0; left--) {
    reader.leb();
    reader.byte();
  }
  while (reader.left > 0) {
    const at = reader.at;
    const opcode = reader.byte();
    const value = immediates(reader, opcode);
    yield { opcode, at, value, end: reader.at };
  }
}

/** Reads what belongs to an instruction. @returns the first number */
function immediates(reader, opcode) {
  if (opcode >= 0x45 && opcode <= 0xc4) return undefined;
  if (opcode >= 0x28 && opcode <= 0x3e) return first(reader.leb(), reader.leb());
  switch (opcode) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x19: // catch_all
    case 0x1a: // drop
    case 0x1b: // select
      return undefined;
    case 0x02: // block
    case 0x03: // loop
    case 0x04: // if
    case 0x06: // try
    case 0x09: // rethrow
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
    case 0x20: // local.get
    case 0x21: // local.set
    case 0x22: // local.tee
    case 0x23: // global.get
    case 0x24: // global.set
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
      return reader.leb();
    case 0x0e: // br_table
      for (let left = reader.leb(); left >= 0; left--) reader.leb();
      return undefined;
    case 0x11: // call_indirect
      return first(reader.leb(), reader.leb());
    case 0x43: // f32.const
      return void reader.take(4);
    case 0x44: // f64.const
      return void reader.take(8);
    case 0xfc: {
      const kind = reader.leb();
      if (kind === 8 || kind === 10) return first(reader.leb(), reader.leb()); // memory.init, memory.copy
      if (kind === 9 || kind === 11) return reader.leb(); // data.drop, memory.fill
      if (kind < 8) return undefined; // saturating truncation
    }
  }
  throw new Error(`an instruction that is not known here: 0x${opcode.toString(16)}`);
}

function first(value) {
  return value;
}

function readSections(wasm) {
  const sections = [];
  const reader = new Reader(wasm, 8);
  while (reader.left > 0) {
    const id = reader.byte();
    sections.push({ id, bytes: reader.take(reader.leb()) });
  }
  return sections;
}

function readType(reader) {
  const begin = reader.at;
  reader.byte();
  const parameters = [...reader.take(reader.leb())];
  const results = [...reader.take(reader.leb())];
  return { bytes: reader.bytes.subarray(begin, reader.at), parameters, results };
}

function readImport(reader) {
  reader.name();
  const name = reader.name();
  if (reader.byte() !== 0) throw new Error(`the module imports something that is not a function: ${name}`);
  return { name, type: reader.leb() };
}

function list(bytes, read) {
  const reader = new Reader(bytes);
  return Array.from({ length: reader.leb() }, () => read(reader));
}

class Reader {
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

export function join(parts) {
  return Uint8Array.from(Buffer.concat(parts));
}
