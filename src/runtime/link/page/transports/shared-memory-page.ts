/**
 * The page's end of the shared memory. The worker wakes the page by a word that the page waits for
 * (`Atomics.waitAsync`), or a message where that is missing. Having answered, the page **lingers**: it goes
 * on looking at the memory for as long as the next request is likely to come soon, since waking up takes
 * twenty to fifty times longer than answering. How long follows the gap between an answer and the next
 * request, as measured.
 *
 * If both threads have to share a core, a page that lingers takes the very time that the worker needs: the
 * request comes right after it has stopped looking, however long it looked. So it keeps account: what it has
 * gained by lingering against what it has lost, and where that does not pay it stops for a while.
 */
import { waitsWithoutSleeping } from "../../../capabilities.js";
import { Reader, Writer } from "../../shared/binary-codec.js";
import { AREA_SIZE, State, viewsOf, Word, WRAP, type Memory } from "../../shared/transports/layout.js";

/** The page's handlers of messages. */
export interface Served {
  /** Answers into the writer; returns a promise where that takes time: its outcome is the answer. */
  ask(request: Reader, answer: Writer): Promise<unknown> | undefined;
  do(entry: Reader): void;
  /** Answers a request that cannot be read; without an answer: the next that is asked gets the error. */
  refuse(error: unknown, answer?: Writer): void;
  /** Writes what a promise has settled with. */
  settled(answer: Writer, outcome: PromiseSettledResult<unknown>): void;
  /** Writes that the wait was interrupted. */
  interrupted(answer: Writer): void;
}

/** How long the page serves in one task before it lets others have their turn, in milliseconds. */
const TASK_MS = 4;
/** Gaps that are longer are not waited for. */
const MAX_GAP_MS = 0.3;
const MIN_LINGER_MS = 0.02;
/** After so long without a request the next one is taken for the first of several. */
const QUIET_MS = 50;
/** How long the page waits for the second: the worker has to wake up first. */
const FIRST_LINGER_MS = 0.1;
/** The milliseconds that are gained by answering a request without having to be woken. */
const GAIN_MS = 0.03;
/** Gains are kept up to so much. */
const MAX_CREDIT_MS = 1;
/** A request that comes so soon after the page has stopped looking may have waited for just that. */
const SOON_MS = 0.15;
/** For how many requests the page does not linger when it has not paid, at first and at most. */
const MIN_PAUSE_REQUESTS = 32;
const MAX_PAUSE_REQUESTS = 512;
/** A bell that has not been heard so long after a message was is not heard at all, in milliseconds. */
const HEARING_MS = 10;
/** How often the page looks before it looks at the clock. */
const LOOKS_PER_CLOCK = 63;

const { load, store, notify } = Atomics;
/** Spin-loop hint to the CPU (`Atomics.pause`), where supported. */
const pause = (Atomics as { pause?: () => void }).pause ?? (() => {});

export class SharedMemoryPage {
  readonly #served: Served;
  readonly #memory: Memory;
  readonly #request: Reader;
  readonly #answer: Writer;
  readonly #entry: Reader;
  readonly #turn = new MessageChannel();
  #nextTurn = () => {};
  /** A request that is arriving in pieces, or an answer that leaves so. */
  #pieces: Uint8Array | undefined;
  #taken = 0;
  /** Ends waiting for a promise. */
  #waiting: AbortController | undefined;
  #disposed = false;
  /** How many of the worker's bells have woken the page. */
  #heard = 0;
  #linger = MAX_GAP_MS;
  #answered = 0;
  /** When the page last stopped looking in vain; 0 when it did not. */
  #gaveUp = 0;
  #credit = MAX_CREDIT_MS;
  /** Requests that are still to be served without lingering, and how many the next time. */
  #pausing = 0;
  #pause = MIN_PAUSE_REQUESTS;

  constructor(memory: SharedArrayBuffer, served: Served) {
    this.#served = served;
    this.#memory = viewsOf(memory);
    this.#request = new Reader(this.#memory.area);
    this.#answer = new Writer(this.#memory.area);
    this.#entry = new Reader(this.#memory.ring);
    this.#turn.port1.onmessage = () => this.#nextTurn();
    if (waitsWithoutSleeping()) void this.#listen();
  }

  /**
   * The worker has rung by a message. Where it can ring the bell, too, that has not woken the page: it was
   * busy, or it waits in vain. WebKit (WebKitGTK 2.50.6) was seen to settle no promise of `Atomics.waitAsync`
   * any more while a certain frame was in the page.
   */
  async rang(): Promise<void> {
    if (this.#serving) return;
    const { words } = this.#memory;
    const heard = this.#heard;
    if (waitsWithoutSleeping() && !load(words, Word.deaf) && heard !== load(words, Word.bells)) {
      await new Promise((resolve) => setTimeout(resolve, HEARING_MS));
      if (heard === this.#heard) store(words, Word.deaf, 1);
    }
    await this.#serveAll();
  }

  /** Ends a wait for a promise. @returns whether there was one */
  interrupt(): boolean {
    const waiting = this.#waiting; // Aborting it ends it.
    waiting?.abort();
    return waiting !== undefined;
  }

  /** Executes what is queued, so that a message which was sent after it comes after it. */
  drain(): void {
    if (!this.#disposed) this.#drain(Infinity);
  }

  dispose(): void {
    this.#disposed = true;
    this.#turn.port1.close();
    const { words } = this.#memory;
    // Nobody waits for the memory any more: the loop that did ends.
    Atomics.add(words, Word.bells, 1);
    notify(words, Word.bells);
  }

  async #listen(): Promise<void> {
    const { words } = this.#memory;
    while (!this.#disposed) {
      const { async, value } = Atomics.waitAsync(words, Word.bells, this.#heard);
      if (async) await value;
      store(words, Word.deaf, 0);
      this.#heard = load(words, Word.bells);
      await this.#serveAll();
    }
  }

  #serving = false;

  /** Serves until there is nothing to do, a budget at a time. */
  async #serveAll(): Promise<void> {
    if (this.#serving) return;
    this.#serving = true;
    const { words } = this.#memory;
    while (!this.#disposed) {
      const more = this.#serve();
      if (more) {
        await this.#yield();
        continue;
      }
      store(words, Word.lingers, 0);
      store(words, Word.rung, 0);
      // The worker does not ring for requests between the last look and this.
      if (!this.#hasWork()) break;
    }
    this.#serving = false;
  }

  #hasWork(): boolean {
    const { words } = this.#memory;
    const state = load(words, Word.state);
    return isForPage(state) || load(words, Word.written) !== load(words, Word.read);
  }

  #yield(): Promise<void> {
    // While others have their turn nobody looks: the worker need not be woken for it, but may sleep.
    return new Promise((resolve) => {
      this.#nextTurn = resolve;
      this.#turn.port2.postMessage(null);
    });
  }

  /** @returns whether there may be more to do: the budget is used up */
  #serve(): boolean {
    const { words } = this.#memory;
    const begin = performance.now();
    const end = begin + TASK_MS;
    const gap = begin - this.#answered;
    // A queued request does not wait.
    const isAsked = isForPage(load(words, Word.state));
    if (isAsked && this.#gaveUp && begin - this.#gaveUp < SOON_MS) this.#lose(this.#gaveUp - this.#answered);
    this.#gaveUp = 0;
    if (gap > QUIET_MS && this.#answered) {
      // Facts about the cores are outdated; waiting in vain once tells them again.
      this.#linger = this.#credit = FIRST_LINGER_MS;
      this.#pausing = 0;
      this.#pause = MIN_PAUSE_REQUESTS;
    } else if (gap < MAX_GAP_MS)
      this.#linger = Math.min(MAX_GAP_MS, 2 * Math.max(this.#linger, gap, MIN_LINGER_MS));
    let last = begin;
    let hits = -1;
    store(words, Word.lingers, 1);
    for (let looks = 0; ;) {
      if (load(words, Word.written) !== load(words, Word.read) && !this.#drain(end)) return true;
      const state = load(words, Word.state);
      if (isForPage(state)) {
        // Requests that were queued before it come first, whatever the time.
        this.#drain(Infinity);
        this.#respond(state);
        last = this.#answered = performance.now();
        looks = 0;
        // The worker waits for a promise, which cannot settle while this looks.
        if (this.#waiting) return false;
        if (++hits > 0) this.#credit = Math.min(MAX_CREDIT_MS, this.#credit + GAIN_MS);
        if (this.#pausing > 0) {
          this.#pausing--;
          return false;
        }
        if (last > end) return true;
        continue;
      }
      pause();
      if ((++looks & LOOKS_PER_CLOCK) !== 0) continue;
      const now = performance.now();
      if (now - last > this.#linger) {
        this.#linger = Math.max(MIN_LINGER_MS, this.#linger / 2);
        if (hits > 64) this.#pause = MIN_PAUSE_REQUESTS;
        this.#gaveUp = now;
        return false;
      }
      if (now > end) return true;
    }
  }

  /** Lingering was in vain, and has perhaps kept the worker from asking. */
  #lose(time: number): void {
    this.#credit -= time;
    if (this.#credit > 0) return;
    this.#credit = 0;
    this.#pausing = this.#pause;
    this.#pause = Math.min(MAX_PAUSE_REQUESTS, 2 * this.#pause);
  }

  #respond(state: number): void {
    const { words, area } = this.#memory;
    const length = load(words, Word.length);
    if (state === State.workerTook) {
      this.#sendPiece();
      return;
    }
    if (state === State.requestPiece || this.#pieces) {
      try {
        this.#pieces ??= new Uint8Array(load(words, Word.total));
        this.#pieces.set(area.subarray(0, length), this.#taken);
      } catch (error) {
        // There is no memory for it, or no worker of ours has sent it. The worker sends no more of it.
        this.#pieces = undefined;
        this.#taken = 0;
        this.#served.refuse(error, this.#answer.begin());
        this.#send();
        return;
      }
      this.#taken += length;
      if (state === State.requestPiece) {
        this.#setState(State.pageTook);
        return;
      }
    }
    const request = this.#pieces ? new Reader(this.#pieces) : this.#request.begin(length);
    this.#pieces = undefined;
    this.#taken = 0;
    const promise = this.#served.ask(request, this.#answer.begin());
    if (promise) this.#wait(promise);
    else this.#send();
  }

  #wait(promise: Promise<unknown>): void {
    store(this.#memory.words, Word.state, State.pending);
    const waiting = (this.#waiting = new AbortController());
    const settle = (write: () => void) => {
      if (waiting !== this.#waiting || this.#disposed) return;
      this.#waiting = undefined;
      this.#answer.begin();
      write();
      this.#send();
      this.#answered = performance.now();
      // The next request is likely to come soon, as after any other.
      void this.#serveAll();
    };
    waiting.signal.addEventListener("abort", () => settle(() => this.#served.interrupted(this.#answer)));
    promise.then(
      (value) => settle(() => this.#served.settled(this.#answer, { status: "fulfilled", value })),
      (reason: unknown) => settle(() => this.#served.settled(this.#answer, { status: "rejected", reason })),
    );
  }

  #send(): void {
    const answer = this.#answer;
    if (answer.fits) {
      this.#setState(State.answer);
      return;
    }
    this.#pieces = answer.take();
    this.#taken = 0;
    this.#sendPiece();
  }

  #sendPiece(): void {
    const { words, area } = this.#memory;
    const pieces = this.#pieces;
    if (!pieces) {
      // There is nothing to go on with: no worker of ours asks for that.
      this.#served.refuse(new RangeError("The link's answer has no more pieces."), this.#answer.begin());
      this.#setState(State.answer);
      return;
    }
    const piece = pieces.subarray(this.#taken, this.#taken + AREA_SIZE);
    area.set(piece);
    this.#taken += piece.length;
    store(words, Word.length, piece.length);
    store(words, Word.total, pieces.length);
    if (this.#taken < pieces.length) {
      this.#setState(State.answerPiece);
      return;
    }
    this.#pieces = undefined;
    this.#taken = 0;
    this.#setState(State.answer);
  }

  #setState(state: number): void {
    const { words } = this.#memory;
    store(words, Word.state, state);
    if (load(words, Word.sleeps)) notify(words, Word.state, 1);
  }

  /** Executes what is queued. @returns false when time was up before the end */
  #drain(end: number): boolean {
    const { words, ring } = this.#memory;
    let at = load(words, Word.read);
    let done = 0;
    for (let written = load(words, Word.written); at !== written; written = load(words, Word.written)) {
      // Between the two, or from here to the ring's end and on from its beginning: once, for one that goes
      // around for ever comes from no worker of ours.
      const turns = written < at;
      const until = turns ? ring.length : Math.min(written, ring.length);
      const entry = this.#entry.begin();
      const isAtEnd = at + 4 > ring.length;
      entry.at = at;
      const length = isAtEnd ? WRAP : at < 0 ? NaN : entry.int();
      if (length === WRAP && turns) {
        at = 0;
      } else if (length > 0 && at + 4 + length <= until) {
        entry.end = entry.at + length;
        this.#served.do(entry);
        at += 4 + length;
      } else {
        // No worker of ours leaves it like that. What is in it cannot be told apart.
        this.#served.refuse(new RangeError(`The link's queue is damaged at byte ${at}.`));
        at = written;
      }
      store(words, Word.read, at);
      if (load(words, Word.full)) notify(words, Word.read);
      if ((++done & LOOKS_PER_CLOCK) === 0 && performance.now() > end) return false;
    }
    return true;
  }
}

/** Returns true if it is the page's turn. */
function isForPage(state: number): boolean {
  return state === State.request || state === State.requestPiece || state === State.workerTook;
}
