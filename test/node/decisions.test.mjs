// Decisions follow docs/contributing/decision-template.md.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { root } from "../../scripts/command.mjs";

const folder = path.join(root, "docs/decisions");
const decisions = readdirSync(folder)
  .filter((name) => /^\d{4}-.*\.md$/.test(name))
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
const index = readFileSync(path.join(folder, "README.md"), "utf8");

const HEAD =
  /^# (\d{4}): .+\n\n- Date: 20\d\d-[01]\d-[0-3]\d\n- Status: (proposed|accepted|superseded by \[\d{4}\]\([\w-]+\.md\))(;[^\n]+(\n {2}[^\n]+)*)?\n\n## /;

describe("decisions", () => {
  for (const { name, text } of decisions) {
    it(`${name} begins with its number, title, date and status`, () => {
      const [, number] = HEAD.exec(text) ?? [];
      assert.equal(number, name.slice(0, 4), text.slice(0, 200));
    });

    it(`${name} has a context, a decision and consequences, in this order`, () => {
      const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(headings, ["Context", "Decision", "Consequences"]);
    });

    it(`${name} is at most 110 columns wide outside of tables and code`, () => {
      const prose = text.replace(/^```[^]*?^```$/gm, "").split("\n");
      assert.deepEqual(
        prose.filter((line) => line.length > 110 && !line.startsWith("|")),
        [],
      );
    });

    it(`${name} is in the index`, () => assert.ok(index.includes(`](${name})`)));
  }

  it("have numbers of their own", () => {
    const numbers = decisions.map(({ name }) => name.slice(0, 4));
    assert.deepEqual(numbers, [...new Set(numbers)]);
  });
});
