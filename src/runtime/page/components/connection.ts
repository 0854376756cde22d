/**
 * Python's side of a definition, as the page sees it: the entry of the class, for as long as its script
 * lasts. News of all elements that change in one task go in one call.
 */
import { isAbort } from "../../errors.js";
import { Call, RECORD } from "../../host/component-host.js";
import type { InterpreterType, PythonFunction } from "../../interpreters/interpreter.js";
import { settle } from "../../lifetimes/settle.js";
import { pack } from "../../values/pack.js";
import type { Component } from "./parts.js";

export interface ConnectionOptions {
  readonly type: InterpreterType;
  /** Aborts when the script goes. */
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
  /** True if the class wants to hear what has been shown. */
  readonly tellsUpdated: () => boolean;
  /** Takes the number of an element that there is no more. */
  readonly forgotten: (number: number) => void;
}

/** The number of the newest call; see `component_rendered`. */
export interface Counter {
  value: number;
}

export class Connection {
  readonly #entry: PythonFunction;
  readonly #options: ConnectionOptions;
  readonly #calls: Counter;
  #waiting = new Set<Component>();
  #sending: Promise<void> | undefined;
  readonly #gone: number[] = [];
  readonly #registry: FinalizationRegistry<number>;

  constructor(entry: PythonFunction, calls: Counter, options: ConnectionOptions) {
    this.#entry = entry;
    this.#calls = calls;
    this.#options = options;
    this.#registry = new FinalizationRegistry((number) => this.#forget(number));
  }

  get ended(): boolean {
    return this.#options.signal.aborted;
  }

  /** Has Python hear when there is no such element any more. */
  watch(element: Component, number: number): void {
    this.#registry.register(element, number);
  }

  /** Has Python hear the news of an element. @returns a promise that resolves when the element shows them */
  update(element: Component): Promise<void> {
    this.#waiting.add(element);
    return (this.#sending ??= Promise.resolve().then(() => this.#send()));
  }

  #send(): void | Promise<void> {
    this.#sending = undefined;
    const elements: Component[] = [];
    const records: unknown[][] = [];
    const number = ++this.#calls.value;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const element of waiting) {
      const record = element.news(this, number);
      if (!record) continue;
      elements.push(element);
      records.push(record);
    }
    if (records.length === 0) return;
    const answer = this.#call(Call.update, number, ...this.#pack(elements, records));
    if (answer instanceof Promise) return answer.then((trees) => this.#show(elements, trees));
    this.#show(elements, answer);
  }

  #show(elements: readonly Component[], answer: unknown): void {
    const trees = typeof answer === "string" ? answer.split(RECORD) : [];
    for (const [at, element] of elements.entries()) element.rendered(trees[at] ?? "");
    if (this.#options.tellsUpdated()) this.tell(Call.updated, elements);
  }

  /** Packs the news; what cannot cross is reported, and left out. */
  #pack(elements: readonly Component[], records: unknown[][]): [string, string, unknown[]] {
    const options = { unordered: this.#options.type === "mpy", posted: false, nameOf: () => "it" };
    try {
      const { text, repairs, extras } = pack(records, options);
      return [text, repairs, [...extras]];
    } catch {
      for (const [index, record] of records.entries()) {
        for (let at = record.length - 2; at >= 2; at -= 2) {
          try {
            pack(record[at + 1], options);
          } catch (error) {
            const name = `<${elements[index]?.localName}>: ${String(record[at])}`;
            this.#options.report(new TypeError(`${name}: ${(error as Error).message}`, { cause: error }));
            record.splice(at, 2);
          }
        }
      }
      const { text, repairs, extras } = pack(records, options);
      return [text, repairs, [...extras]];
    }
  }

  /** Hands an event to a function of an element's. */
  event(element: Component, slot: number, event: Event): void {
    settle(this.#call(Call.event, element.number, slot, event), this.#options.report);
  }

  /** Calls a method of elements. */
  tell(call: number, elements: readonly Component[], ...more: unknown[]): void {
    const numbers = elements.map(({ number }) => number).filter((number) => number > 0);
    if (numbers.length > 0) settle(this.#call(call, numbers.join(" "), ...more), this.#options.report);
  }

  report(error: unknown): void {
    this.#options.report(error);
  }

  /** @returns the result, in a worker a promise of it; undefined when it failed, which is reported */
  #call(...args: unknown[]): unknown {
    if (this.ended) return undefined;
    try {
      const result = this.#entry.call(...args);
      return result instanceof Promise ? result.catch((error: unknown) => this.#failed(error)) : result;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): undefined {
    if (!isAbort(error)) this.#options.report(error);
    return undefined;
  }

  #forget(number: number): void {
    this.#options.forgotten(number);
    if (this.#gone.push(number) === 1) {
      setTimeout(() => {
        const numbers = this.#gone.splice(0);
        settle(this.#call(Call.forget, numbers.join(" ")), this.#options.report);
      });
    }
  }
}
