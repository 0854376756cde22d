// Edited files, as their authors leave them: an editor may truncate a file before it writes, write it twice,
// move it away and another one into its place, and Vite's watcher passes over what follows a change within
// 50 ms.
import { stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** How long a file stays as it is before it counts as saved, in milliseconds. */
const QUIET_MS = 15;
/** How long the watcher may say nothing of another change. */
const UNHEARD_MS = 60;

export class Edits {
  /** The states of files that were told of. */
  #told = new Map();
  /** The files that are looked at now. */
  #followed = new Map();

  /**
   * Calls `tell` once a file has been saved, and again for what is written meanwhile; not for a file that is
   * gone.
   *
   * @param {string} file
   * @param {() => void} tell the latest one is called
   */
  async follow(file, tell) {
    const present = this.#followed.get(file);
    if (present) return void Object.assign(present, { tell, again: true });
    const look = { tell, again: false };
    this.#followed.set(file, look);
    let pause = QUIET_MS;
    do {
      look.again = false;
      const state = await settled(file, pause);
      if (state === this.#told.get(file)) continue;
      this.#told.set(file, state);
      if (state) look.tell();
      look.again = true;
      pause = UNHEARD_MS;
    } while (look.again);
    this.#followed.delete(file);
  }
}

/** Waits until a file stays as it is. @returns its state, undefined where it is not there */
async function settled(file, pause) {
  let before;
  let now = await stateOf(file);
  do {
    await wait(pause, undefined, { ref: false });
    pause = QUIET_MS;
    before = now;
    now = await stateOf(file);
  } while (now !== before);
  return now;
}

async function stateOf(file) {
  try {
    const { mtimeNs, size, ino } = await stat(file, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}
