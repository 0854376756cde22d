/**
 * A Python worker that waits for code, for JavaScript that wants no tags. This file is small; what runs
 * Python and shows its output is loaded with the first donkey.
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
import { lazyDonkey, type Donkey } from "./elements/py-donkey/lazy-donkey.js";
import type { DonkeyOptions } from "./runtime/donkey/donkey-options.js";

export type {
  CallOptions,
  DonkeyMethods,
  ItemError,
  MapOptions,
  MapProgress,
} from "./runtime/donkey/donkey.js";
export type { Donkey, DonkeyOptions };
export type { PythonError } from "./runtime/errors.js";

/**
 * Asks for a donkey.
 *
 * @returns a promise of its methods, which are also there at once: `const { evaluate } = donkey({ type:
 *   "mpy" })`. It rejects with a ConfigError, a LoadError or a TypeError when it cannot be started, and so
 *   do calls then.
 */
export function donkey(options: DonkeyOptions = {}): Donkey {
  return lazyDonkey(options, async (...args) => (await pageAPI("openDonkey"))(...args));
}

export default donkey;
