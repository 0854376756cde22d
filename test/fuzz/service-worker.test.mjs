// The service worker that hands a page's answers to its worker: requests and messages in any order.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { root } from "../../scripts/command.mjs";
import { fuzz } from "./fuzzing.mjs";

const script = readFileSync(`${root}build/runtime/link/service-worker/service-worker.js`, "utf8").replaceAll(
  /^export .*$/gm,
  "",
);
const origin = "https://example.com";

/** A service worker's global scope, whose clock is turned by hand. */
function world() {
  const listeners = {};
  const timers = new Map();
  let last = 0;
  class Client {
    constructor(id) {
      this.id = id;
    }
    postMessage() {}
  }
  const page = new Client("page");
  const scope = {
    ...{ URL, Response, Client },
    location: new URL(`${origin}/py-elements-service-worker.js`),
    clients: { claim: () => Promise.resolve(), matchAll: () => Promise.resolve([page]) },
    addEventListener: (type, listener) => (listeners[type] = listener),
    setTimeout: (call) => (timers.set(++last, call), last),
    clearTimeout: (timer) => timers.delete(timer),
  };
  runInNewContext(script, scope);
  return {
    page,
    /** @returns the response's promise; undefined where the network answers */
    fetch(url) {
      let response;
      const event = {
        request: { url, mode: "cors", destination: "", method: "GET" },
        stopImmediatePropagation() {},
        respondWith: (given) => (response = Promise.resolve(given)),
      };
      listeners.fetch(event);
      return response;
    },
    message(data, source = page) {
      listeners.message({
        data,
        source,
        stopImmediatePropagation() {},
        waitUntil: (promise) => promise.catch(() => {}),
      });
    },
    async timeUp() {
      for (const call of [...timers.values()]) call();
      for (let turns = 0; turns < 4; turns++) await Promise.resolve();
    },
  };
}

const tokens = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-22222222222f"];
const token = fc.constantFrom(...tokens);
const number = fc.integer({ min: 1, max: 4 });
const step = fc.oneof(
  fc.record({ do: fc.constant("fetch"), token, number }),
  fc.record({ do: fc.constant("answer"), token, number, isText: fc.boolean() }),
  fc.record({ do: fc.constant("hello"), token }),
  fc.record({
    do: fc.constant("junk"),
    data: fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom("py-elements-sync", "x"), token: fc.anything() }),
    ),
  }),
  fc.record({ do: fc.constant("time") }),
  fc.record({
    do: fc.constant("elsewhere"),
    path: fc.constantFrom(
      "/",
      "/py-elements-sync/",
      "/py-elements-sync/a/1",
      "/py-elements-sync/__proto__/1",
      `/py-elements-sync/${tokens[0]}`,
      `/py-elements-sync/${tokens[0]}/x`,
      `/py-elements-sync/${tokens[0]}/1/2`,
      `/x?/py-elements-sync/${tokens[0]}/1`,
      "/py-elements-sync//1",
    ),
  }),
);

const textOf = (token, number) => Buffer.from(`${token} ${number}`).toString("base64");
async function answerOf(response) {
  const text = response.headers.get("py-elements-answer");
  return text ? Buffer.from(text, "base64").toString() : await response.text();
}

fuzz("service-worker", "the service worker's requests", {
  "are each answered once, with the answer that was given for its token and number, or not yet": [
    fc.array(step, { maxLength: 30 }),
    async (steps) => {
      const { fetch, message, timeUp } = world();
      const open = [];
      for (const one of steps) {
        if (one.do === "fetch") {
          const response = fetch(`${origin}/py-elements-sync/${one.token}/${one.number}`);
          assert(response, "it answers");
          open.push({ ...one, response });
        } else if (one.do === "answer") {
          const bytes = one.isText
            ? textOf(one.token, one.number)
            : new TextEncoder().encode(`${one.token} ${one.number}`);
          message({ type: "py-elements-sync", token: one.token, answer: { number: one.number, bytes } });
        } else if (one.do === "hello")
          message({ type: "py-elements-sync", token: one.token, answer: undefined });
        else if (one.do === "junk") message(one.data);
        else if (one.do === "time") await timeUp();
        else {
          assert.equal(fetch(`${origin}${one.path}`), undefined, one.path);
          assert.equal(fetch(`https://other.example/py-elements-sync/${tokens[0]}/1`), undefined);
        }
      }
      assert.equal((await fetch(`${origin}/py-elements-sync/${tokens[0]}/0`)).status, 200);
      await timeUp();
      await timeUp();
      for (const { token, number, response: promise } of open) {
        const response = await promise;
        assert([200, 408, 410].includes(response.status));
        assert.equal(response.headers.get("py-elements-sync"), String(response.status));
        if (response.status === 200) assert.equal(await answerOf(response), `${token} ${number}`);
      }
    },
  ],
  "get the answer that is given after any others": [
    fc.array(step, { maxLength: 20 }),
    token,
    async (steps, of) => {
      const { fetch, message } = world();
      for (const one of steps) {
        if (one.do === "fetch") void fetch(`${origin}/py-elements-sync/${one.token}/${one.number}`);
        else if (one.do === "answer")
          message({
            type: "py-elements-sync",
            token: one.token,
            answer: { number: one.number, bytes: textOf(one.token, one.number) },
          });
        else if (one.do === "junk") message(one.data);
      }
      const response = fetch(`${origin}/py-elements-sync/${of}/99`);
      message({ type: "py-elements-sync", token: of, answer: { number: 99, bytes: textOf(of, 99) } });
      assert.equal(await answerOf(await response), `${of} 99`);
    },
  ],
});
