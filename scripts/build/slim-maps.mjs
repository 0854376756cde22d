// Source maps without others' code, which is half of the bundles' maps: whoever debugs it has its package.
import { decode, encode } from "@jridgewell/sourcemap-codec";

const isTheirs = (source) => /(^|\/)node_modules\//.test(source);

/**
 * Leaves out of a source map where others' code is from, and its text. Their files stay among the sources, in
 * which debuggers look for those to skip (and a test for licences to name); their code is shown as bundled.
 *
 * @param {string} text the map, as JSON
 * @returns {string}
 */
export function slimMap(text) {
  const map = JSON.parse(text);
  const theirs = map.sources.map((source) => source === null || isTheirs(source));
  if (!theirs.includes(true)) return text;
  const names = new Map();
  const mappings = decode(map.mappings).map((line) => slimLine(line, theirs, names));
  return JSON.stringify({
    ...map,
    sourcesContent: map.sourcesContent?.map((content, index) => (theirs[index] ? null : content)),
    names: [...names.keys()].map((index) => map.names[index]),
    mappings: encode(mappings),
  });
}

/** Has one segment without a source where others' code begins, which ends what is ours before it. */
function slimLine(line, theirs, names) {
  const kept = [];
  let ours = false;
  for (const [column, source, ...rest] of line) {
    const isOurs = source !== undefined && !theirs[source];
    if (isOurs) kept.push([column, source, ...renumbered(rest, names)]);
    else if (ours) kept.push([column]);
    ours = isOurs;
  }
  return kept;
}

/** Counts names anew, in the order in which they come: the map has no others. */
function renumbered([line, column, name], names) {
  if (name === undefined) return [line, column];
  if (!names.has(name)) names.set(name, names.size);
  return [line, column, names.get(name)];
}
