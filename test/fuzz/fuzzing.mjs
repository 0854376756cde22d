// Properties that must hold for whatever `fast-check` thinks of, in Node; `fuzzing.ts` is for browsers.
//
// A run of tests gives each a second or two; `npm run fuzz -- --minutes=60` far more. What once failed is
// kept in `corpus/`, one JavaScript expression each, and tried first from then on.
import { appendFileSync, existsSync, readFileSync, writeSync } from "node:fs";
import { describe, it } from "node:test";
import { runInThisContext } from "node:vm";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import fc from "fast-check";
import { root } from "../../scripts/command.mjs";

/** How long each property is tried. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 1);
/** A failure prints its seed; `FUZZ_SEED` tries that again. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Writes what fails into the corpus. */
const keeps = process.env.FUZZ_KEEP === "1";
/** One case takes longer only when it hangs, which nothing in its own thread would notice. */
const HANG_MS = 30_000;
const BATCH = 100;

/**
 * Declares tests, one for each property.
 *
 * @param {string} subject of the sentences; the name of the corpus' file is `name`
 * @param {Record<string, readonly [...import("fast-check").Arbitrary<any>[], (...values: any[]) => any]>}
 *   properties arbitraries and a check, which throws or rejects, by sentence
 */
export function fuzz(name, subject, properties) {
  describe(`${subject} (seed ${seed})`, () => {
    for (const [sentence, parts] of Object.entries(properties)) {
      const check = parts.at(-1);
      const arbitraries = parts.slice(0, -1);
      it(sentence, (context) => holds(name, sentence, arbitraries, check, context));
    }
  });
}

async function holds(name, sentence, arbitraries, check, context) {
  const property = fc.asyncProperty(...arbitraries, async (...values) => {
    beat();
    await check(...values);
  });
  const examples = readCorpus(name, sentence);
  const end = performance.now() + 1000 * seconds;
  let cases = 0;
  try {
    for (let batch = 0; batch === 0 || performance.now() < end; batch++) {
      const batchSeed = (seed + batch) | 0;
      watch(`${sentence}: seed ${batchSeed}`);
      const result = await fc.check(property, {
        ...{ seed: batchSeed, numRuns: BATCH + examples.length, examples: batch === 0 ? examples : [] },
        ...{ interruptAfterTimeLimit: Math.max(60_000, 1000 * seconds) },
      });
      cases += result.numRuns;
      if (!result.failed || result.counterexample === null) continue;
      const found = fc.stringify(result.counterexample);
      if (keeps) keep(name, sentence, found);
      throw new Error(`seed ${batchSeed}: ${found}`, { cause: result.errorInstance });
    }
  } finally {
    watch("");
  }
  context.diagnostic(`${cases} cases, ${examples.length} of them kept ones`);
}

const corpus = (name) => `${root}test/fuzz/corpus/${name}.jsonl`;

/** Lines of JSON: `[sentence, expression]`. */
function readCorpus(name, sentence) {
  if (!existsSync(corpus(name))) return [];
  const lines = readFileSync(corpus(name), "utf8").split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .filter(([of]) => of === sentence)
    .map(([, expression]) => runInThisContext(`(${expression})`));
}

function keep(name, sentence, expression) {
  const line = `${JSON.stringify([sentence, expression])}\n`;
  if (!existsSync(corpus(name)) || !readFileSync(corpus(name), "utf8").includes(line))
    appendFileSync(corpus(name), line);
}

/** A thread that ends the process when a case does not end. */
let watchdog;
const beats = new Int32Array(isMainThread ? new SharedArrayBuffer(4) : workerData.beats);

function watch(what) {
  if (!watchdog) {
    watchdog = new Worker(new URL(import.meta.url), { workerData: { beats: beats.buffer, watchdog: true } });
    watchdog.unref();
  }
  beat();
  watchdog.postMessage(what);
}

function beat() {
  Atomics.add(beats, 0, 1);
}

if (!isMainThread && workerData?.watchdog) {
  const { parentPort } = await import("node:worker_threads");
  let current = "";
  let last = -1;
  parentPort.on("message", (what) => (current = what));
  setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (current && now === last) {
      writeSync(2, `A case hangs: ${current}, or up to ${BATCH} cases after it.\n`);
      process.kill(process.pid, "SIGKILL");
    }
    last = now;
  }, HANG_MS);
}

/** Copies of bytes with some changed, cut off or put in. */
export function mutations(base) {
  const edit = fc.oneof(
    fc.record({ kind: fc.constant("set"), at: fc.nat(), byte: fc.nat(255) }),
    fc.record({
      kind: fc.constant("flip"),
      at: fc.nat(),
      byte: fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128),
    }),
    fc.record({ kind: fc.constant("cut"), at: fc.nat(), byte: fc.nat(255) }),
    fc.record({ kind: fc.constant("insert"), at: fc.nat(), byte: fc.nat(255) }),
    fc.record({ kind: fc.constant("remove"), at: fc.nat(), byte: fc.nat(255) }),
    fc.record({ kind: fc.constant("word"), at: fc.nat(), byte: fc.integer() }),
  );
  return fc.tuple(base, fc.array(edit, { minLength: 1, maxLength: 6 })).map(([bytes, edits]) => ({
    original: bytes,
    mutated: edits.reduce(edited, bytes),
  }));
}

function edited(bytes, { kind, at, byte }) {
  if (bytes.length === 0) return bytes;
  const place = at % bytes.length;
  const copy = [...bytes];
  if (kind === "set") copy[place] = byte;
  else if (kind === "flip") copy[place] ^= byte;
  else if (kind === "cut") copy.length = place;
  else if (kind === "insert") copy.splice(place, 0, byte);
  else if (kind === "remove") copy.splice(place, 1);
  else
    for (let index = 0; index < 4 && place + index < copy.length; index++)
      copy[place + index] = (byte >> (8 * index)) & 255;
  return Uint8Array.from(copy);
}
