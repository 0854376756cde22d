/** The answers to the worker's requests: the results, and the calls that were made meanwhile. */
import type { Reader, Writer } from "../shared/binary-codec.js";
import { Executor, type ExecutorContext } from "./executor.js";
import { Tag } from "../shared/protocol.js";
import type { Served } from "./transports/shared-memory-page.js";
import { Interlude } from "./reentrant-waits.js";
import { writeCalls, type WorkerCalls } from "./worker-calls.js";

export class ServedRequests implements Served {
  readonly #executor: Executor;
  readonly #values: ExecutorContext["values"];
  readonly #calls: WorkerCalls;

  constructor(context: Omit<ExecutorContext, "waits" | "abandon">, calls: WorkerCalls) {
    const { waits } = calls;
    this.#values = context.values;
    this.#calls = calls;
    this.#executor = new Executor({
      ...context,
      waits,
      abandon: (wait) => {
        waits.abandon(wait);
        calls.waitEnded();
      },
    });
  }

  ask(request: Reader, answer: Writer): Promise<unknown> | undefined {
    this.#calls.collect();
    const promise = this.#executor.ask(request, answer);
    this.#calls.collected(promise ? undefined : answer);
    return promise;
  }

  do(entry: Reader): void {
    this.#executor.do(entry);
  }

  refuse(error: unknown, answer?: Writer): void {
    if (!answer) {
      this.#executor.refuse(error);
      return;
    }
    this.#values.writeError(answer, error);
    writeCalls(answer, []);
  }

  settled(answer: Writer, outcome: PromiseSettledResult<unknown>): void {
    if (outcome.status === "fulfilled" && outcome.value instanceof Interlude) {
      this.#calls.writeUrgent(answer, outcome.value.wait);
      return;
    }
    this.#calls.waitEnded();
    this.#values.writeOutcome(answer, outcome);
    writeCalls(answer, []);
  }

  interrupted(answer: Writer): void {
    this.#calls.waits.interrupted();
    this.#calls.waitEnded();
    answer.byte(Tag.interrupted);
    writeCalls(answer, []);
  }
}
