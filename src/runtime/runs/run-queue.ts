/**
 * The order in which the sources of one environment run: that of the document, one after the other. A job
 * marked `parallel` (a script that is `async` in its own right) waits for nobody, and nobody waits for it. A
 * job that fails does not stop the next one.
 */
export interface Job {
  /** Runs the source; the next job starts when this settles. */
  start(): Promise<unknown>;
  /** Keeps the job out of the order. */
  readonly parallel: boolean;
  /** Compares the places of jobs that have not started: negative when this one comes before `other`. */
  compare(other: Job): number;
}

export class RunQueue {
  #waiting: Job[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  /** Resolves when nothing waits and nothing runs, a task from now at the earliest. */
  async idle(): Promise<void> {
    await nextTask(); // The jobs that were added in this task are in the queue then.
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /**
   * Puts a job in its place among those that wait. It starts in a later task, so that all that is added in
   * this one is in order.
   */
  add(job: Job): void {
    if (job.parallel) {
      void job.start().catch(() => {}); // The caller that added the job handles its failure.
      return;
    }
    this.#waiting.splice(this.#indexOf(job), 0, job);
    if (this.#running) return;
    this.#running = true;
    void nextTask().then(() => this.#drain());
  }

  /**
   * Returns a job's index among those that wait. They come in order mostly, so that the last one is asked
   * first; else halves are ruled out, since a comparison takes a page's elements one by one.
   */
  #indexOf(job: Job): number {
    const last = this.#waiting.at(-1);
    if (!last || job.compare(last) > 0) return this.#waiting.length;
    let [from, to] = [0, this.#waiting.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      // An element that has left the page has no order; the next one below has.
      let asked = middle;
      let order = 0;
      for (; asked >= from && order === 0; asked--) {
        const other = this.#waiting[asked];
        if (other) order = job.compare(other);
      }
      if (order < 0) to = asked + 1;
      else from = middle + 1;
    }
    return from;
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
