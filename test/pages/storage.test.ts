/** Stores in whole pages: the references' examples as printed, and every pair of writer and reader. */
import { expect } from "chai";
import type * as Module from "../../src/storage.js";
import { openPage, until, type TestPage } from "../harness/page.js";

type Act = (what: "write" | "read", key: string, index: number) => unknown;

/** Values as the sources below write them, and how their readers describe them. */
const values = [
  { python: "42", js: "42", inPython: "int 42", inJs: "number 42" },
  { python: "1.5", js: "1.5", inPython: "float 1.5", inJs: "number 1.5" },
  { python: "1.0", inPython: "float 1.0", inJs: "number 1" },
  { python: "-0.0", js: "-0", inPython: "float -0.0", inJs: "number -0" },
  {
    python: "2**53 + 1",
    js: "2n ** 53n + 1n",
    inPython: "int 9007199254740993",
    inJs: "bigint 9007199254740993",
  },
  { python: "float('nan')", js: "NaN", inPython: "float nan", inJs: "number NaN" },
  { python: "-float('inf')", js: "-Infinity", inPython: "float -inf", inJs: "number -Infinity" },
  { python: "None", js: "null", inPython: "NoneType None", inJs: "object null" },
  { python: "True", js: "true", inPython: "bool True", inJs: "boolean true" },
  { python: "''", js: "''", inPython: "str 0:", inJs: "string 0:" },
  {
    python: "'a\\x00b \\U0001F40D'",
    js: "'a\\0b \\u{1F40D}'",
    inPython: "str 5:97,0,98,32,128013",
    inJs: "string 5:97,0,98,32,128013",
  },
  { python: "'\\ud800'", js: "'\\ud800'", inPython: "str 1:55296", inJs: "string 1:55296" },
  { python: "[]", js: "[]", inPython: "list []", inJs: "object []" },
  { python: "{}", js: "({})", inPython: "dict {}", inJs: "object {}" },
  {
    python: "(1, (2.5, None))",
    js: "[1, [2.5, null]]",
    inPython: "list [1, [2.5, null]]",
    inJs: "object [1,[2.5,null]]",
  },
  {
    python: "{'a': {'b': []}}",
    js: "({ a: { b: [] } })",
    inPython: 'dict {"a": {"b": []}}',
    inJs: 'object {"a":{"b":[]}}',
  },
  {
    python: "bytearray(b'\\x00\\xff')",
    js: "new Uint8Array([0, 255])",
    inPython: "bytearray 00ff",
    inJs: "Uint8Array 0,255",
  },
  { python: "b''", inPython: "bytes ", inJs: "Uint8Array " },
];

const pythonSource = (name: string) => `
import json
from pyscript import ffi, storage, window

VALUES = [lambda: ${values.map(({ python }) => python).join(", lambda: ")}]
store = await storage("parties")


def describe(value):
    kind = type(value).__name__
    if kind == "str":
        return f"str {len(value)}:" + ",".join([str(ord(each)) for each in value])
    if kind in ("bytes", "bytearray"):
        return kind + " " + "".join(["%02x" % each for each in value])
    return kind + " " + (json.dumps(value) if kind in ("list", "dict") else repr(value))


def act(what, key, index):
    if what == "write":
        store[key] = VALUES[index]()
        return None
    return describe(store[key]) if key in store else ""


setattr(window.parties, "${name}", ffi.create_proxy(act))
`;

const javascript = (name: string) => `
import storage from "/dist/storage.js";

const values = [${values.map(({ js, python }) => `() => ${js ?? `${JSON.stringify(python)}`}`).join(", ")}];
const store = await storage("parties");
const describe = (value) => {
  if (typeof value === "string") return "string " + [...value].length + ":" + [...value].map((each) => each.codePointAt(0));
  if (value instanceof Uint8Array) return "Uint8Array " + [...value];
  const text = Object.is(value, -0) ? "-0" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return typeof value + " " + text;
};
window.parties["${name}"] = (what, key, index) => {
  if (what === "write") return void (store[key] = values[index]());
  return key in store ? describe(store[key]) : "";
};`;

const parties = (page: TestPage) => (page.window as unknown as { parties: Record<string, Act> }).parties;

/** Resolves when all Python scripts of a page have run, however long that takes. */
const ran = (page: TestPage) =>
  Promise.all(
    [...page.document.querySelectorAll("script[type$=py]")].map(
      (script) => (script as Element & { done: Promise<unknown> }).done,
    ),
  );

/** Empties a store before a test, for those who come later. */
async function emptied(name: string): Promise<void> {
  const { storage, close } = (await import("/dist/storage.js" as string)) as typeof Module;
  const store = await storage(name);
  for (const key of Object.keys(store)) delete store[key];
  await close(store);
}

describe("stores in pages", function () {
  this.timeout(120_000);

  for (const [first, second] of [
    ["mpy", "py"],
    ["py", "mpy"],
  ] as const) {
    it(`runs the reference's examples as printed: ${first} and JavaScript`, async () => {
      await emptied("shared");
      const page = await openPage(`
        <script type="${first}">
from pyscript import storage


my_store = await storage("shared")

# Write data that JavaScript can read.
my_store["user_count"] = 42
my_store["status"] = "active"

# Read data written by JavaScript.
config = my_store.get("config", {})

from pyscript import window
await my_store.sync()
window.written = True
        </script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      const module = page.document.createElement("script");
      module.type = "module";
      module.textContent = `
import storage from '/dist/storage.js';


const my_store = await storage(name="shared");

// Read data written by Python.
const userCount = my_store["user_count"];
const status = my_store["status"];

// Write data that Python can read.
my_store["config"] = {
  theme: 'dark',
  language: 'en'
};

// Delete entries.
delete my_store["user_count"];

console.log(userCount, status);`;
      page.document.body.append(module);
      await until(() => page.logs.length > 0);
      expect(page.logs).to.deep.equal(["42 active"]);
      const script = page.document.createElement(`${second}-script`);
      script.textContent = `
from pyscript import storage, window, Storage


class MyStorage(Storage):

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        window.console.log(key, value)
        ...


store = await storage("shared", storage_class=MyStorage)
print(store.get("config", {})["theme"], "user_count" in store)
store["key"] = "value"
await store.sync()`;
      page.document.body.append(script);
      await (script as HTMLElement & { done: Promise<unknown> }).done;
      expect(page.logs.slice(1)).to.deep.equal(["dark False", "key value"]);
      expect(page.errors).to.deep.equal([]);
      expect(page.warnings).to.deep.equal([]);
    });
  }

  it("bring every value from every writer to every reader", async () => {
    await emptied("parties");
    const page = await openPage(
      `<script type="mpy">${pythonSource("mpy")}</script>
      <script type="py">${pythonSource("py")}</script>
      <script type="mpy" worker>${pythonSource("mpy worker")}</script>
      <script type="py" worker>${pythonSource("py worker")}</script>
      <script type="module">${javascript("js")}</script>`,
      { head: "<script>window.parties = {}</script>" },
    );
    const other = await openPage(
      `<script type="mpy">${pythonSource("mpy, second tab")}</script>
      <script type="module">${javascript("js, second tab")}</script>`,
      { head: "<script>window.parties = {}</script>" },
    );
    const names = ["mpy", "py", "mpy worker", "py worker", "js", "mpy, second tab", "js, second tab"];
    const all = () => ({ ...parties(page), ...parties(other) });
    await Promise.all([ran(page), ran(other)]);
    await until(
      () => names.every((name) => name in all()),
      () => `${Object.keys(all()).join()} ${page.errors.join()} ${other.errors.join()}`,
    );
    const acts = all();
    const wrong: string[] = [];
    for (const writer of names) {
      for (const [index, value] of values.entries()) {
        if (writer.startsWith("js") && value.js === undefined) continue;
        await acts[writer]?.("write", `${writer} ${index}`, index);
      }
    }
    const read = async (reader: string) => {
      const found: string[] = [];
      for (const writer of names) {
        for (const [index, value] of values.entries()) {
          if (writer.startsWith("js") && value.js === undefined) continue;
          const seen = (await acts[reader]?.("read", `${writer} ${index}`, index)) as string;
          const expected = reader.startsWith("js") ? value.inJs : value.inPython;
          if (seen !== expected) found.push(`${value.python}, ${writer} → ${reader}: ${seen}`);
        }
      }
      return found;
    };
    for (const reader of names) {
      let found: string[] = [];
      for (let tries = 0; tries < 50; tries++) {
        found = await read(reader);
        if (found.length === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      wrong.push(...found);
    }
    expect(wrong).to.deep.equal([]);
    expect([...page.errors, ...other.errors]).to.deep.equal([]);
  });

  it("converge when tabs and workers write the same keys at random", async () => {
    await emptied("crowd");
    const source = (name: string) => `
import random
from pyscript import ffi, storage, sync, window

store = await storage("crowd")


async def work():
    import asyncio
    for round in range(20):
        for _ in range(50):
            key = "key " + str(random.randint(0, 999))
            if random.random() < 0.2:
                store.pop(key, None)
            else:
                store[key] = "${name} " + str(round)
        await asyncio.sleep(0)
    await store.sync()


def content():
    return "\\n".join(sorted([key + "=" + store[key] for key in store]))


setattr(window.crowd, "${name}", ffi.create_proxy(work))
setattr(window.contents, "${name}", ffi.create_proxy(content))
`;
    const head = "<script>window.crowd = {}; window.contents = {}</script>";
    const page = await openPage(
      `<script type="mpy">${source("mpy")}</script>
      <script type="mpy" worker>${source("mpy worker")}</script>
      <script type="py" worker>${source("py worker")}</script>`,
      { head },
    );
    const other = await openPage(`<script type="mpy">${source("other")}</script>`, { head });
    type Crowd = Record<"crowd" | "contents", Record<string, () => Promise<string>>>;
    const of = (which: keyof Crowd) => ({
      ...(page.window as unknown as Crowd)[which],
      ...(other.window as unknown as Crowd)[which],
    });
    await Promise.all([ran(page), ran(other)]);
    await until(
      () => Object.keys(of("contents")).length === 4,
      () => [...page.errors, ...other.errors].join() || Object.keys(of("contents")).join(),
    );
    await Promise.all(Object.values(of("crowd")).map((work) => work()));
    const contents = Object.values(of("contents"));
    let seen: string[] = [];
    for (let tries = 0; tries < 100; tries++) {
      seen = await Promise.all(contents.map((content) => content()));
      if (new Set(seen).size === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(new Set(seen).size).to.equal(1);
    expect(seen[0]?.split("\n").length).to.be.greaterThan(300);
    expect([...page.errors, ...other.errors]).to.deep.equal([]);
  });

  it("have the same store by core.js and by storage.js", async () => {
    const page = await openPage(`<script type="module">
      import { storage } from "/dist/core.js";
      import other, { addEventListener, sync } from "/dist/storage.js";
      const one = await storage("copies");
      const two = await other("copies");
      addEventListener(one, "change", ({ keys }) => console.log(one === two, keys.join()));
      one.a = 1;
      await sync(two);
    </script>`);
    await until(
      () => page.logs.length > 0,
      () => page.errors.join(),
    );
    expect(page.logs).to.deep.equal(["true a"]);
  });
});
