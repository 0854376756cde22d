// WebAssembly modules, taken apart and put together again: as much as the patches need. See the binary
// format of the WebAssembly specification.

import { join, leb, Reader, text } from "./bytes.mjs";

/** The numbers of sections. */
const section = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 };

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
  #exported;

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
    const exported = new Reader(this.#bytes(section.export));
    this.#exported = { count: exported.leb(), rest: exported.take(exported.left) };
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

  /** Exports a function. */
  export(name, index) {
    this.#exported.rest = join([this.#exported.rest, text(name), Uint8Array.of(0), leb(index)]);
    this.#exported.count++;
  }

  /** @returns {Uint8Array} the module as it is now */
  bytes() {
    const content = {
      [section.type]: [leb(this.types.length), ...this.types.map(({ bytes }) => bytes)],
      [section.function]: [leb(this.#functionTypes.length), ...this.#functionTypes.map(leb)],
      [section.global]: [leb(this.#globals.count), this.#globals.rest],
      [section.export]: [leb(this.#exported.count), this.#exported.rest],
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
