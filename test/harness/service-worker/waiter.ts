/** A worker that waits for answers, and tells what they were. */
import {
  ServiceWorkerWait,
  waitForAnswer,
} from "../../../src/runtime/link/transports/service-worker-wait.js";

export type Order =
  { readonly url: string; readonly from: number; readonly to: number } | { readonly wait: string };

addEventListener("message", ({ data }: MessageEvent<Order>) => {
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
