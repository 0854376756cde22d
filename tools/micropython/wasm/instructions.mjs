// The instructions of WebAssembly functions: as many as MicroPython's compiler has used, and its patches.
import { join, leb, Reader } from "./bytes.mjs";

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

/**
 * Every instruction of a body: where it begins and ends, the first number that belongs to it (`value`), and
 * for those that read or write memory the second one (`offset`, added to the address).
 */
export function* instructions(body) {
  const reader = new Reader(body);
  for (let left = reader.leb(); left > 0; left--) {
    reader.leb();
    reader.byte();
  }
  while (reader.left > 0) {
    const at = reader.at;
    const opcode = reader.byte();
    if (opcode >= 0x28 && opcode <= 0x3e) {
      const [value, offset] = [reader.leb(), reader.leb()];
      yield { opcode, at, value, offset, end: reader.at };
    } else {
      const value = immediates(reader, opcode);
      yield { opcode, at, value, end: reader.at };
    }
  }
}

/** Reads what belongs to an instruction. @returns the first number */
function immediates(reader, opcode) {
  if (opcode >= 0x45 && opcode <= 0xc4) return undefined;
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
