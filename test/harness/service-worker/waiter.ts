/** A worker that waits for answers, and tells what they were. */
import {
  reachServiceWorker,
  ServiceWorkerWait,
  waitForAnswer,
} from "../../../src/runtime/link/worker/transports/service-worker-wait.js";

export type Order =
  | { readonly url: string; readonly from: number; readonly to: number }
  | { readonly wait: string }
  | { readonly reach: string }
  | { readonly claimed: true };

let claimed = () => {};

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if ("claimed" in data) return claimed();
  if ("reach" in data) {
    const claim = () => {
      postMessage({ claim: true });
      return new Promise<void>((resolve) => (claimed = resolve));
    };
    void reachServiceWorker(data.reach, claim).then(() => postMessage({ reached: true }));
    return;
  }
  try {
    if ("wait" in data) {
      postMessage({ text: new TextDecoder().decode(waitForAnswer(data.wait)) });
      return;
    }
    const answers = new ServiceWorkerWait(data.url);
    for (let number = data.from; number <= data.to; number++) {
      postMessage({ asks: number });
      postMessage({ number, bytes: answers.wait(number).bytes });
    }
    postMessage({ done: true });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
postMessage({ ready: true });
