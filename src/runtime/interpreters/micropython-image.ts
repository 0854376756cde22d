/**
 * MicroPython's memory as it is when it has imported our runner, made by the build
 * (`tools/micropython/image.mjs`): putting it in place takes a fraction of a millisecond, getting there
 * takes six. It belongs to one build of the WebAssembly, which is why it is a section of that.
 *
 * 32-bit words, little-endian: where a run of words differs from a new instance, in words, how long it is,
 * and its words; then the next run.
 */
export type Image = ArrayBuffer;

/**
 * Makes MicroPython's own start a matter of copying.
 *
 * @param instance one that nothing has been called of
 * @returns the exports that its loader is to have instead
 */
export function startedFrom(image: Image, { exports }: WebAssembly.Instance): WebAssembly.Instance {
  const start = () => restore(new Int32Array(image), exports["memory"] as WebAssembly.Memory);
  return { exports: { ...exports, mp_js_init: start, proxy_c_init() {} } };
}

function restore(image: Int32Array, { buffer }: WebAssembly.Memory): void {
  const memory = new Int32Array(buffer);
  let at = 0;
  while (at < image.length) {
    const [begin, length] = [image[at++] ?? 0, image[at++] ?? 0];
    memory.set(image.subarray(at, (at += length)), begin);
  }
}
