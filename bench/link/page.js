// The page's half of the benchmark: references, measured when the worker has finished.
/** One word of shared memory there and back, for each a message: what a link without lingering costs at
 * least. */
async function pingPong() {
  const memory = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker("/bench/ping.js");
  const answered = new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data) return resolve(data);
      Atomics.store(memory, 0, 1);
      Atomics.notify(memory, 0);
    };
  });
  worker.postMessage(memory);
  const rate = await answered;
  worker.terminate();
  return rate;
}

/** Answers what `bare.js` asks. */
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      if (data === "bare") this.postMessage("bare");
    });
  }
};

/** Milliseconds for making, filling and appending so many elements. */
function plain(count) {
  const box = document.getElementById("box");
  const started = performance.now();
  for (let index = 0; index < count; index++) {
    const element = document.createElement("p");
    element.textContent = "x";
    box.append(element);
  }
  const took = performance.now() - started;
  box.replaceChildren();
  return took;
}

function middle(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Frames, and the longest gap between two, while the worker asks all the time. */
globalThis.watchFrames = () => {
  globalThis.watched = { count: 0, longest: 0, began: 0, last: 0 };
  requestAnimationFrame(frame);
};
globalThis.watched = { count: 0, longest: 0, began: 0, last: 0 };
const frame = (time) => {
  const { watched } = globalThis;
  if (watched.last) watched.longest = Math.max(watched.longest, time - watched.last);
  watched.began ||= time;
  watched.last = time;
  watched.count++;
  requestAnimationFrame(frame);
};

/** Milliseconds from a click to what Python, which reads five things of the page, has written: the middle one
 * of many. */
async function clicks() {
  const thing = document.getElementById("thing");
  const times = [];
  for (globalThis.clicks = 0; globalThis.clicks < 200; globalThis.clicks++) {
    const started = performance.now();
    thing.click();
    const last = ` ${globalThis.clicks}`;
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!thing.textContent.endsWith(last)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(thing, { childList: true });
    });
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return middle(times);
}

globalThis.finish = async (json) => {
  const results = JSON.parse(json);
  const { count, longest, began, last } = globalThis.watched;
  results.frames = { rate: (count / (last - began)) * 1000, longest };
  // The script has ended before long, and the worker is free.
  await new Promise((resolve) => setTimeout(resolve, 500));
  results.click = await clicks();
  plain(1000);
  results.plain = middle(Array.from({ length: 9 }, () => plain(results.many)));
  if (globalThis.crossOriginIsolated) {
    results.pingPong = middle([await pingPong(), await pingPong(), await pingPong()]);
  }
  globalThis.finished = results;
};
