/**
 * A small assembler for WebAssembly modules: what `micropython-shim.ts` needs, no more. Instructions are
 * bytes; see the binary format of the WebAssembly specification.
 */

/** Types of values; `none` is for blocks that result in nothing. */
export const type = { i32: 0x7f, externref: 0x6f, funcref: 0x70, none: 0x40 } as const;

export type Code = readonly (number | Code)[];

/** The instructions that are used. Labels are counted from the innermost block. */
export const op = {
  nop: [0x01],
  block: (result: number, ...body: Code): Code => [0x02, result, ...body, 0x0b],
  if: (...body: Code): Code => [0x04, type.none, ...body, 0x0b],
  /** An exception with the tag goes to the label, seen from outside of this block, as a value. */
  tryCatch: (result: number, tag: number, label: number, ...body: Code): Code => [
    ...[0x1f, result, 1, 0x00, leb(tag), leb(label)],
    ...body,
    0x0b,
  ],
  throw: (tag: number): Code => [0x08, leb(tag)],
  return: [0x0f],
  call: (index: number): Code => [0x10, leb(index)],
  callIndirect: (typeIndex: number): Code => [0x11, leb(typeIndex), 0],
  drop: [0x1a],
  get: (local: number): Code => [0x20, leb(local)],
  set: (local: number): Code => [0x21, leb(local)],
  globalGet: (index: number): Code => [0x23, leb(index)],
  globalSet: (index: number): Code => [0x24, leb(index)],
  const: (value: number): Code => [0x41, leb(value)],
  isZero: [0x45],
  add: [0x6a],
} as const;

/** A module that is being written. Its imports come from a module named `e`. */
export class WasmWriter {
  #types: Code[] = [];
  #imports: Code[] = [];
  #imported = 0;
  #functions: { readonly type: number; readonly locals: readonly number[]; readonly body: Code }[] = [];
  #exports: Code[] = [];

  /** The index of a function type. */
  type(parameters: readonly number[], results: readonly number[]): number {
    this.#types.push([0x60, list(parameters), list(results)]);
    return this.#types.length - 1;
  }

  /** Imports a function. All of them come before the first {@link export}. @returns its index */
  importFunction(name: string, typeIndex: number): number {
    this.#imports.push([text("e"), text(name), 0x00, leb(typeIndex)]);
    return this.#imported++;
  }

  /** Imports the table that `call_indirect` uses. */
  importTable(name: string): void {
    this.#imports.push([text("e"), text(name), 0x01, type.funcref, 0, 1]);
  }

  /** Imports a variable of type i32; it is the first one, index 0. */
  importGlobal(name: string): void {
    this.#imports.push([text("e"), text(name), 0x03, type.i32, 1]);
  }

  /** Imports a tag of exceptions; it is the first one, index 0. */
  importTag(name: string, typeIndex: number): void {
    this.#imports.push([text("e"), text(name), 0x04, 0, leb(typeIndex)]);
  }

  /** Adds a function.
   * @param locals the types of its variables */
  export(name: string, typeIndex: number, locals: readonly number[], body: Code): void {
    this.#exports.push([text(name), 0x00, leb(this.#imported + this.#functions.length)]);
    this.#functions.push({ type: typeIndex, locals, body });
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const codes = this.#functions.map(({ locals, body }) => {
      const code = flat([list(locals.map((local) => [1, local])), body, 0x0b]);
      return [leb(code.length), code];
    });
    return Uint8Array.from(
      flat([
        [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        section(1, this.#types),
        section(2, this.#imports),
        section(
          3,
          this.#functions.map((each) => leb(each.type)),
        ),
        section(7, this.#exports),
        section(10, codes),
      ]),
    );
  }
}

function section(id: number, items: Code): Code {
  const content = flat(list(items));
  return [id, leb(content.length), content];
}

function list(items: Code): Code {
  return [leb(items.length), ...items];
}

function text(value: string): Code {
  return list([...value].map((character) => character.charCodeAt(0)));
}

/** An unsigned number; also a signed one that is below 64. */
function leb(value: number): Code {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
  return bytes;
}

function flat(code: Code): number[] {
  return code.flatMap((part) => (typeof part === "number" ? part : flat(part)));
}
