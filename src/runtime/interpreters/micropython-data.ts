/** The ways to MicroPython's data by its memory: few pages need them, and they are loaded together. */
import { jsonWriter, type JsonWriter } from "./micropython-json.js";
import { learn } from "./micropython-memory.js";
import type { MicroPythonExports } from "./micropython-module.js";
import { rowFiller, type RowFiller } from "./micropython-tables.js";

/** Takes both ways, once they are there. */
export type DataAccess = (write: JsonWriter, fill: RowFiller) => void;

/**
 * Opens both, where the samples that Python has made are read as what they are: with an interpreter of
 * another build, Python goes on by itself.
 *
 * @param samples see {@link learn}
 * @param many so many numbers are a buffer
 */
export function openData(
  exports: MicroPythonExports,
  samples: number,
  many: number,
  ready: DataAccess,
): void {
  const learned = learn(exports, samples);
  const write = learned && jsonWriter(learned, samples, many);
  if (write) ready(write, rowFiller(learned));
}
