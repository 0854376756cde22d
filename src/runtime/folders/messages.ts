/** Errors of Emscripten's file system that have a number and no message. */
const messages: Readonly<Record<number, string>> = {
  2: "Permission denied",
  10: "Resource busy",
  20: "File exists",
  31: "Is a directory",
  44: "No such file or directory",
  54: "Not a directory",
  55: "Directory not empty",
};

/** Returns an error's message. */
export function messageOf(error: unknown): string {
  const { message, errno = 0 } = error as { message?: string; errno?: number };
  return message || messages[errno] || `Python's file system has failed (${errno})`;
}
