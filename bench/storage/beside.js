// Plain IndexedDB, for Python to measure beside its stores.
"use strict";

(() => {
  const { plain, timed, entriesOf, kind } = globalThis;

  globalThis.fillBoth = async (count) => {
    const { storage } = await import("/dist/storage.js");
    await globalThis.fill(storage, count);
  };

  // The first round is not counted.
  globalThis.writePlain = async (count, round) => {
    if (round === 0) return 0;
    const written = entriesOf(count, round);
    const database = await plain.open(`${kind} writes ${round}`);
    const time = await timed(() => plain.write(database, written));
    database.close();
    return time;
  };

  globalThis.openPlain = async (round) => {
    if (round === 0) return 0;
    return timed(async () => {
      const database = await plain.open("many");
      await plain.read(database);
      database.close();
    });
  };

  globalThis.finish = (results) => {
    const parsed = Object.entries(JSON.parse(results));
    globalThis.finished = Object.fromEntries(parsed.map(([name, values]) => [name, values.slice(1)]));
  };
})();
