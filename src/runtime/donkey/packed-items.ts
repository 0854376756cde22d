/** Items or results of a map that Python has packed for Python: the page hands them on as they are. */
import type { PackedByPython } from "../values/packed.js";

/** How Python packs a long list of numbers: one buffer, eight bytes for each. */
const NUMBERS = /^\{"\\u0000": ?\["floats", ?(\d+)\]\}$/;
const BYTES = 8;

export class PackedItems implements PackedByPython {
  /** JSON of a list. */
  readonly text: string;
  readonly extras: readonly unknown[];
  /** How many items the list has. */
  readonly length: number;

  constructor({ text, extras }: PackedByPython, length: number) {
    this.text = text;
    this.extras = extras;
    this.length = length;
  }

  /** Each item as a list of its own. */
  singles(): PackedItems[] {
    const [numbers, extra] = NUMBERS.exec(this.text) ?? [];
    if (numbers) {
      const { buffer, byteOffset, byteLength } = this.extras[Number(extra)] as ArrayBufferView;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      return Array.from({ length: this.length }, (_, index) => {
        const extras = [bytes.slice(index * BYTES, (index + 1) * BYTES)];
        return new PackedItems({ text: '{"\\u0000":["floats",0]}', extras }, 1);
      });
    }
    return items(this.text).map((text) => new PackedItems({ text: `[${text}]`, extras: this.extras }, 1));
  }
}

/** Returns the items of a list, each as JSON. */
function items(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 1;
  for (const { 0: token, index } of list.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth === 0 || (depth === 1 && token === ",")) {
      found.push(list.slice(start, index).trim());
      start = index + 1;
    }
  }
  return found;
}
