/**
 * A Python worker that waits for code, for JavaScript that wants no tags. This file is small; what runs Python and shows its
 * output is loaded with the first donkey.
 *
 * @example
 * ```js
 * import { donkey } from "./dist/donkey.js";
 * const py = await donkey({ type: "mpy", persistent: true });
 * await py.execute("x = 42");
 * console.log(await py.evaluate("x + 1")); // 43
 * ```
 */
import { pageAPI } from "./elements/load-page.js";
import type { DonkeyMethods } from "./runtime/donkey.js";
import type { DonkeyOptions } from "./runtime/donkey-options.js";

export type { CallOptions, DonkeyMethods } from "./runtime/donkey.js";
export type { DonkeyOptions };
export type { PythonError } from "./runtime/errors.js";

/** A donkey: await it until Python is there, or call its methods at once: they wait. */
export type Donkey = DonkeyMethods & Promise<DonkeyMethods>;

const methods = ["process", "execute", "evaluate", "clear", "reset", "interrupt", "kill"] as const;

/**
 * Asks for a donkey.
 *
 * @returns a promise of its methods, which are also there at once: `const { evaluate } = donkey({ type: "mpy" })`. It
 *   rejects with a ConfigError, a LoadError or a TypeError when it cannot be started, and so do calls then.
 */
export function donkey(options: DonkeyOptions = {}): Donkey {
  const killed = new AbortController();
  const opening: Promise<DonkeyMethods> =
    typeof document === "undefined"
      ? Promise.reject(new Error("donkey() needs a page: it was called where there is none."))
      : open(options, killed.signal);
  opening.catch(() => {}); // Whoever awaits it, or calls a method, hears of it.
  const calls = Object.fromEntries(
    methods.map((name) => [name, (...args: [never]) => opening.then((opened) => opened[name](...args))]),
  );
  calls["kill"] = () => {
    killed.abort(new DOMException("The donkey was killed.", "AbortError"));
    return opening.then(
      (opened) => opened.kill(),
      () => {}, // It never started, and is gone all the same.
    );
  };
  const promise = opening.then((opened) => face(opened));
  promise.catch(() => {});
  return Object.assign(promise, calls) as unknown as Donkey;
}

export default donkey;

/** The methods, and nothing more. */
function face(opened: DonkeyMethods): DonkeyMethods {
  return Object.fromEntries(methods.map((name) => [name, opened[name]])) as unknown as DonkeyMethods;
}

async function open(options: DonkeyOptions, signal: AbortSignal): Promise<DonkeyMethods> {
  return (await pageAPI("openDonkey"))(options, signal);
}
