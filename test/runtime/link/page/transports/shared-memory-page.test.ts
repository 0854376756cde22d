/** The queue in shared memory, which goes on at its beginning when its end is reached. */
import { expect } from "chai";
import { SharedMemoryPage } from "../../../../../src/runtime/link/page/transports/shared-memory-page.js";
import { RING_SIZE, SIZE } from "../../../../../src/runtime/link/shared/transports/layout.js";
import { SharedMemoryWorker } from "../../../../../src/runtime/link/worker/transports/shared-memory-worker.js";

describe("the queue in shared memory", () => {
  const served: number[] = [];
  const refused: unknown[] = [];
  let page: SharedMemoryPage;
  let worker: SharedMemoryWorker;

  beforeEach(() => {
    served.length = refused.length = 0;
    const memory = new SharedArrayBuffer(SIZE);
    worker = new SharedMemoryWorker(memory, true, () => {});
    page = new SharedMemoryPage(memory, {
      ask: () => undefined,
      do: (entry) => void served.push(entry.int()),
      refuse: (error) => void refused.push(error),
      settled: () => {},
      interrupted: () => {},
    });
  });

  afterEach(() => page.dispose());

  function queue(number: number, padding: number): void {
    const entry = worker.entry();
    entry.int(number);
    for (let count = 0; count < padding; count++) entry.byte(1);
    expect(worker.queue()).to.equal(true);
  }

  for (const padding of [0, 1, 2, 3, 17, 120, 1000])
    it(`is read in order, many times around, where each entry has ${8 + padding} bytes`, () => {
      const laps = Math.ceil((3 * RING_SIZE) / (8 + padding));
      for (let number = 0; number < laps; number++) {
        queue(number, padding);
        page.drain();
      }
      expect(refused).to.deep.equal([]);
      expect(served).to.deep.equal(Array.from({ length: laps }, (_, number) => number));
    });

  it("is read in order, many times around, where entries differ and come in bursts", () => {
    let number = 0;
    for (let burst = 0; burst < 20_000; burst++) {
      for (let count = 0; count <= burst % 7; count++) queue(number++, (burst * 31 + count * 17) % 97);
      page.drain();
    }
    expect(refused).to.deep.equal([]);
    expect(served).to.deep.equal(Array.from({ length: number }, (_, each) => each));
  });
});
