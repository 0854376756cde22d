/**
 * Replaces texts of `pyodide.asm.mjs`, each of which must occur once.
 *
 * @param {string} script
 * @param {string} patch the name of the patch, for whoever upgrades Pyodide
 * @param {readonly (readonly [from: string, to: string])[]} replaced
 * @returns {string} the patched script
 * @throws {Error} when it is another build
 */
export function replaceOnce(script, patch, replaced) {
  return replaced.reduce((patched, [from, to]) => {
    const parts = patched.split(from);
    if (parts.length === 2) return parts.join(to);
    throw new Error(
      `pyodide.asm.mjs is not the build that tools/pyodide/patches/${patch}.mjs was written for: ${from}`,
    );
  }, script);
}
