/**
 * Python's side of a definition, as the page sees it: the entry of the class, for as long as its script
 * lasts. News of all elements that change in one task go in one call.
 */
import { isAbort } from "../../errors.js";
import { Call, NUMBER, RECORD } from "../../host/component-host.js";
import type { InterpreterType, PythonFunction } from "../../interpreters/interpreter.js";
import { settle } from "../../lifetimes/settle.js";
import { pack } from "../../values/pack.js";
import { NewsList, type Value } from "./news.js";
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

/** After so many updates, each of which has had the next one follow, the page gets time for others. */
const MOST_ROUNDS = 100;

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
  /** How many updates have followed each other. */
  #rounds = 0;
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
    const news = new NewsList();
    const number = ++this.#calls.value;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const element of waiting) if (element.addNews(news, this, number)) elements.push(element);
    if (elements.length === 0) return;
    const answer = this.#call(Call.update, number, ...this.#pack(elements, news));
    const show = (trees: unknown) => {
      this.#show(elements, trees);
      return this.#goOn(elements);
    };
    return answer instanceof Promise ? answer.then(show) : show(answer);
  }

  /** Has Python hear what was set while it rendered, in a worker or by a listener of an event that it has
   * emitted: such elements ask for no other update, since one was under way. */
  #goOn(elements: readonly Component[]): Promise<void> | undefined {
    const goOn = () => elements.flatMap((element) => element.goOn() ?? []);
    if (this.#rounds < MOST_ROUNDS) {
      const more = goOn();
      this.#rounds = more.length > 0 ? this.#rounds + 1 : 0;
      return more.length > 0 ? Promise.all(more).then(() => {}) : undefined;
    }
    this.#rounds = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve);
    return promise.then(() => Promise.all(goOn())).then(() => {});
  }

  #show(elements: readonly Component[], answer: unknown): void {
    showAll(elements, typeof answer === "string" ? answer : "");
    const disabled = elements.filter((element) => element.comesDisabled());
    if (disabled.length > 0) this.tell(Call.disabled, disabled, true);
    if (this.#options.tellsUpdated()) this.tell(Call.updated, elements);
  }

  /** Packs the news; what cannot cross is reported, and left out. */
  #pack(elements: readonly Component[], news: NewsList): unknown[] {
    const options = { unordered: this.#options.type === "mpy", posted: false, nameOf: () => "it" };
    const packed = ({ list }: NewsList) => {
      const { text, repairs, extras } = pack(list, options);
      // An array costs a proxy.
      return [text, repairs, extras.length > 0 ? [...extras] : null];
    };
    try {
      return packed(news);
    } catch {
      const crosses = (index: number, [name, value]: Value): boolean => {
        try {
          pack(value, options);
          return true;
        } catch (error) {
          const message = `<${elements[index]?.localName}>: ${name}: ${(error as Error).message}`;
          this.#options.report(new TypeError(message, { cause: error }));
          return false;
        }
      };
      return packed(news.filter(crosses));
    }
  }

  /** Hands an event to a function of an element's. @param rendering the number of the one that is shown */
  event(element: Component, slot: number, event: Event, rendering: number): void {
    settle(this.#call(Call.event, element.number, slot, event, rendering), this.#options.report);
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

/** Shows what Python has rendered of elements. @param trees see `component_rendered` */
export function showAll(elements: readonly (Component | undefined)[], trees: string): void {
  let number = 0;
  let at = 0;
  for (const tree of trees.split(RECORD)) {
    if (tree[0] === NUMBER) number = Number(tree.slice(1));
    else elements[at++]?.rendered(tree, number);
  }
  for (; at < elements.length; at++) elements[at]?.rendered("", number);
}
