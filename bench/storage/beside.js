// Plain IndexedDB, for Python to measure beside its stores.
"use strict";

(() => {
  const { plain, timed } = globalThis;
  const entries = (count, round) =>
    Array.from({ length: count }, (_, index) => [`key ${index}`, globalThis.valueOf(index + round)]);

  globalThis.fillBoth = async (count) => {
    const { storage, sync } = await import("/dist/storage.js");
    const store = await storage("many");
    Object.assign(store, Object.fromEntries(entries(count, 0)));
    await sync(store);
    const database = await plain.open("many");
    await plain.write(database, entries(count, 0));
    database.close();
  };

  globalThis.writePlain = async (count, round) => {
    const written = entries(count, round);
    const database = await plain.open(`writes ${round}`);
    const time = await timed(() => plain.write(database, written));
    database.close();
    return time;
  };

  globalThis.openPlain = () =>
    timed(async () => {
      const database = await plain.open("many");
      await plain.read(database);
      database.close();
    });

  globalThis.finish = (results) => {
    const parsed = Object.entries(JSON.parse(results));
    globalThis.finished = Object.fromEntries(parsed.map(([name, values]) => [name, values.slice(1)]));
  };
})();
