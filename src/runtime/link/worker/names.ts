/** Names of members, each written once; see `protocol.ts`. */
import type { Writer } from "../shared/binary-codec.js";
import { NEW_NAME } from "../shared/protocol.js";

export class Names {
  readonly #indices = new Map<string, number>();

  write(writer: Writer, name: string): void {
    const index = this.#indices.get(name);
    if (index !== undefined) {
      writer.int(index);
      return;
    }
    const next = this.#indices.size;
    this.#indices.set(name, next);
    writer.int(next + NEW_NAME);
    writer.text(name);
  }

  /** How many there are, for {@link forgetSince}. */
  mark(): number {
    return this.#indices.size;
  }

  /** Forgets names that were written into a message which was not sent. */
  forgetSince(mark: number): void {
    for (const [name, index] of this.#indices) {
      if (index >= mark) this.#indices.delete(name);
    }
  }
}
