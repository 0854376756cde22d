// The links of all documents: files that are there, and headings that are in them.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "test/README.md"],
  ...markdown("docs"),
  ...markdown("src"),
  ...markdown("demo"),
];

function markdown(folder) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((file) => `${folder}/${String(file).split(path.sep).join("/")}`)
    .filter((file) => file.endsWith(".md") && !file.includes("node_modules"));
}

/** A document's text without its code, in which brackets are no links. */
function prose(file) {
  return readFileSync(path.join(root, file), "utf8")
    .replace(/^( *)(```+)[^]*?^\1\2$/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, "-"));
}

/** The ids that headings get where documents are shown. */
function anchors(file) {
  const text = readFileSync(path.join(root, file), "utf8").replace(/^( *)(```+)[^]*?^\1\2$/gm, "");
  return [...text.matchAll(/^#+ +(.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("no document has a dead link", () => {
  const dead = [];
  for (const file of documents) {
    for (const [, link] of prose(file).matchAll(/\]\(([^)\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [relative, anchor] = link.split("#");
      const target = relative ? path.posix.join(path.posix.dirname(file), relative) : file;
      if (!existsSync(path.join(root, target))) dead.push(`${file}: ${link}`);
      else if (anchor && statSync(path.join(root, target)).isFile() && !anchors(target).includes(anchor)) {
        dead.push(`${file}: ${link} (no such heading)`);
      }
    }
  }
  assert.deepEqual(dead, []);
});

test("every file that docs/architecture.md names is there", () => {
  const text = readFileSync(path.join(root, "docs/architecture.md"), "utf8");
  const named = [...text.matchAll(/[\w/.-]+\/[\w.-]+\.(?:ts|mjs|py|json|md)\b/g)].map(([name]) => name);
  assert.ok(named.length > 50);
  const bases = ["", "src/", "src/elements/", "src/runtime/", "docs/"];
  const missing = named.filter((name) => !bases.some((base) => existsSync(path.join(root, base, name))));
  assert.deepEqual(missing, []);
});

test("every document of the guide and the reference can be found from the README", () => {
  const seen = new Set(["README.md"]);
  for (const file of seen) {
    for (const [, link] of prose(file).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const target = path.posix.join(path.posix.dirname(file), link);
      if (target.endsWith(".md") && existsSync(path.join(root, target))) seen.add(target);
    }
  }
  const wanted = [...markdown("docs/guide"), ...markdown("docs/reference")];
  assert.deepEqual(
    wanted.filter((file) => !seen.has(file)),
    [],
  );
});

test("the index of decisions names each", () => {
  const index = readFileSync(path.join(root, "docs/decisions/README.md"), "utf8");
  const missing = readdirSync(path.join(root, "docs/decisions")).filter(
    (file) => /^\d/.test(file) && !index.includes(`(${file})`),
  );
  assert.deepEqual(missing, [], "Add them to docs/decisions/README.md.");
});
