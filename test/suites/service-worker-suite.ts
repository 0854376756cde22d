/** A service worker answers workers: in every browser, on pages with isolation and without. */
import { expect } from "chai";
import {
  type PageAnswers,
  ServiceWorkerAnswers,
} from "../../src/runtime/link/page/transports/service-worker-page.js";
import type { Order } from "../harness/service-worker/waiter.js";

const folder = new URL("/test/harness/service-worker/", location.href);
const worker = new URL("waiter.ts", folder);
const own = new URL("own.js", folder);
/** A folder that only one test has a service worker for. */
const late = new URL("/test/harness/service-worker-late/", location.href);

interface Told {
  readonly ready?: true;
  readonly reached?: true;
  readonly claim?: true;
  readonly asks?: number;
  readonly number?: number;
  readonly bytes?: Uint8Array;
  readonly done?: true;
  readonly text?: string;
  readonly error?: string;
}

/** A worker whose messages can be awaited one by one. */
class Waiter {
  readonly #worker: Worker;
  readonly #told: Told[] = [];
  #hears: (() => void) | undefined;

  constructor(url: string | URL) {
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => {
      this.#told.push(data);
      this.#hears?.();
    };
    this.#worker.onerror = (event) => {
      this.#told.push({ error: event.message || "The worker did not load." });
      this.#hears?.();
    };
    waiters.push(this);
  }

  async next(): Promise<Told> {
    for (;;) {
      const told = this.#told.shift();
      if (told) return told;
      await new Promise<void>((resolve) => (this.#hears = resolve));
    }
  }

  order(order: Order): void {
    this.#worker.postMessage(order);
  }

  /** Makes sure that the service worker answers it. @returns how often it had to take control */
  async reach(answers: PageAnswers): Promise<number> {
    this.order({ reach: answers.url });
    for (let claims = 0; ; claims++) {
      const { claim, error } = await this.next();
      if (error) throw new Error(error);
      if (!claim) return claims;
      await answers.claim();
      this.order({ claimed: true });
    }
  }

  /** Asks for answers and gives them. @returns the message that arrived */
  async exchange(
    answers: PageAnswers,
    give: readonly Uint8Array<ArrayBuffer>[],
    from = 1,
  ): Promise<Uint8Array[]> {
    this.order({ url: answers.url, from, to: from + give.length - 1 });
    const arrived: Uint8Array[] = [];
    for (;;) {
      const told = await this.next();
      if (told.error) throw new Error(told.error);
      if (told.done) return arrived;
      if (told.asks !== undefined) answers.give(told.asks, give[told.asks - from] ?? new Uint8Array());
      if (told.bytes) arrived.push(told.bytes);
    }
  }

  end(): void {
    this.#worker.terminate();
  }
}

const waiters: Waiter[] = [];

async function start(url: string | URL, answers?: PageAnswers): Promise<Waiter> {
  const waiter = new Waiter(url);
  const told = await waiter.next();
  if (!told.ready) throw new Error(told.error);
  if (answers) await waiter.reach(answers);
  return waiter;
}

/** @param where the kind of pages, for the title */
export function describeServiceWorker(where: string): void {
  describe(`a service worker that answers workers, ${where}`, function () {
    this.timeout(60_000);

    afterEach(() => {
      for (const waiter of waiters.splice(0)) waiter.end();
    });

    // Tests of other files may have theirs at the same time.
    after(async () => {
      for (const registration of await navigator.serviceWorker.getRegistrations()) {
        if ([folder.href, late.href].some((start) => registration.scope.startsWith(start)))
          await registration.unregister();
      }
    });

    it("does so from the first visit on, without control of the page", async () => {
      const answers = (await ServiceWorkerAnswers.install({ worker, script: own })).open();
      expect(navigator.serviceWorker.controller === null).to.equal(true);
      const waiter = await start(worker, answers);
      const long = new Uint8Array(1_000_000).map((_, index) => index * 7);
      const give = [new Uint8Array([1, 2, 255]), new Uint8Array(), long, new Uint8Array([0])];
      const arrived = await waiter.exchange(answers, give);
      expect(arrived.map((bytes) => bytes.length)).to.deep.equal([3, 0, 1_000_000, 1]);
      expect(arrived[0]).to.deep.equal(give[0]);
      expect(arrived[2]?.every((byte, index) => byte === long[index])).to.equal(true);
      answers.dispose();
    });

    it("takes an answer that comes before its request, and one that comes long after", async () => {
      const answers = (await ServiceWorkerAnswers.install({ worker, script: own })).open();
      const waiter = await start(worker, answers);
      answers.give(1, new Uint8Array([10]));
      await new Promise((resolve) => setTimeout(resolve, 50));
      waiter.order({ url: answers.url, from: 1, to: 2 });
      expect(await waiter.next()).to.deep.equal({ asks: 1 });
      expect(await waiter.next()).to.deep.equal({ number: 1, bytes: new Uint8Array([10]) });
      expect(await waiter.next()).to.deep.equal({ asks: 2 });
      await new Promise((resolve) => setTimeout(resolve, 500));
      answers.give(2, new Uint8Array([20]));
      expect(await waiter.next()).to.deep.equal({ number: 2, bytes: new Uint8Array([20]) });
      answers.dispose();
    });

    it("keeps workers apart", async () => {
      const installed = await ServiceWorkerAnswers.install({ worker, script: own });
      const pairs = await Promise.all(
        [1, 2, 3].map(async (mark) => {
          const answers = installed.open();
          return { mark, answers, waiter: await start(worker, answers) };
        }),
      );
      expect(new Set(pairs.map(({ answers }) => answers.url)).size).to.equal(3);
      const all = await Promise.all(
        pairs.map(({ mark, answers, waiter }) =>
          waiter.exchange(
            answers,
            Array.from({ length: 30 }, (_, index) => new Uint8Array([mark, index])),
          ),
        ),
      );
      for (const [at, arrived] of all.entries()) {
        expect(arrived.map((bytes) => [...bytes])).to.deep.equal(
          Array.from({ length: 30 }, (_, index) => [at + 1, index]),
        );
      }
    });

    it("takes control of a worker that has none", async () => {
      // So it is also with workers for which Chromium has not found the service worker that was just
      // installed.
      const waiter = await start(new URL("waiter.ts", late));
      const script = new URL("own.js", late);
      const answers = (await ServiceWorkerAnswers.install({ worker: script, script })).open();
      expect(await waiter.reach(answers)).to.be.greaterThan(0);
      expect(
        await waiter.exchange(answers, [new Uint8Array([1]), new Uint8Array(3000).fill(2)]),
      ).to.deep.equal([new Uint8Array([1]), new Uint8Array(3000).fill(2)]);
      expect(await waiter.reach(answers)).to.equal(0);
      answers.dispose();
    });

    it("is told once more by the page when it has forgotten", async () => {
      // One that was installed anew knows nothing: neither whose token it is, nor the answer that was given.
      const installed = await ServiceWorkerAnswers.install({ worker, script: own });
      const answers = installed.open();
      const waiter = await start(worker, answers);
      await waiter.exchange(answers, [new Uint8Array([1])]);
      const other = installed.open();
      const message = { type: "py-elements-sync", token: answers.url.split("/").at(-2) };
      // The answers to its questions, in turn.
      let given = 0;
      const { postMessage } = ServiceWorker.prototype;
      ServiceWorker.prototype.postMessage = function (this: ServiceWorker, ...args: [unknown]) {
        given++;
        postMessage.apply(this, args);
      } as typeof postMessage;
      try {
        navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: message }));
      } finally {
        ServiceWorker.prototype.postMessage = postMessage;
      }
      expect(given).to.equal(1);
      answers.dispose();
      other.dispose();
    });

    it("takes no answer of another page, and answers nothing but requests of workers", async () => {
      const installed = await ServiceWorkerAnswers.install({ worker, script: own });
      const answers = installed.open();
      const waiter = await start(worker, answers);
      waiter.order({ url: answers.url, from: 1, to: 1 });
      expect(await waiter.next()).to.deep.equal({ asks: 1 });
      // Of the service worker's own scope, so that their requests go to it.
      const frame = async (url: string) => {
        const element = document.createElement("iframe");
        element.src = url;
        const loaded = new Promise((resolve) => (element.onload = resolve));
        document.body.append(element);
        await loaded;
        return element;
      };
      const began = performance.now();
      const visitor = await frame(`${answers.url}1`);
      expect(visitor.contentDocument?.body.textContent).to.include("Not Found");
      expect(performance.now() - began).to.be.lessThan(10_000);
      const other = await frame(new URL("/test/harness/service-worker/none.html", location.href).href);
      const token = answers.url.split("/").at(-2);
      const { serviceWorker } = (other.contentWindow as Window).navigator;
      const registration = await serviceWorker.getRegistration(folder);
      const answer = { number: 1, bytes: btoa("forged") };
      registration?.active?.postMessage({ type: "py-elements-sync", token, answer });
      await new Promise((resolve) => setTimeout(resolve, 300));
      answers.give(1, new Uint8Array([7]));
      expect(await waiter.next()).to.deep.equal({ number: 1, bytes: new Uint8Array([7]) });
      visitor.remove();
      other.remove();
      answers.dispose();
    });

    it("says why there can't be one", async () => {
      const failure = (options: Parameters<typeof ServiceWorkerAnswers.install>[0]) =>
        ServiceWorkerAnswers.install(options).then(
          () => "",
          (error: unknown) => String(error),
        );
      expect(await failure({ worker, script: new URL("none.js", folder) })).to.match(
        /none\.js could not be installed/,
      );
      expect(await failure({ worker: new URL("/src/worker.ts", folder), script: own })).to.match(
        /is for .*\/service-worker\/, but has to be for .*\/src\/worker\.ts/,
      );
      expect(await failure({ worker, script: new URL("https://elsewhere.example/sw.js") })).to.match(
        /of another origin than the page.*importScripts/,
      );
      expect(await failure({ worker: new URL("https://elsewhere.example/worker.js"), script: own })).to.match(
        /but has to be for .*which is this page/,
      );
    });

    describe("and one that fails", () => {
      const moody = new URL("moody/", folder);
      const ask = async (mood: string) => {
        const waiter = await start(new URL("waiter.ts", moody));
        waiter.order({ wait: `${moody.href}py-elements-sync/${Math.random()}/1?mood=${mood}` });
        const { text, error } = await waiter.next();
        return text ?? error;
      };

      before(async () => {
        const registration = await navigator.serviceWorker.register(new URL("moody.js", moody));
        const starting = registration.installing ?? registration.waiting;
        if (starting) {
          await new Promise<void>((resolve) => {
            starting.addEventListener("statechange", () => starting.state === "activated" && resolve());
            if (starting.state === "activated") resolve();
          });
        }
      });

      it("is asked again when there was no answer yet, or it was stopped meanwhile", async () => {
        expect(await ask("408")).to.equal("answer");
        expect(await ask("error")).to.equal("answer");
      });

      it("is an error when the page has gone, or the server answers instead", async () => {
        expect(await ask("410")).to.include("The page that this worker belongs to has gone");
        expect(await ask("pass")).to.match(/went to the server, which answered 404.*docs\/workers\.md/);
      });
    });
  });
}
