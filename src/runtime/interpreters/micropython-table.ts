/**
 * Makes MicroPython's calls of function pointers cheap, of which there is one for each `try` and most calls of Python.
 *
 * The published build checks with each of them that its own copy of the table of functions is true, by reading the table,
 * which takes longer than the call. Nothing changes that table, so it is given one that remembers what it has read.
 */
export function withMirroredTable(instance: WebAssembly.Instance): WebAssembly.Instance {
  const table = instance.exports["__indirect_function_table"];
  if (!(table instanceof WebAssembly.Table)) return instance;
  const mirror: unknown[] = [];
  const get = (index: number): unknown => (mirror[index] ??= table.get(index));
  const exports = { ...instance.exports, __indirect_function_table: { get } };
  return { exports: exports as unknown as WebAssembly.Exports };
}
