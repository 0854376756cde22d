/** Makes lines of what a program writes piece by piece. */
export class LineBuffer {
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #partial = "";
  #emit: (line: string) => void;

  /** @param emit receives each line, without its end */
  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  write(bytes: Uint8Array): void {
    const lines = (this.#partial + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) this.#emit(line);
  }

  /** Emits what has no end of line yet. */
  flush(): void {
    const rest = this.#partial + this.#decoder.decode();
    this.#partial = "";
    if (rest) this.#emit(rest);
  }
}
