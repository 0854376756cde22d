// Lets JavaScript's objects be keys of dictionaries, and members of sets.
//
// Since 1.29 a proxy answers `len()`, for which its type has got a function of unary operators. A type with
// such a function is asked it for the hash as well, and the function knows none. Before, as for all types
// without one, the hash was the proxy's address: there is one proxy for an object as long as it lives. So the
// function is told that much again. In C:
//
//     if (op == MP_UNARY_OP_HASH) return MP_OBJ_NEW_SMALL_INT((mp_uint_t)self);
import { leb } from "../wasm/bytes.mjs";
import { instructions, op } from "../wasm/instructions.mjs";

/** `MP_UNARY_OP_HASH`. */
const HASH = 6;
const [I32, BR_TABLE] = [0x7f, 0x0e];

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function hashProxies(module) {
  const lookup = module.functionNamed("lookup_attr");
  // It asks for `length`, and chooses by the operator.
  const found = module.bodies.flatMap((body, index) => {
    const steps = [...instructions(body)];
    const asks = steps.some(({ opcode, value }) => opcode === op.call && value === lookup);
    return asks && steps.some(({ opcode }) => opcode === BR_TABLE) ? [index] : [];
  });
  if (found.length !== 1)
    throw new Error(`micropython.wasm has ${found.length} functions for len() of proxies`);
  const index = module.imports.length + found[0];
  const original = module.add(module.type([I32, I32], [I32]), module.body(index));
  module.setBody(
    index,
    Uint8Array.from([
      0,
      ...[0x20, 0, 0x41, HASH, 0x46, 0x04, I32], // if op == HASH
      ...[0x20, 1, 0x41, 1, 0x74, 0x41, 1, 0x72, 0x05],
      ...[0x20, 0, 0x20, 1, op.call, ...leb(original), 0x0b],
      0x0b,
    ]),
  );
}
