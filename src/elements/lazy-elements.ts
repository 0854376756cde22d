/** Elements that few pages have: they are defined when the first one of them is seen. */

import type { AllDone } from "./all-done.js";

const modules = {
  "py-terminal": () => import("./py-terminal/define.js"),
  "py-donkey": () => import("./py-donkey/define.js"),
};

/** Defines those that `node` is or holds. @param allDone waits for them */
export function defineUsed(node: ParentNode & Node, allDone: AllDone): void {
  for (const [tag, load] of Object.entries(modules)) {
    if ((node as Partial<Element>).localName === tag || node.querySelector(tag)) {
      // A chunk that does not load is an error of the deployment, which browsers report.
      if (!customElements.get(tag)) allDone.defining(load());
    }
  }
}
