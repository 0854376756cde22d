/**
 * Remembers the lines of Python that made queued requests which may fail (`link = "pipelined"`): their
 * errors come with a later request, and name the line.
 */

/** How many are remembered: more than a ring or a message holds. */
const MAX_POSITIONS = 32_768;

export class SourcePositions {
  /** Places by the number of the request. */
  readonly #positions = new Map<number, string>();
  #queued = 0;
  #here = "";

  /** The next request is made here. */
  at(position: string): void {
    this.#here = position;
  }

  /** A request has been queued. */
  queued(): void {
    this.#queued++;
    if (this.#here === "") return;
    this.#positions.set(this.#queued, this.#here);
    this.#here = "";
    if (this.#positions.size > MAX_POSITIONS) this.#positions.delete(this.#queued - MAX_POSITIONS);
  }

  /** Returns the end of an error's message. */
  of(number: number): string {
    const position = this.#positions.get(number);
    return position ? ` (queued by ${position})` : " (queued by an earlier statement)";
  }
}
