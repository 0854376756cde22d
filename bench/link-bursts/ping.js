// The worker's half of bare bursts.
let memory;
onmessage = ({ data }) => {
  if (data !== "burst") {
    memory = data;
    return;
  }
  const started = performance.now();
  for (let index = 0; index < 100; index++) {
    Atomics.store(memory, 0, 0);
    postMessage(0);
    Atomics.wait(memory, 0, 0);
  }
  postMessage((100 / (performance.now() - started)) * 1000);
};
