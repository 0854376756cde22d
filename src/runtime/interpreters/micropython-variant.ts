/**
 * Lazy chunk: MicroPython as some workers have it, from a module that is changed before it is compiled. Its
 * memory is shared, so that it can be interrupted; its loops call JavaScript, so that it can be ended.
 */
import type { InterruptHandle } from "./interpreter.js";
import type { Assets } from "./assets.js";
import { callInLoops, endInLoops } from "./micropython-loops.js";
import type { MicroPythonExports } from "./micropython-module.js";
import { decodingShared, interruptHandle, shareMemory } from "./micropython-sharing.js";

/** How the WebAssembly of workers may differ from the page's. */
export interface Variant {
  /** Its memory is one that threads share. */
  readonly shares: boolean;
  /** Its loops call JavaScript now and then. */
  readonly calls: boolean;
}

/**
 * The WebAssembly in a variant. A build that cannot be changed so is taken as it is.
 *
 * @param name the file's name
 * @param loading the file as published, which is changed
 */
export async function compileVariant(
  assets: Assets,
  name: string,
  { shares, calls }: Variant,
  loading: Promise<ArrayBuffer>,
): Promise<WebAssembly.Module> {
  const bytes = await loading;
  const code = new Uint8Array(bytes);
  const isShared = shares && shareMemory(code);
  const isCalling = calls && callInLoops(code);
  if (!isShared && !isCalling) return assets.wasm(name);
  return WebAssembly.compile(bytes).catch(() => assets.wasm(name));
}

/** Changes the imports before the module is instantiated. */
export function prepare(imports: WebAssembly.Imports, { calls }: Variant): void {
  if (calls) endInLoops(imports);
}

/** Runs the interpreter's loader. */
export function begin<T>(load: () => T, { shares }: Variant): T {
  return shares ? decodingShared(load) : load();
}

/** The way to interrupt the interpreter, where there is one. */
export function interrupts(exports: MicroPythonExports, { shares }: Variant): InterruptHandle | undefined {
  return shares ? interruptHandle(exports) : undefined;
}
