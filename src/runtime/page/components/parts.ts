import type { NewsList } from "./news.js";

/** An element, as the parts of components know it. */
export interface Component extends EventTarget {
  readonly localName: string;
  /** Python's number of it; 0 as long as Python has not heard of it. */
  readonly number: number;
  /** Adds the news that Python has to hear. @param call the call's number @returns false if there is none */
  addNews(list: NewsList, connection: object, call: number): boolean;
  /** Shows what Python has rendered. @param tree a description; "" when that has not changed @param number
   * higher than those of earlier renderings */
  rendered(tree: string, number: number): void;
  /** Has Python hear what was set while it rendered. @returns undefined where nothing was */
  goOn(): Promise<void> | undefined;
  /** Returns true, once, if it is disabled and Python has not heard it since it came. */
  comesDisabled(): boolean;
  /** A class was put in the place of its own: what Python had of it is gone. */
  renew(): void;
}
