// Lets MicroPython's `try` stay in WebAssembly.
//
// The build knows no exceptions of WebAssembly: where C may be jumped back to (`setjmp`: each call of a
// Python function, each `try`), whatever it calls is called through JavaScript. An imported `invoke_…` saves
// the stack pointer, looks the function up in the table, calls it, and catches the number that `longjmp`
// throws. That is the larger part of what running Python takes. So functions that do the same by
// WebAssembly's own `try` are added, and called instead of those.
//
// `catch_all` does not say what was caught, so jumps are announced: `_emscripten_throw_longjmp` sets a
// variable first.
import { leb } from "../wasm/bytes.mjs";
import { instructions, replaceCalls } from "../wasm/instructions.mjs";

const [I32, EMPTY] = [0x7f, 0x40];
const GLOBAL_GET = 0x23;
const op = {
  const: (value) => [0x41, value],
  get: (local) => [0x20, ...leb(local)],
  set: (local) => [0x21, ...leb(local)],
  globalGet: (index) => [GLOBAL_GET, ...leb(index)],
  globalSet: (index) => [0x24, ...leb(index)],
  call: (index) => [0x10, ...leb(index)],
  callIndirect: (type) => [0x11, ...leb(type), 0],
  try: (result) => [0x06, result],
  catchAll: [0x19],
  rethrow: (depth) => [0x09, depth],
  isZero: [0x45],
  if: [0x04, EMPTY],
  end: [0x0b],
};

/**
 * @param {import("../wasm/module.mjs").WasmModule} module it is changed
 * @returns {Map<string, number>} from the name of an import to the function that stands in for it
 */
export function keepJumpsInside(module) {
  const stack = stackPointer(module);
  const jumping = module.addGlobal();
  const setThrew = module.functionNamed("setThrew");
  const jump = module.functionNamed("_emscripten_throw_longjmp");
  const replaced = new Map();
  module.imports.forEach(({ name, type }, index) => {
    if (!/^invoke_[vi]i*$/.test(name)) return;
    const { parameters, results } = module.types[type];
    if (![...parameters, ...results].every((each) => each === I32)) return;
    const target = module.type(parameters.slice(1), results);
    const saved = parameters.length;
    const body = [
      ...[1, 1, I32],
      ...op.globalGet(stack),
      ...op.set(saved),
      ...op.try(results[0] ?? EMPTY),
      ...parameters.slice(1).flatMap((_, at) => op.get(at + 1)),
      ...op.get(0),
      ...op.callIndirect(target),
      ...op.catchAll,
      ...[...op.globalGet(jumping), ...op.isZero, ...op.if, ...op.rethrow(1), ...op.end],
      ...[...op.const(0), ...op.globalSet(jumping)],
      ...[...op.get(saved), ...op.globalSet(stack)],
      ...[...op.const(1), ...op.const(0), ...op.call(setThrew)],
      ...results.flatMap(() => op.const(0)),
      ...op.end,
      ...op.end,
    ];
    replaced.set(index, module.add(type, body));
  });
  if (replaced.size === 0) throw new Error("micropython.wasm has no invoke functions");
  const announced = [0, ...op.const(1), ...op.globalSet(jumping), ...op.call(jump), ...op.end];
  replaced.set(jump, module.add(module.imports[jump].type, announced));
  // Those just added call what they replace.
  const own = module.bodies.length - replaced.size;
  for (let at = 0; at < own; at++) module.bodies[at] = replaceCalls(module.bodies[at], replaced);
  return new Map([...replaced].map(([index, own]) => [module.imports[index].name, own]));
}

/** The variable that holds the stack pointer: what the function returns that tells it. */
function stackPointer(module) {
  const [read] = instructions(module.body(module.functionNamed("emscripten_stack_get_current")));
  if (read.opcode !== GLOBAL_GET) {
    throw new Error("micropython.wasm keeps its stack pointer in another way than it is known to");
  }
  return read.value;
}
