/** An element, as the parts of components know it. */
export interface Component extends EventTarget {
  readonly localName: string;
  /** Python's number of it; 0 as long as Python has not heard of it. */
  readonly number: number;
  /** The news that Python has to hear: a number, a sum of `News`, names and values; undefined if there is
   * nothing. @param call the call's number */
  news(connection: object, call: number): unknown[] | undefined;
  /** Shows what Python has rendered. @param tree a number, and a description; "" when that has not changed */
  rendered(tree: string): void;
  /** A class was put in the place of its own: what Python had of it is gone. */
  renew(): void;
}
