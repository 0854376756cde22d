// The parts of the package that need no browser are tested in CPython, too.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "../../scripts/command.mjs";

const runner = `
import importlib, sys
sys.path[:0] = ["src/python", "test/python"]
sys.dont_write_bytecode = True
module = importlib.import_module(sys.argv[1])
tests = [value for name, value in vars(module).items() if name.startswith("test_")]
for test in tests:
    test()
print(len(tests))
`;

for (const module of ["test_flatted"]) {
  test(`${module}.py in CPython`, (context) => {
    const { error, status, stdout, stderr } = spawnSync("python3", ["-c", runner, module], {
      cwd: root,
      encoding: "utf8",
    });
    if (error) return context.skip("there is no python3");
    assert.equal(status, 0, stderr);
    assert.ok(Number(stdout) > 5);
  });
}

test("modules that MicroPython imports do not chain exceptions by `from`: it writes a warning each time", () => {
  const folder = `${root}src/python/pyscript/`;
  for (const name of readdirSync(folder).filter(
    (name) => /\.py$/.test(name) && !/_cpython\.py$/.test(name),
  )) {
    const chained = /^ *raise\b[^\n]*(?:\((?:\n.*)*?\n *\))? from (?!None)\w+$/m.exec(
      readFileSync(folder + name, "utf8"),
    );
    assert.equal(chained?.[0], undefined, name);
  }
});
