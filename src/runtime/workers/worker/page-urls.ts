/** Relative URLs in a worker mean what they mean on the page: the functions that take URLs are wrapped,
 * once. */

/** Constructors whose first argument may be a URL. */
const constructors = ["Request", "WebSocket", "EventSource", "Worker"] as const;

/** @param base the base of relative URLs from now on */
export function resolveAgainst(base: string): void {
  const resolve = (url: unknown): unknown =>
    typeof url === "string" && URL.canParse(url, base) ? new URL(url, base).href : url;

  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => fetch.call(globalThis, resolve(input) as RequestInfo, init);

  const scope = globalThis as unknown as Record<string, (new (...args: unknown[]) => object) | undefined>;
  for (const name of constructors) {
    const constructor = scope[name];
    if (!constructor) continue;
    scope[name] = new Proxy(constructor, {
      construct: (target, [url, ...rest]: unknown[], newTarget) =>
        Reflect.construct(target, [socketURL(name, resolve(url)), ...rest], newTarget) as object,
    });
  }

  const { prototype } = XMLHttpRequest;
  const open = prototype.open as (this: XMLHttpRequest, ...args: unknown[]) => void;
  prototype.open = function (this: XMLHttpRequest, method: string, url: string | URL, ...rest: unknown[]) {
    open.call(this, method, resolve(url), ...rest);
  } as XMLHttpRequest["open"];
}

/** Relative URLs of sockets resolve to the page's `http:`, which older browsers refuse. */
function socketURL(name: string, url: unknown): unknown {
  return name === "WebSocket" && typeof url === "string" ? url.replace(/^http/, "ws") : url;
}
