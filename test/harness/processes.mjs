// Processes of this machine, as Linux tells of them in `/proc`.
import { readdirSync, readFileSync } from "node:fs";

/** Processes that this one has started, and theirs. */
export function descendants() {
  const all = processes();
  const found = [];
  for (let parents = [process.pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
}

/** Those of the machine that have not ended. */
export function processes() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        const [, name, state, parent] = /\((.*)\) (\S) (\d+)/s.exec(stat) ?? [];
        return state === "Z" ? [] : [{ pid: Number(pid), name, parent: Number(parent) }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}
