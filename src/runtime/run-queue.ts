/**
 * The order in which the sources of one environment run: that of the document, one after the other. A job marked
 * `parallel` (a script that is `async` in its own right) waits for nobody, and nobody waits for it. A job that fails
 * does not stop the next one.
 */
export interface Job {
  /** Runs the source; the next job starts when this settles. */
  start(): Promise<unknown>;
  /** Whether the job keeps out of the order. */
  readonly parallel: boolean;
  /** Where the job stands among those that have not started: negative when it comes before `other`. */
  compare(other: Job): number;
}

export class RunQueue {
  #waiting: Job[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  /** Resolves when nothing waits and nothing runs, a task from now at the earliest. */
  async idle(): Promise<void> {
    await nextTask(); // What came in this task is in the queue then.
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /**
   * Puts a job in its place among those that wait. It starts in a later task, so that all that is added in this one
   * is in order.
   */
  add(job: Job): void {
    if (job.parallel) {
      void job.start().catch(() => {}); // Whoever added the job handles its failure.
      return;
    }
    const after = this.#waiting.findIndex((other) => job.compare(other) < 0);
    if (after < 0) this.#waiting.push(job);
    else this.#waiting.splice(after, 0, job);
    if (this.#running) return;
    this.#running = true;
    void nextTask().then(() => this.#drain());
  }

  async #drain(): Promise<void> {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      await job.start().catch(() => {});
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** A task later. By a message, since browsers delay nested timers by 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
