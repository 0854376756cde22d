/** Editors on pages of tests: the parts that a visitor sees, and the keys that he presses. */
import type axeCore from "axe-core";
import type { AdoptedEditor } from "../../src/elements/py-editor/editor-tags.js";
import { until, type TestPage } from "./page.js";

/** The visible parts of an editor. */
export function seen(page: TestPage, selector: string) {
  const found = page.get<HTMLElement>(selector);
  const view = (): HTMLElement =>
    found.localName === "script" ? ((found as AdoptedEditor).target as HTMLElement) : found;
  const inside = <E extends Element = HTMLElement>(wanted: string): E | null | undefined =>
    view()?.shadowRoot?.querySelector<E>(wanted);
  const button = (): HTMLButtonElement => {
    const present = inside<HTMLButtonElement>('[part="run"], [part="stop"]');
    if (!present) throw new Error("no button");
    return present;
  };
  return {
    editor: found as HTMLElement as AdoptedEditor,
    view,
    inside,
    button,
    output: () => view()?.querySelector(".py-editor-output")?.textContent ?? "",
    content: () => inside(".cm-content"),
    async ready() {
      await until(() => inside(".cm-content"), `${selector} is seen`);
    },
    async run() {
      await until(() => button().part.value === "run", `${selector} can run`);
      const done = new Promise((resolve) =>
        found.addEventListener(
          `${/mpy/.test(found.getAttribute("type") ?? "") ? "mpy" : "py"}:done`,
          resolve,
          { once: true },
        ),
      );
      button().click();
      await done;
    },
    press(key: string, more: KeyboardEventInit = {}) {
      const Key = (page.window as unknown as { KeyboardEvent: typeof KeyboardEvent }).KeyboardEvent;
      const init = { key, code: key, bubbles: true, composed: true, cancelable: true, ...more };
      inside(".cm-content")?.dispatchEvent(new Key("keydown", init));
    },
  };
}

/** The violations that axe finds in a part of a page. */
export async function violations(page: TestPage, part: Element = page.document.body): Promise<string[]> {
  const { violations: found } = await (await loadAxe(page)).run(part, { preload: false });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("  ")}`);
}

/** axe is no module, and looks at the document that it is in. */
async function loadAxe({ document, window }: TestPage): Promise<typeof axeCore> {
  const loadedBefore = (window as unknown as { axe?: typeof axeCore }).axe;
  if (loadedBefore) return loadedBefore;
  const script = document.createElement("script");
  script.src = "/node_modules/axe-core/axe.min.js";
  const loaded = new Promise((resolve) => script.addEventListener("load", resolve, { once: true }));
  document.head.append(script);
  await loaded;
  return (window as unknown as { axe: typeof axeCore }).axe;
}
