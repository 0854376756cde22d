// Lets WebKit find the handlers of MicroPython's `try`.
//
// WebKit's in-place interpreter of WebAssembly (IPInt) takes a `call_indirect` that is the last instruction
// of a `try` for one behind it: what is thrown below passes the handler, until the function that has the
// `try` is compiled. So a `nop` is put between the two. No compiler makes code of it, and nothing else costs
// as little. `wasm-opt` removes what has no effect, so it comes after that.
import { join } from "../wasm/bytes.mjs";
import { instructions } from "../wasm/instructions.mjs";
import { WasmModule } from "../wasm/module.mjs";

const [CALL_INDIRECT, CATCH_ALL] = [0x11, 0x19];
const NOP = Uint8Array.of(0x01);

/**
 * @param {Uint8Array} wasm a module that has been optimized
 * @returns {Uint8Array} the same, with nothing called indirectly right before a handler
 */
export function keepHandlersInReach(wasm) {
  const module = new WasmModule(wasm);
  module.bodies = module.bodies.map((body) => {
    const parts = [];
    let copied = 0;
    for (const end of callsBeforeHandlers(body)) {
      parts.push(body.subarray(copied, end), NOP);
      copied = end;
    }
    return parts.length === 0 ? body : join([...parts, body.subarray(copied)]);
  });
  return module.bytes();
}

/** Returns where in a body the indirect calls end that a handler follows. */
export function* callsBeforeHandlers(body) {
  let call;
  for (const { opcode, end } of instructions(body)) {
    if (call !== undefined && opcode === CATCH_ALL) yield call;
    call = opcode === CALL_INDIRECT ? end : undefined;
  }
}
