/** Values made at random go to Python and back by every way there is, by the table of
 * `docs/reference/values.md`. */
import { expect } from "chai";
import fc from "fast-check";
import { holds, seconds, seed } from "../../fuzz/fuzzing.js";
import { workerStarter } from "../../../src/elements/workers-api.js";
import { openPage, until } from "../../harness/page.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";

type Send = (value: unknown) => unknown;
interface Library {
  default(url: string, options: object): Promise<{ same: Send }>;
}

/** Python's integers have no negative zero. */
const number = fc.double().map((value) => (value === 0 ? 0 : value));
const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
const leaf = fc.oneof(
  ...[fc.constant(null), fc.boolean(), text, fc.integer(), fc.maxSafeInteger(), number, fc.bigInt()],
  ...[fc.uint8Array(), fc.int8Array(), fc.int16Array(), fc.uint16Array(), fc.int32Array(), fc.uint32Array()],
  ...[fc.float32Array(), fc.float64Array(), fc.bigInt64Array(), fc.bigUint64Array(), fc.uint8ClampedArray()],
  fc.uint8Array().map(({ buffer }) => buffer),
  fc.array(number, { minLength: 30, maxLength: 40 }),
  fc.array(fc.record({ id: fc.nat(), name: text, score: number }), { minLength: 4, maxLength: 9 }),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }).map((object) => new Map(Object.entries(object))),
    fc.uniqueArray(fc.integer(), { maxLength: 6 }).map((items) => new Set(items)),
  ),
}));

/** Returns the value that comes back. */
function returned(given: unknown): unknown {
  if (typeof given === "bigint") return Number.isSafeInteger(Number(given)) ? Number(given) : given;
  if (typeof given !== "object" || given === null) return given;
  if (Array.isArray(given)) return given.map(returned);
  if (given instanceof Set) return [...(given as Set<unknown>)].sort(inOrder);
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (given instanceof Uint8ClampedArray) return new Uint8Array(given);
  if (ArrayBuffer.isView(given)) return given;
  const entries = given instanceof Map ? [...(given as Map<string, unknown>)] : Object.entries(given);
  return Object.fromEntries(entries.map(([key, item]) => [key, returned(item)]));
}

const inOrder = (a: unknown, b: unknown) => Number(a) - Number(b);

/** A set comes back in no particular order: lists that were one are put in order, by what was given. */
function ordered(given: unknown, got: unknown): unknown {
  if (given instanceof Set && Array.isArray(got)) return [...(got as unknown[])].sort(inOrder);
  if (Array.isArray(given) && Array.isArray(got))
    return got.map((item, index) => ordered(given[index], item));
  const isData = typeof given === "object" && given !== null && !ArrayBuffer.isView(given);
  if (
    !isData ||
    given instanceof ArrayBuffer ||
    typeof got !== "object" ||
    got === null ||
    Array.isArray(got)
  )
    return got;
  const at = (key: string) =>
    (given instanceof Map ? given.get(key) : (given as Record<string, unknown>)[key]) as unknown;
  return Object.fromEntries(Object.entries(got).map(([key, item]) => [key, ordered(at(key), item)]));
}

/** @throws Error that names the smallest value found that comes back otherwise */
const comesBack = (send: Send) =>
  holds([value], async (given) => {
    // As the result of a call, `None` is undefined.
    expect(ordered(given, await send(given))).to.deep.equal(returned(given) ?? undefined);
  });

for (const type of ["mpy", "py"] as const) {
  describe(`values made at random come back as the table says (${type}, seed ${seed})`, function () {
    this.timeout(90_000 + 1000 * seconds);
    workerPage();

    const started = async () => {
      const worker = workerStarter(type)(
        sourceURL(`from pyscript import sync
def echo(value): return value
def by_page(value): return sync.echo(value)
__export__ = ["echo", "by_page"]`),
      );
      worker.sync.echo = (given: unknown) => given;
      return worker.ready as unknown as Promise<Record<"echo" | "by_page", Send>>;
    };

    it("arrive as they were from a function that a worker exports", async () => {
      await comesBack((await started()).echo);
    });

    it("arrive as they were from a function of the page that the worker waits for", async () => {
      await comesBack((await started()).by_page);
    });

    for (const worker of [false, true])
      it(`arrive as they were from a bridge, worker: ${worker}`, async () => {
        const page = await openPage(
          `<script type="module">window.library = await import("${location.origin}/dist/bridge.js")</script>`,
          { core: false },
        );
        const library = await until(() => (page.window as unknown as { library?: Library }).library);
        const url = new URL("/test/pages/fixtures/bridge/kinds.js", location.href).href;
        const { same } = await library.default(url, { type, worker });
        // Bridges take large arrays away from who calls; these are small.
        await comesBack(same);
      });
  });
}
