/** The object that `donkey()` returns before Python is there: its methods wait for Python. */
import type { DonkeyMethods } from "../../runtime/donkey/donkey.js";
import type { DonkeyOptions } from "../../runtime/donkey/donkey-options.js";

/** A donkey: await it until Python is there, or call its methods at once: they wait. */
export type Donkey = DonkeyMethods & Promise<DonkeyMethods>;

const methods = [
  ...(["process", "execute", "evaluate", "clear", "reset", "interrupt", "kill"] as const),
  ...(["map", "starmap", "broadcast"] as const),
] as const;

/** Makes a donkey on the page. */
export type OpenDonkey = (options: DonkeyOptions, signal: AbortSignal) => Promise<DonkeyMethods>;

/** See `donkey` in `src/donkey.ts`. */
export function lazyDonkey(options: DonkeyOptions, open: OpenDonkey): Donkey {
  const killed = new AbortController();
  const opening: Promise<DonkeyMethods> =
    typeof document === "undefined"
      ? Promise.reject(new Error("donkey() needs a page: there is none."))
      : open(options, killed.signal);
  opening.catch(() => {}); // Each caller that awaits it or calls a method gets the error.
  const calls: Record<string, unknown> = Object.fromEntries(
    methods.map((name) => [
      name,
      (...args: [never, never]) => opening.then((opened) => opened[name](...args)),
    ]),
  );
  calls["kill"] = () => {
    killed.abort(new DOMException("The donkey was killed.", "AbortError"));
    return opening.then(
      (opened) => opened.kill(),
      () => {}, // It never started, and is gone all the same.
    );
  };
  calls["imap"] = async function* (...args: [never, never]) {
    yield* (await opening).imap(...args);
  };
  return Object.assign(opening, calls) as unknown as Donkey;
}
