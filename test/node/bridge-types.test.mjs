// `npx py-elements types`: what TypeScript makes of the types of Python files. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
// Below the package, so that TypeScript finds it by its name.
const folder = mkdtempSync(path.join(root, "test/node/consumer-types-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name, text) => writeFileSync(path.join(folder, name), text);
const read = (name) => readFileSync(path.join(folder, name), "utf8");
const run = (script, ...args) =>
  spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: folder, encoding: "utf8" });
const generate = (...files) => run("bin/py-elements.mjs", "types", ...files);

write(
  "shapes.py",
  `
from typing import Iterator, Literal, NotRequired, Optional, Required, TypedDict
from collections.abc import Awaitable, Callable
from math import sqrt
import json

class Point(TypedDict):
    """A place."""
    x: float
    y: float

class Marked(Point, total=False):
    label: str
    size: Required[int]

class Named(TypedDict):
    name: str
    nick: "NotRequired[str]"

def total(numbers: list[int | str] | None, progress: Callable[[float, Marked], None] | None = None) -> int: ...
async def ask(question: Callable[[str], Awaitable[int]], others: list[Callable[..., str]] = []) -> int: ...

def mark(place: Marked, who: Named | None = None) -> Marked: ...

def distance(a: Point, b: "Point" = None) -> float:
    """How far it is.

    Args:
        a: where it begins */
    """

def names(text: str, *, limit: int | None = None, strict: bool) -> list[str | None]: ...
def data(blob: bytes, table: dict[str, list[int]], kind: Literal["a", "b"] = "a") -> Optional[bytes]: ...
def pair(function, new=1) -> tuple[int, str]: ...
def nothing() -> None: ...
async def later(seconds: float) -> dict[str, float]: ...
def ticks(n: int) -> Iterator[int]:
    yield 1
def _private(): pass
`,
);
write(
  "shapes.js",
  'import bridge from "py-elements/bridge";\nexport const shapes = bridge(import.meta.url);\n',
);

describe("npx py-elements types", () => {
  it("writes types that TypeScript takes and checks by", () => {
    const { status, stdout, stderr } = generate("shapes.py");
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /Wrote shapes\.d\.ts/);
    write(
      "use.ts",
      `import { shapes } from "./shapes.js";
import { kwargs } from "py-elements/bridge";
const { total, ask, mark, distance, names, data, pair, nothing, later, ticks } = await shapes;
const far: number = await distance({ x: 1, y: 2 });
await distance({ x: 1, y: 2 }, kwargs({ b: { x: 3, y: 4 } }));
const list: (string | null)[] = await names("x", kwargs({ strict: true }));
const bytes: Uint8Array | undefined = await data(new Uint8Array(1), { a: [1] }, "b");
const [count, text]: [number, string] = await pair(1, 2);
const none: undefined = await nothing();
const table: Record<string, number> = await later(1);
for await (const tick of ticks(3)) tick.toFixed();
for await (const tick of await shapes.ticks(3)) tick.toFixed();
const marked: number = (await mark({ x: 1, y: 2, size: 3 }, { name: "Ada" })).x;
await total([1, "a"], (done, place) => done.toFixed() + place.label?.trim());
await total(null, kwargs({ progress: null }));
await ask(async (text) => text.length, [() => "a"]);
// @ts-expect-error -- a question asks for a number
await ask((text) => text);
// @ts-expect-error -- a place that is marked has a size
await mark({ x: 1, y: 2, label: "here" });
// @ts-expect-error -- text is no number of seconds
await later("1");
// @ts-expect-error -- there is no such function
shapes._private();
export { marked, far, list, bytes, count, text, none, table };
`,
    );
    write(
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "ESNext",
          moduleResolution: "bundler",
          lib: ["ES2024", "DOM", "DOM.AsyncIterable"],
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          types: [],
        },
        include: ["use.ts"],
      }),
    );
    assert.equal(run("node_modules/typescript/bin/tsc", "-p", folder).stdout, "");
    assert.match(read("shapes.d.ts"), /How far it is\.\n.*\n.*Args:\n.*a: where it begins \*\\\//);
  });

  it("overwrites what it has written, and nothing else", () => {
    assert.equal(generate("shapes.py").status, 0);
    write("own.py", "def f(): pass\n");
    write("own.d.ts", "export {};\n");
    const { status, stderr } = generate("own.py");
    assert.equal(status, 1);
    assert.match(stderr, /own\.d\.ts was not written by this command/);
    assert.equal(read("own.d.ts"), "export {};\n");
    assert.equal(generate("--force", "own.py").status, 0);
  });

  it("says what is wrong with a file", () => {
    write("wrong.py", "def f(:\n");
    assert.match(generate("wrong.py").stderr, /wrong\.py, line 1: /);
    assert.match(generate("missing.py").stderr, /There is no missing\.py/);
    assert.equal(generate().status, 2);
  });
});
