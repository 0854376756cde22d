// `npx py-elements manifest`: what editors and frameworks make of components. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
// Below the package, so that TypeScript finds it by its name.
const folder = mkdtempSync(path.join(root, "test/node/consumer-manifest-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name, text) => writeFileSync(path.join(folder, name), text);
const read = (name) => readFileSync(path.join(folder, name), "utf8");
const run = (...args) =>
  spawnSync(process.execPath, [path.join(root, "bin/py-elements.mjs"), "manifest", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

write(
  "components.py",
  `
raise RuntimeError("this file is read, and not executed")

from typing import Literal
from pyscript.web import Component, component, prop, button, slot

class Labelled(Component):
    label = prop("Clicks")

@component("click-counter")
class ClickCounter(Labelled):
    """A button that counts.

    It never forgets."""

    count: int = prop(0, reflect=True)
    max_value: float | None = prop(None, attribute="limit")
    size: Literal["s", "m"] = prop("m")
    names: list[str] = prop([])
    extra = prop({}, attribute=False)
    form_associated = True

    def render(self):
        return button(self.label, slot(), slot(name="icon"), on_click=self.more)

    def more(self, event):
        self.emit("count-changed", count=self.count, bubbles=False)
`,
);

describe("npx py-elements manifest", () => {
  it("writes the manifest, types and stories without running the file", () => {
    const { status, stderr } = run("components.py", "--out=made");
    assert.equal(status, 0, stderr);
    const [module] = JSON.parse(read("made/custom-elements.json")).modules;
    assert.equal(module.path, "../components.py");
    const [counter] = module.declarations;
    assert.equal(counter.tagName, "click-counter");
    assert.match(counter.description, /^A button that counts\.\n\nIt never forgets/);
    const types = Object.fromEntries(counter.members.map(({ name, type }) => [name, type.text]));
    assert.deepEqual(types, {
      label: "string",
      count: "number",
      maxValue: "number | null",
      size: '"s" | "m"',
      names: "string[]",
      extra: "Record<string, unknown>",
    });
    assert.deepEqual(
      counter.attributes.map(({ name }) => name),
      ["label", "count", "limit", "size", "names"],
    );
    assert.equal(counter.members.find(({ name }) => name === "count").reflects, true);
    assert.deepEqual(
      counter.slots.map(({ name }) => name),
      ["", "icon", "loading"],
    );
    assert.deepEqual(counter.events, [
      { name: "count-changed", type: { text: "CustomEvent<{ count: unknown }>" } },
    ]);
    assert.match(read("made/click-counter.stories.js"), /"control": "select"/);
  });

  it("has types that TypeScript checks by", () => {
    write(
      "use.ts",
      `import type { ClickCounter, ComponentElements, ComponentTags } from "./made/components.js";
const counter = document.createElement("click-counter");
counter.count = 3;
counter.maxValue = null;
counter.addEventListener("count-changed", (event) => event.detail.count);
const same: ClickCounter = counter;
export const jsx: ComponentElements["click-counter"] = { count: 1, size: "s", "oncount-changed": (event) => event.detail };
export const vue = (props: InstanceType<ComponentTags["click-counter"]>["$props"]) => props.limit;
// @ts-expect-error: it is a number
same.count = "three";
// @ts-expect-error: there is no such size
jsx.size = "l";
`,
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        path.join(root, "node_modules/typescript/bin/tsc"),
        "--noEmit",
        "--strict",
        "--module",
        "nodenext",
        "--target",
        "es2022",
        "--lib",
        "es2022,dom",
        "--ignoreConfig",
        "--typeRoots",
        "./none",
        "use.ts",
      ],
      { cwd: folder, encoding: "utf8" },
    );
    assert.equal(status, 0, stdout);
  });

  it("says what is wrong: no file, no Python, no components, a file of somebody else", () => {
    assert.match(run("no.py").stderr, /There is no no\.py/);
    write("broken.py", "def (");
    assert.match(run("broken.py").stderr, /broken\.py, line 1: invalid syntax/);
    write("none.py", "x = 1");
    assert.match(run("none.py").stderr, /no class has @component/);
    write("custom-elements.json", "{}");
    assert.match(run("components.py").stderr, /was not written by this command/);
    assert.equal(run("components.py", "--force").status, 0);
  });
});
