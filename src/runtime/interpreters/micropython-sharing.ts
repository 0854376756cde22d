/**
 * Lets another thread interrupt MicroPython while it computes.
 *
 * MicroPython looks at each backward jump whether an exception is pending. Two words of its memory say so,
 * and `mp_sched_keyboard_interrupt` sets them: so where the memory is shared, another thread can. Published
 * builds have memory of their own, which one bit of the module decides. See
 * `docs/decisions/0051-interrupting-micropython.md`.
 */
import type { InterruptHandle } from "./interpreter.js";
import type { MicroPythonExports } from "./micropython-module.js";

const MEMORY_SECTION = 5;
const [HAS_MAXIMUM, SHARED] = [1, 2];
/** The first bytes of memory, where the interpreter's state is. */
const STATIC_WORDS = 0x40000;

/**
 * Makes the memory of a module one that threads share.
 *
 * @param code the module as published; it is changed
 * @returns whether its memory is declared as it is known to be, so that it was
 */
export function shareMemory(code: Uint8Array): boolean {
  for (let at = 8; at < code.length;) {
    const id = code[at++];
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = code[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
    }
    if (id === MEMORY_SECTION && code[at] === 1 && code[at + 1] === HAS_MAXIMUM) {
      code[at + 1] = HAS_MAXIMUM | SHARED;
      return true;
    }
    at += size;
  }
  return false;
}

/**
 * Runs what makes decoders of text, which then take text from shared memory as well: they refuse it, so they
 * are given copies.
 */
export function decodingShared<T>(action: () => T): T {
  const original = globalThis.TextDecoder;
  globalThis.TextDecoder = class extends original {
    override decode(input?: AllowSharedBufferSource | null, options?: TextDecodeOptions): string {
      const isShared = ArrayBuffer.isView(input) && input.buffer instanceof SharedArrayBuffer;
      return super.decode(isShared ? (input as Uint8Array).slice() : (input ?? undefined), options);
    }
  };
  try {
    return action();
  } finally {
    globalThis.TextDecoder = original;
  }
}

/**
 * Finds what another thread has to write, by asking an interpreter that does nothing to interrupt itself,
 * and looking.
 *
 * @returns undefined when its memory is not shared, or something else is found than expected
 */
export function interruptHandle(exports: MicroPythonExports): InterruptHandle | undefined {
  const { buffer } = exports.memory;
  if (!(buffer instanceof SharedArrayBuffer)) return undefined;
  const words = new Int32Array(buffer, 0, STATIC_WORDS);
  const before = words.slice();
  exports.mp_sched_keyboard_interrupt();
  const changed: { index: number; value: number }[] = [];
  // Not by a function for each: there are a quarter of a million, and every worker starts with this.
  for (let index = 0; index < STATIC_WORDS; index++) {
    const value = words[index] ?? 0;
    const was = before[index] ?? 0;
    if (value === was) continue;
    changed.push({ index, value });
    words[index] = was;
  }
  // The exception that is pending was none; the state of what is scheduled was idle, 1, and is now pending,
  // 0.
  const exception = changed.find(({ index, value }) => before[index] === 0 && value > 0);
  const state = changed.find(({ index, value }) => before[index] === 1 && value === 0);
  if (changed.length !== 2 || !exception || !state) return undefined;
  return { buffer, ...exception, also: state };
}
