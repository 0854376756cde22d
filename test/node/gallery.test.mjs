// The gallery's navigation against the files in `demo/`.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { pages } from "../../demo/gallery/pages.js";
import { loadStories } from "../../demo/gallery/stories.js";

const demo = fileURLToPath(new URL("../../demo/", import.meta.url));
// `vite/` is a project of its own.
const htmlFiles = readdirSync(demo, { recursive: true })
  .map((file) => String(file).split(path.sep).join("/"))
  .filter((file) => file.endsWith(".html") && !file.startsWith("vite/"));

test("the navigation has every page once", () => {
  const listed = ["index.html", ...pages.map((page) => page.path)];
  assert.deepEqual(listed.toSorted(), htmlFiles.toSorted());
});

test("every element has stories, and the page of stories shows all of them", async () => {
  const elements = readdirSync(path.join(demo, "../src/elements"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
    .map(({ name }) => name);
  const stories = await loadStories();
  assert.deepEqual([...new Set(stories.map(({ tag }) => tag))].toSorted(), elements.toSorted());
  assert.equal(new Set(stories.map(({ id }) => id)).size, stories.length);
  for (const story of stories) assert.match(story.render(), new RegExp(`<${story.tag}|<script type="m?py">`));
});

test("no page has a dead link", () => {
  for (const file of htmlFiles) {
    const text = readFileSync(demo + file, "utf8").replace(/<demo-live>[^]*?<\/demo-live>/, "");
    const lists = [...text.matchAll(/\b(?:href|src|files)="(\.[^"#]*)"/g)].map(([, list]) => list.split(" "));
    for (const link of lists.flat()) {
      if (link.includes("dist/")) continue; // There after a build.
      assert.ok(existsSync(path.join(demo, path.dirname(file), link)), `${file}: ${link}`);
    }
  }
});
