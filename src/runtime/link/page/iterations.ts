/**
 * Calls of the standards' own functions that call another for each item and go by what it returns:
 * `array.map(function)`, `sort`, `Array.from(items, function)`. The page cannot wait for a function of the
 * worker's, but the worker can. So the page does not make such a call: it answers with the items as they are
 * now ({@link Tag.iterate}), the worker runs the algorithm (`_link_iterations.py`), and where an object of
 * the page's comes of it, the page makes that of the results.
 *
 * Only the functions that this realm was born with are meant. Functions that a page has put in their place,
 * and a method of the same name in a class of its own, are called as ever.
 */
import type { Writer } from "../shared/binary-codec.js";
import {
  standardAlgorithms,
  type Algorithm,
  type Func,
  type Items,
  type Iteration,
} from "./iteration-algorithms.js";
import type { PageValues } from "./page-values.js";
import { Tag } from "../shared/protocol.js";

/** Returns true if a call may be one of these. */
export function takesFunction(args: Items): boolean {
  return args.length > 0 && (typeof args[0] === "function" || typeof args[1] === "function");
}

export class Iterations {
  readonly #values: PageValues;
  #algorithms: ReturnType<typeof standardAlgorithms> | undefined;

  constructor(values: PageValues) {
    this.#values = values;
  }

  /** Makes a call that has a function among its arguments, or has the worker make it; writes the answer. */
  call(writer: Writer, method: Func, receiver: unknown, args: Items): void {
    // `Array.prototype.map.call(nodes, function)`
    const isCalled = method === Function.prototype.call && typeof receiver === "function";
    const called = isCalled ? (receiver as Func) : method;
    const algorithm = (this.#algorithms ??= standardAlgorithms()).get(called);
    if (algorithm) {
      const [self, rest] = isCalled ? [args[0], args.slice(1)] : [receiver, args];
      if (this.#values.isOfWorker(rest[algorithm.position]) && self !== undefined && self !== null) {
        const object = Object(self) as object;
        const iteration = algorithm.begin(called, object, rest);
        if (iteration) {
          this.#write(writer, algorithm, object, rest, iteration, args.length - rest.length);
          return;
        }
      }
    }
    this.#values.write(writer, Reflect.apply(method, receiver, args));
  }

  #write(
    writer: Writer,
    { name, position }: Algorithm,
    receiver: object,
    args: Items,
    { items, make }: Iteration,
    before: number,
  ): void {
    const values = this.#values;
    writer.byte(Tag.iterate);
    writer.byte(Tag.list);
    writer.int(6);
    values.write(writer, name);
    values.write(writer, before + position);
    values.write(writer, args[position]);
    values.write(writer, receiver);
    values.write(writer, make ? new Unfinished(make) : null);
    writer.byte(Tag.list);
    writer.int(items.length);
    for (let index = 0; index < items.length; index++) {
      if (index in items) values.write(writer, items[index]);
      else writer.byte(Tag.missing);
    }
  }
}

/** A call whose results come from the worker, which holds it meanwhile. */
class Unfinished {
  readonly #make: (results: Items) => unknown;
  readonly #results: unknown[] = [];

  constructor(make: (results: Items) => unknown) {
    this.#make = make;
  }

  /** Some results, in order: there may be more than go into one call. */
  give(...results: unknown[]): void {
    this.#results.push(...results);
  }

  /** The last ones. @returns the result of the call */
  finish(...results: unknown[]): unknown {
    this.give(...results);
    return this.#make(this.#results);
  }
}
