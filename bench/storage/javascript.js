// Both in turns, on one page: stores in JavaScript, and plain IndexedDB.
import storage, { close, sync } from "/dist/storage.js";

const { plain, timed, entriesOf, rounds } = globalThis;
const results = { write: [], open: [], read: [], stop: [] };
const MANY = 100_000;
const WRITES = 10_000;

/** The longest time in which no other task could run while `action` did. */
async function longestStop(action) {
  let last = performance.now();
  let longest = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  await action();
  port1.close();
  return longest;
}

await close(await globalThis.fill(storage, MANY));

for (let round = 0; round <= rounds; round++) {
  const written = entriesOf(WRITES, round);
  const store = await storage(`js writes ${round}`);
  const writeOurs = () =>
    timed(async () => {
      for (const [key, value] of written) store[key] = value;
      await sync(store);
    });
  const database = await plain.open(`js writes ${round}`);
  const writePlain = () => timed(() => plain.write(database, written));
  const ours = round % 2 ? await writeOurs() : undefined;
  const theirs = await writePlain();
  results.write.push([ours ?? (await writeOurs()), theirs]);
  await close(store);
  database.close();

  let opened;
  const openOurs = await timed(async () => (opened = await storage("many")));
  if (Object.keys(opened).length !== MANY) throw new Error("not all keys are there");
  let map;
  const openPlain = await timed(async () => {
    const again = await plain.open("many");
    map = await plain.read(again);
    again.close();
  });
  results.open.push([openOurs, openPlain]);

  const keys = [...map.keys()];
  // The least of three: other work of the page comes in between.
  const read = async (get) => {
    const times = [];
    for (let count = 0; count < 3; count++) times.push(await timed(() => keys.filter(get)));
    return Math.min(...times);
  };
  results.read.push([await read((key) => opened[key]), await read((key) => map.get(key))]);
  await close(opened);

  const stopOurs = await longestStop(async () => (opened = await storage("many")));
  await close(opened);
  const stopPlain = await longestStop(async () => {
    const again = await plain.open("many");
    map = await plain.read(again);
    again.close();
  });
  results.stop.push([stopOurs, stopPlain]);
}
globalThis.finished = Object.fromEntries(
  Object.entries(results).map(([name, values]) => [name, values.slice(1)]),
);
