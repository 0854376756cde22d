/** Opens a donkey's kernels; loaded by pages that have one. */
import { unlessAborted } from "../../errors.js";
import type { DonkeyOptions } from "../donkey-options.js";
import { KernelWorker, type KernelParts } from "./kernel-worker.js";
import { KernelServer } from "./server.js";

/**
 * @param count of kernels
 * @throws TypeError, LoadError, KernelError when the options cannot be used, or no kernel can be had
 */
export async function openKernels(
  { url, token, kernel, client = "" }: DonkeyOptions,
  parts: KernelParts,
  count: number,
) {
  if (!url) {
    throw new TypeError(
      'donkey: type "jupyter" needs a url, the address of a Jupyter server: http://localhost:8888/.',
    );
  }
  const given = typeof token === "function" ? Promise.resolve(token()) : Promise.resolve(token);
  const server = new KernelServer(url, await unlessAborted(given, parts.signal));
  const make = () => new KernelWorker(server, { kernel, client }, parts);
  const workers = [make(), ...Array.from({ length: count - 1 }, make)] as const;
  return {
    workers,
    boot: () => Promise.all(workers.map((worker) => worker.open())),
    kill: () => Promise.all(workers.map((worker) => worker.killed())),
  };
}
