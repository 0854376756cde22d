// The worker's half of the ping-pong.
onmessage = ({ data: memory }) => {
  const round = () => {
    Atomics.store(memory, 0, 0);
    postMessage(0);
    Atomics.wait(memory, 0, 0);
  };
  for (let index = 0; index < 1000; index++) round();
  const started = performance.now();
  const count = 10_000;
  for (let index = 0; index < count; index++) round();
  postMessage(Math.round((count / (performance.now() - started)) * 1000));
};
