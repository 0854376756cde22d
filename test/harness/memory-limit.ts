/** Memory of WebAssembly is scarce: what needs more fails as where the computer has no more, and the browser
 * lives on. */
const LIMIT = 192 * 1024 * 1024;
const PAGE = 65_536;

const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
  if (this.buffer.byteLength + pages * PAGE > LIMIT) throw new RangeError("WebAssembly.Memory.grow(): limit");
  return grow.call(this, pages);
};

export {};
