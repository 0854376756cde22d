import { cacheName } from "../../../src/runtime/config/cache.js";

/** A part of the test server that no other test touches; see `server.mjs`. */
export class World {
  readonly base: URL;

  constructor() {
    this.base = new URL(`/test-server/@${crypto.randomUUID()}/`, location.href);
  }

  url(path: string): URL {
    return new URL(path, this.base);
  }

  /** How often each path was asked for, since the world began. */
  async requests(): Promise<Readonly<Record<string, number>>> {
    return (await (await fetch(this.url("requests"))).json()) as Record<string, number>;
  }

  /** Makes every request of this world fail, until the next call. */
  async offline(offline = true): Promise<void> {
    await fetch(this.url(offline ? "offline" : "online"));
  }

  /** Takes the world's packages out of the browser's cache, which tests that run beside use too. */
  async forgetPackages(): Promise<void> {
    const cache = await caches.open(cacheName);
    const own = (await cache.keys()).filter(({ url }) => url.startsWith(this.base.href));
    await Promise.all(own.map((request) => cache.delete(request)));
  }
}
