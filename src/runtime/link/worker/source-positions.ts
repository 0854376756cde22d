/**
 * Remembers the lines of Python that made queued requests which may fail (`link = "pipelined"`): their
 * errors come with a later request, and name the line.
 */

/** How many are remembered: more than a ring or a message holds. */
const MAX = 32_768;

export class Places {
  /** Places by the number of the request. */
  readonly #places = new Map<number, string>();
  #queued = 0;
  #here = "";

  /** The next request is made here. */
  at(place: string): void {
    this.#here = place;
  }

  /** A request has been queued. */
  queued(): void {
    this.#queued++;
    if (this.#here === "") return;
    this.#places.set(this.#queued, this.#here);
    this.#here = "";
    if (this.#places.size > MAX) this.#places.delete(this.#queued - MAX);
  }

  /** Returns the end of an error's message. */
  of(number: number): string {
    const place = this.#places.get(number);
    return place ? ` (queued by ${place})` : " (queued by an earlier statement)";
  }
}
