/** Elements that few pages have, or that are read without being defined: they are when the first one of them is seen. */
import type { AllDone } from "./all-done.js";

const modules = {
  "py-terminal": () => import("./py-terminal/define.js"),
  "py-donkey": () => import("./py-donkey/define.js"),
  "py-config,mpy-config,[type$=py-editor],[type$=py-game]": (node: ParentNode & Node) =>
    import("./rare-elements.js").then((rare) => rare.report(node)),
};

const any = Object.keys(modules).join();

/** Defines those that `node` is or holds. @param allDone waits for them */
export function defineUsed(node: ParentNode & Node, allDone: AllDone): void {
  const has = (selector: string) =>
    (node as Partial<Element>).matches?.(selector) || node.querySelector(selector);
  if (!has(any)) return;
  for (const [selector, load] of Object.entries(modules)) {
    // A chunk that does not load is an error of the deployment, which browsers report.
    if (has(selector) && !customElements.get(selector)) allDone.defining(load(node));
  }
}
