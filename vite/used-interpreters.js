/**
 * Which interpreters a text asks for, as far as it tells: rather one too many than one too few.
 *
 * @param {string} text JavaScript, HTML, a component
 * @returns {("py" | "mpy")[]}
 */
export function usedInterpreters(text) {
  const mpy = /\bmpy(-|\b)|\bMPWorker\b/.test(text);
  const py = /(?<![\w-])py-(script|click|[a-z]+=)|["'`]py["'`]|=py\b|\bPyWorker\b/.test(text);
  // These choose by an option, and Pyodide without one.
  const either = /\bpy-(terminal|donkey)\b|\bpy-elements\/(bridge|donkey)\b|\b(bridge|donkey)\(/.test(text);
  return [...(mpy ? ["mpy"] : []), ...(py || (either && !mpy) ? ["py"] : [])];
}
