// Stands between a page and its server: it passes everything on, or does as networks do that fail.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @param {number} target the port of the server */
export async function startProxy(target) {
  /** @type {"passes" | "refuses" | "swallows"} */
  let mode = "passes";
  const pairs = new Set();

  const server = createServer((near) => {
    if (mode === "refuses") return near.destroy();
    const far = connect(target, "localhost");
    const pair = [near, far];
    pair.isDead = mode === "swallows";
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()]) {
      from.on("data", (data) => pair.isDead || to.write(data));
      from.on("error", () => {});
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, "localhost");
  await once(server, "listening");

  return {
    url: `http://localhost:${server.address().port}/`,
    pass() {
      mode = "passes";
    },
    /** Ends all connections, and takes no new ones. */
    refuse() {
      mode = "refuses";
      for (const pair of pairs) pair.forEach((socket) => socket.destroy());
    },
    /** Keeps connections, and loses from now on what is sent over them. */
    swallow() {
      mode = "swallows";
      for (const pair of pairs) pair.isDead = true;
    },
    async close() {
      this.refuse();
      server.close();
      await once(server, "close");
    },
  };
}
