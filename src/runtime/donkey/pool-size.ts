/** How many workers a donkey has. */
import type { InterpreterType } from "../interpreters/interpreter.js";
import type { DonkeyOptions } from "./donkey-options.js";

/** The memory that a worker takes with some packages imported, in megabytes. */
const MEGABYTES: Readonly<Record<InterpreterType, number>> = { py: 256, mpy: 48 };
/** The share of the machine's memory that all of them may take. */
const SHARE = 0.25;

/** @throws TypeError when the options name no number of workers, or more than one for a shared environment */
export function poolSize(
  { workers = 1, env }: Pick<DonkeyOptions, "workers" | "env">,
  type: InterpreterType,
): number {
  if (workers !== "auto" && !(Number.isSafeInteger(workers) && workers > 0)) {
    throw new TypeError(`donkey: workers is ${String(workers)}; expected a whole number from 1, or "auto".`);
  }
  if (env && workers !== 1) {
    throw new TypeError(
      `donkey: env="${env}" is one worker that others share, and cannot be ${workers} workers. Leave one of the two out.`,
    );
  }
  return workers === "auto" ? automatic(type) : workers;
}

function automatic(type: InterpreterType): number {
  // In gigabytes; some browsers do not tell.
  const { hardwareConcurrency = 2, deviceMemory = 4 } = navigator as Partial<Navigator> & {
    deviceMemory?: number;
  };
  const room = Math.floor((deviceMemory * 1024 * SHARE) / MEGABYTES[type]);
  return Math.max(1, Math.min(hardwareConcurrency, room));
}
