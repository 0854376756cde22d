// Ends what this process has started outside itself, and must not outlive it.

const ends = new Set();

/**
 * Calls `end` when this process ends, be it by a signal.
 *
 * @param {() => void} end must not wait for anything
 * @returns {() => void} call it when that has ended already
 */
export function endWithProcess(end) {
  if (ends.size === 0) listen("once");
  ends.add(end);
  return () => {
    ends.delete(end);
    if (ends.size === 0) listen("off");
  };
}

function listen(how) {
  process[how]("exit", endAll);
  for (const signal of ["SIGINT", "SIGTERM"]) process[how](signal, exit);
}

function exit() {
  process.exit(1);
}

function endAll() {
  for (const end of ends) end();
}
