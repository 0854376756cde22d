/** Warnings of the console. */

/** Returns the warnings that `body` writes to the console. */
export async function warningsOf(body: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: unknown) => void warnings.push(String(text));
  try {
    await body();
  } finally {
    console.warn = warn;
  }
  return warnings;
}
