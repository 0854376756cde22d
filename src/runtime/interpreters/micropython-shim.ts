/** The WebAssembly module by which `micropython-suspension.ts` lets MicroPython wait for promises. */
import { op, type as t, WasmWriter } from "./wasm-writer.js";

/** Indices of MicroPython's functions in the shim's table, before its own. */
export const [STACK_SAVE, STACK_RESTORE, SET_THREW, CALL, OWN] = [0, 1, 2, 3, 4] as const;

/**
 * @param invokes the names of the `invoke_…` that are imported
 * @returns the bytes of a module whose imports and exports `micropython-suspension.ts` describes
 */
export function shimFor(invokes: readonly string[]): Uint8Array<ArrayBuffer> {
  const wasm = new WasmWriter();
  const words = (count: number) => Array.from({ length: count }, () => t.i32);
  const get = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => op.get(from + i));

  const thrown = wasm.type([t.externref], []);
  const [save, restore, setThrew] = [wasm.type([], [t.i32]), wasm.type([t.i32], []), wasm.type(words(2), [])];
  const callType = wasm.type(words(4), []);
  const call2Type = wasm.type(words(5), [t.i32]);
  const isJump = wasm.importFunction("isJump", wasm.type([t.externref], [t.i32]));
  const wait = wasm.importFunction("wait", wasm.type([], [t.externref]));
  const settle = wasm.importFunction("settle", thrown);
  const finished = wasm.importFunction("finished", restore);
  const call0 = wasm.importFunction("call0", setThrew);
  const call2 = wasm.importFunction("call2", call2Type);
  wasm.importTable("table");
  wasm.importGlobal("waiting");
  wasm.importTag("js", thrown);

  for (const name of invokes) {
    const result = name[7] === "i" ? t.i32 : t.none;
    const results = result === t.i32 ? [t.i32] : [];
    const count = name.length - "invoke_x".length;
    const target = wasm.type(words(count), results);
    const invoke = wasm.type(words(1 + count), results);
    const [stack, error] = [1 + count, 2 + count];
    wasm.export(
      name,
      invoke,
      [t.i32, t.externref],
      [
        ...[op.const(STACK_SAVE), op.callIndirect(save), op.set(stack)],
        op.block(
          t.externref,
          op.tryCatch(
            result,
            0,
            0,
            ...get(1, 1 + count),
            ...[op.get(0), op.const(OWN), op.add, op.callIndirect(target)],
            // The handler would not be found in WebKit's interpreter, were the call the last instruction of
            // the `try`.
            op.nop,
          ),
          op.return,
        ),
        op.set(error),
        ...[op.get(stack), op.const(STACK_RESTORE), op.callIndirect(restore)],
        ...[op.get(error), op.call(isJump), op.isZero, op.if(op.get(error), op.throw(0))],
        ...[op.const(1), op.const(0), op.const(SET_THREW), op.callIndirect(setThrew)],
        ...(result === t.i32 ? [op.const(0)] : []),
      ],
    );
  }

  wasm.export(
    "call2",
    call2Type,
    [],
    [
      ...get(0, 5),
      op.call(call2),
      op.drop,
      op.globalGet(0),
      op.if(
        ...[op.const(0), op.globalSet(0)],
        // Either the outcome, or what was thrown because there is JavaScript on the stack.
        op.block(t.externref, op.tryCatch(t.externref, 0, 0, op.call(wait))),
        op.call(settle),
        ...[op.get(0), op.get(4), op.call(call0)],
      ),
      op.const(0),
    ],
  );

  wasm.export(
    "enter",
    callType,
    [],
    [...get(0, 4), ...[op.const(CALL), op.callIndirect(callType)], ...[op.get(3), op.call(finished)]],
  );
  return wasm.bytes();
}
