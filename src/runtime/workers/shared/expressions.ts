/**
 * Expressions, and other sources that await nothing, that a page has a worker run by messages of the worker
 * itself: they take half the time of a port's. Earlier output to terminals has to be in shared memory, where
 * the page finds it whatever came first.
 */
import type { QuickRun } from "../../environment/python-environment.js";
import type { Messages } from "../../link/shared/own-messages.js";
import { describeError, restoreError, type ErrorDescription } from "./errors.js";

/** A source that a page wants run, and the value of. */
export interface ExpressionRequest extends QuickRun {
  readonly expression: number;
  readonly run: number;
  readonly filename: string;
  readonly source: string;
}

interface Answer {
  readonly evaluated: number;
  readonly value?: unknown;
  readonly error?: ErrorDescription;
}

/** The page's end, for one worker. */
export class Expressions {
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #messages: Messages;
  readonly #signal: AbortSignal;
  #count = 0;

  /** @param signal aborts when the worker has ended: all that is pending rejects with its reason */
  constructor(messages: Messages, signal: AbortSignal) {
    this.#messages = messages;
    this.#signal = signal;
    messages.addEventListener("message", (event) =>
      this.#hear((event as MessageEvent<Answer | undefined>).data),
    );
    signal.addEventListener("abort", () => {
      for (const { reject } of this.#pending.values()) reject(signal.reason as Error);
      this.#pending.clear();
    });
  }

  evaluate(request: Omit<ExpressionRequest, "expression">): Promise<unknown> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason as Error);
    const pending = Promise.withResolvers<unknown>();
    const expression = ++this.#count;
    this.#pending.set(expression, pending);
    this.#messages.postMessage({ expression, ...request } satisfies ExpressionRequest);
    return pending.promise;
  }

  #hear(answer: Answer | undefined): void {
    if (typeof answer?.evaluated !== "number") return;
    const pending = this.#pending.get(answer.evaluated);
    this.#pending.delete(answer.evaluated);
    if (answer.error) pending?.reject(restoreError(answer.error));
    else pending?.resolve(answer.value);
  }
}

/** The worker's end. @param evaluate does it, at once where it can */
export function serveExpressions(evaluate: (request: ExpressionRequest) => unknown): void {
  addEventListener("message", ({ data }: MessageEvent<ExpressionRequest | undefined>) => {
    if (typeof data?.expression !== "number") return;
    const evaluated = data.expression;
    const answer = (value: unknown) => postMessage({ evaluated, value } satisfies Answer);
    const fail = (error: unknown) => postMessage({ evaluated, error: describeError(error) } satisfies Answer);
    try {
      const value = evaluate(data);
      if (value instanceof Promise) value.then(answer, fail);
      else answer(value);
    } catch (error) {
      fail(error);
    }
  });
}
