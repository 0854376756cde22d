/** Returns the nodes in a node of a syntax tree (ESTree), in their order. */
export function children(node) {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === "string");
}
