/** Properties that must hold for whatever `fast-check` thinks of, in a browser; `fuzzing.mjs` is for Node. */
import fc from "fast-check";

/** The test server writes it: `FUZZ_SECONDS` and `FUZZ_SEED` of its environment. */
declare const __FUZZ__: { readonly seconds: number; readonly seed: number | null };

/** A failure prints its seed; `FUZZ_SEED` tries that again. */
export const seed = __FUZZ__.seed ?? Date.now() % 2 ** 31;
export const seconds = __FUZZ__.seconds;

/** Cases between two looks at the clock. */
const BATCH = 20;
/** A smaller case is looked for within so long. */
const SHRINK_MS = 30_000;

/**
 * Tries a property for as long as a run takes.
 *
 * @param kept cases that failed once
 * @param share of the time that a property has
 * @throws Error that has the smallest case found for which the check throws, and the seed
 */
export async function holds<Values extends [unknown, ...unknown[]]>(
  arbitraries: { readonly [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  check: (...values: Values) => unknown,
  kept: readonly Values[] = [],
  share = 1,
): Promise<void> {
  const end = performance.now() + 1000 * seconds * share;
  for (let batch = 0; batch === 0 || performance.now() < end; batch++) {
    const property = fc.asyncProperty(...arbitraries, async (...values: Values) => {
      await check(...values);
    });
    const batchSeed = (seed + batch) | 0;
    const found = await fc.check(property, {
      ...{ seed: batchSeed, numRuns: BATCH + kept.length, interruptAfterTimeLimit: SHRINK_MS },
      examples: batch === 0 ? [...kept] : [],
    });
    if (found.failed && found.counterexample !== null)
      throw new Error(
        `seed ${batchSeed}: ${fc.stringify(found.counterexample)}: ${String(found.errorInstance)}`,
      );
  }
}
