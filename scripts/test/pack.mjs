// Packs the package as it is published.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure, root } from "../command.mjs";
import { npm } from "../ensure.mjs";

/**
 * Packs it into a folder.
 *
 * @param {string} folder
 * @returns {string} the file
 */
export function pack(folder) {
  const { status, stdout, stderr } = npm(root, ["pack", "--json", "--pack-destination", folder], "pipe");
  if (status !== 0) throw new Failure(`npm pack failed.\n${stderr}`);
  // The build prints before it.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.search(/^\[/m)));
  return path.join(folder, filename);
}

/**
 * Packs it for some work; the file goes when that has ended.
 *
 * @template T
 * @param {(file: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPackage(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "py-elements-package-"));
  try {
    return await work(pack(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
