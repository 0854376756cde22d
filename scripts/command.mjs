// Shared by the commands. Like `ensure.mjs`, it must work before anything is installed.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's folder; ends in a slash. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** A failure that its message explains: the command ends with it, without a stack. */
export class Failure extends Error {}

/** Runs a command's work in the repository's folder; a rejection ends the command with exit code 1. */
export async function command(work) {
  process.chdir(root);
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}

/** Returns true if that module is the script that Node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === realpathSync(process.argv[1]);
}
