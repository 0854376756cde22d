/**
 * Interpreters' own loaders request their files themselves, and have no option for files that are here
 * already. While one of them loads, `fetch` and `WebAssembly.instantiateStreaming` are replaced by functions
 * that answer for exactly those files; calls for anything else pass through.
 */

/** The objects that a loader is given instead of those it asks for. */
export interface Substitutes {
  /** Its WebAssembly, by absolute URL. */
  readonly wasm: { readonly href: string; readonly module: Promise<WebAssembly.Module> };
  /** Other files, by absolute URL. */
  readonly files?: ReadonlyMap<string, ArrayBuffer>;
  /** Changes the imports of the WebAssembly before it is instantiated. */
  prepare?(imports: WebAssembly.Imports): void;
  /** Undoes what {@link prepare} did and is not needed, when the imports did not fit. @returns whether to try
   * again */
  undo?(imports: WebAssembly.Imports): boolean;
  /** Sees the instance before the loader does. @returns the one that the loader is to have instead, if any */
  instantiated?(instance: WebAssembly.Instance, module: WebAssembly.Module): WebAssembly.Instance | void;
}

/** The options of this library's own requests for files of interpreters: no substitute answers them, though a
 * loader may be at work for the same file. */
export const OWN_REQUEST: RequestInit = Object.freeze({ credentials: "same-origin" });

/** Substitutes of a loader that is at work. */
interface Active extends Substitutes {
  /** Ends the loading with the reason. Loaders do not receive it: they would look for another way, which
   * there is not, and fail over that. */
  readonly fail: (error: unknown) => void;
}

/** Loaders that are at work, each with the response that stands for its WebAssembly. */
const active = new Map<Response, Active>();
let restore = () => {};

/**
 * Runs a loader with substitutes for its files.
 *
 * @throws the reason that `wasm.module` rejects with, or for which it cannot be instantiated
 */
export async function withSubstitutes<T>(substitutes: Substitutes, load: () => Promise<T>): Promise<T> {
  const placeholder = new Response(null);
  const { promise, reject: fail } = Promise.withResolvers<never>();
  substitutes.wasm.module.catch(fail);
  if (active.size === 0) restore = replace();
  active.set(placeholder, { ...substitutes, fail });
  try {
    return await Promise.race([load(), promise]);
  } finally {
    active.delete(placeholder);
    if (active.size === 0) restore();
  }
}

/** @returns a function that undoes it; a function that somebody else put there meanwhile stays */
function replace(): () => void {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;

  const ourFetch: typeof fetch = async (input, init) => {
    if (init === OWN_REQUEST) return fetch.call(globalThis, input, init);
    const { url: href } = input instanceof Request ? input : new Request(input);
    for (const [placeholder, { wasm, files }] of active) {
      if (href === wasm.href) return Promise.resolve(placeholder);
      const bytes = files?.get(href);
      if (bytes) return Promise.resolve(new Response(bytes));
    }
    return fetch.call(globalThis, input, init);
  };

  const ourInstantiate: typeof instantiateStreaming = async (source, imports = {}) => {
    const substitutes = active.get(await source);
    if (!substitutes) return instantiateStreaming.call(WebAssembly, source, imports);
    try {
      const module = await substitutes.wasm.module;
      substitutes.prepare?.(imports);
      const instance = await WebAssembly.instantiate(module, imports).catch((error: unknown) => {
        if (error instanceof WebAssembly.LinkError && substitutes.undo?.(imports)) {
          return WebAssembly.instantiate(module, imports);
        }
        throw error;
      });
      return { instance: substitutes.instantiated?.(instance, module) ?? instance, module };
    } catch (error) {
      substitutes.fail(error);
      return new Promise<never>(() => {});
    }
  };

  globalThis.fetch = ourFetch;
  WebAssembly.instantiateStreaming = ourInstantiate;
  return () => {
    if (globalThis.fetch === ourFetch) globalThis.fetch = fetch;
    if (WebAssembly.instantiateStreaming === ourInstantiate) {
      WebAssembly.instantiateStreaming = instantiateStreaming;
    }
  };
}
