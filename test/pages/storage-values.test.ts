/** Every value, and every key, from every writer to every reader. */
import { expect } from "chai";
import { answer, gather, type Party } from "../harness/storage-parties.js";

/** Values as their writers write them, and as readers describe them. Without `js`, JavaScript has no such
 * value. */
const values: readonly { python: string; js?: string; inPython: string; inJs: string }[] = [
  { python: "0", js: "0", inPython: "int 0", inJs: "number 0" },
  { python: "42", js: "42", inPython: "int 42", inJs: "number 42" },
  { python: "-2**31", js: "-(2 ** 31)", inPython: "int -2147483648", inJs: "number -2147483648" },
  { python: "2**53 - 1", js: "2 ** 53 - 1", inPython: `int ${2 ** 53 - 1}`, inJs: `number ${2 ** 53 - 1}` },
  {
    python: "2**53 + 1",
    js: "2n ** 53n + 1n",
    inPython: "int 9007199254740993",
    inJs: "bigint 9007199254740993",
  },
  {
    python: "-10**30",
    js: "-(10n ** 30n)",
    inPython: `int -1${"0".repeat(30)}`,
    inJs: `bigint -1${"0".repeat(30)}`,
  },
  { python: "1.5", js: "1.5", inPython: "float 1.5", inJs: "number 1.5" },
  { python: "1.0", inPython: "float 1.0", inJs: "number 1" },
  { python: "0.0", inPython: "float 0.0", inJs: "number 0" },
  { python: "-0.0", js: "-0", inPython: "float -0.0", inJs: "number -0" },
  { python: "float('nan')", js: "NaN", inPython: "float nan", inJs: "number NaN" },
  { python: "float('inf')", js: "Infinity", inPython: "float inf", inJs: "number Infinity" },
  { python: "-float('inf')", js: "-Infinity", inPython: "float -inf", inJs: "number -Infinity" },
  { python: "None", js: "null", inPython: "NoneType None", inJs: "object null" },
  { python: "True", js: "true", inPython: "bool True", inJs: "boolean true" },
  { python: "False", js: "false", inPython: "bool False", inJs: "boolean false" },
  { python: "''", js: "''", inPython: "str 0:", inJs: "string 0:" },
  {
    python: "'a\\x00b \\U0001F40D'",
    js: "'a\\0b \\u{1F40D}'",
    inPython: "str 5:97,0,98,32,128013",
    inJs: "string 5:97,0,98,32,128013",
  },
  { python: "'\\ud800'", js: "'\\ud800'", inPython: "str 1:55296", inJs: "string 1:55296" },
  { python: "'\\udc00x'", js: "'\\udc00x'", inPython: "str 2:56320,120", inJs: "string 2:56320,120" },
  { python: "[]", js: "[]", inPython: "list []", inJs: "object []" },
  { python: "()", js: "new Set()", inPython: "list []", inJs: "object []" },
  { python: "{}", js: "({})", inPython: "dict {}", inJs: "object {}" },
  { python: "{7}", js: "new Set([7])", inPython: "list [7]", inJs: "object [7]" },
  {
    python: "(1, (2.5, None))",
    js: "[1, [2.5, undefined]]",
    inPython: "list [1, [2.5, null]]",
    inJs: "object [1,[2.5,null]]",
  },
  {
    python: "{'a': {'b': [None, {}]}}",
    js: "({ a: { b: [null, {}] } })",
    inPython: 'dict {"a": {"b": [null, {}]}}',
    inJs: 'object {"a":{"b":[null,{}]}}',
  },
  {
    python: "{'__proto__': {'a': 1}}",
    js: 'JSON.parse(\'{"__proto__":{"a":1}}\')',
    inPython: 'dict {"__proto__": {"a": 1}}',
    inJs: 'object {"__proto__":{"a":1}}',
  },
  {
    python: "bytearray(b'\\x00\\xff')",
    js: "new Uint8Array([0, 255])",
    inPython: "bytearray 00ff",
    inJs: "Uint8Array 0,255",
  },
  { python: "bytearray()", js: "new ArrayBuffer(0)", inPython: "bytearray ", inJs: "Uint8Array " },
  { python: "b''", inPython: "bytes ", inJs: "Uint8Array " },
  { python: "b'a\\x00'", inPython: "bytes 6100", inJs: "Uint8Array 97,0" },
  { python: "memoryview(b'ab')", inPython: "memoryview 6162", inJs: "Uint8Array 97,98" },
  {
    python: "datetime.datetime(2026, 1, 2, 3, 4, 5, 678000, datetime.timezone.utc)",
    js: "new Date(1767323045678)",
    inPython: "datetime 2026-01-02T03:04:05.678000+00:00",
    inJs: "Date 2026-01-02T03:04:05.678Z",
  },
];

const keys = [
  "sync",
  "constructor",
  "__proto__",
  "",
  "then",
  "get",
  "toString",
  "0",
  "length",
  "a\0b",
  "🐍",
  "\ud800",
];

const python = `
import datetime
from pyscript import storage

VALUES = [lambda: ${values.map((value) => value.python).join(", lambda: ")}]
KEYS = [${keys.map((key) => pythonText(key)).join(", ")}]
store = await storage("parties")


def described(value):
    kind = type(value).__name__
    if kind == "str":
        return f"str {len(value)}:" + ",".join([str(ord(each)) for each in value])
    if kind in ("bytes", "bytearray", "memoryview"):
        return kind + " " + "".join(["%02x" % each for each in bytes(value)])
    if kind == "datetime":
        return "datetime " + value.isoformat()
    return kind + " " + (json.dumps(value) if kind in ("list", "dict") else repr(value))
`;

const js = `
import storage from "/dist/storage.js";

window.values = [${values.map((value) => (value.js === undefined ? "null" : `() => ${value.js}`)).join(", ")}];
window.keys = ${JSON.stringify(keys)};
window.store = await storage("parties");
window.described = (value) => {
  if (typeof value === "string") return "string " + [...value].length + ":" + [...value].map((each) => each.codePointAt(0));
  if (value instanceof Uint8Array) return "Uint8Array " + [...value];
  if (value instanceof Date) return "Date " + value.toISOString();
  const text = Object.is(value, -0) ? "-0" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return typeof value + " " + text;
};`;

/** Text as Python writes it. */
function pythonText(text: string): string {
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text === "🐍" ? '"\\U0001F40D"' : `"${text.replace(/[^ -~]/g, escape)}"`;
}

/** The same work in either language. */
const work = (
  party: Party,
  code: { python: string; js: string },
  expression?: { python: string; js: string },
) => party.run(code[party.language], expression?.[party.language]);

const parsed = async (text: Promise<unknown>): Promise<unknown> =>
  JSON.parse((await text) as string) as unknown;

const nothing = { python: "", js: "" };

/** Which values a party can write. */
const writable = ({ language }: Party) =>
  [...values.keys()].filter((index) => language === "python" || values[index]?.js !== undefined);

describe("stores", function () {
  this.timeout(220_000);

  it("bring every value and every key from every writer to every reader", async () => {
    const { parties, errors } = await gather();
    for (const party of parties) await work(party, { python, js });
    await parties[0]?.run("store.clear()\nawait store.sync()");

    // Values.
    for (const writer of parties) {
      const indices = JSON.stringify(writable(writer));
      await work(writer, {
        python: `for index in ${indices}: store["${writer.name} " + str(index)] = VALUES[index]()\nawait store.sync()`,
        js: `for (const index of ${indices}) store["${writer.name} " + index] = values[index]();\nawait store.sync();`,
      });
    }
    for (const reader of parties) {
      for (const writer of parties) {
        const indices = JSON.stringify(writable(writer));
        const ask = () =>
          parsed(
            work(reader, nothing, {
              python: `json.dumps([described(store["${writer.name} " + str(index)]) if "${writer.name} " + str(index) in store else "" for index in ${indices}])`,
              js: `JSON.stringify(${indices}.map((index) => "${writer.name} " + index in store ? described(store["${writer.name} " + index]) : ""))`,
            }),
          );
        const expected = writable(writer).map((index) =>
          reader.language === "js" ? values[index]?.inJs : values[index]?.inPython,
        );
        // Changes that sync() has confirmed are in every context of the page; other tabs have them a moment
        // later.
        const found = reader.tab === writer.tab ? await ask() : await answer(ask, expected);
        expect(found, `${writer.name} → ${reader.name}`).to.deep.equal(expected);
      }
    }

    // Keys.
    await parties[0]?.run("store.clear()\nawait store.sync()");
    const seen = {
      python: "json.dumps([store.get(key) for key in KEYS] + [len(store)])",
      js: "JSON.stringify([...keys.map((key) => Object.hasOwn(store, key) ? store[key] : null), Object.keys(store).length])",
    };
    for (const writer of parties) {
      await work(writer, {
        python: `for key in KEYS: store[key] = "${writer.name}"`,
        js: `for (const key of keys) store[key] = "${writer.name}";`,
      });
      const expected = [...keys.map(() => writer.name), keys.length];
      for (const reader of parties) {
        const found = await answer(() => parsed(work(reader, nothing, seen)), expected);
        expect(found, `${writer.name} → ${reader.name}`).to.deep.equal(expected);
      }
      await work(writer, {
        python: "for key in KEYS: del store[key]",
        js: "for (const key of keys) delete store[key];",
      });
      const none = [...keys.map(() => null), 0];
      for (const reader of parties) {
        const found = await answer(() => parsed(work(reader, nothing, seen)), none);
        expect(found, `deleted: ${writer.name} → ${reader.name}`).to.deep.equal(none);
      }
    }
    expect(errors()).to.deep.equal([]);
  });

  it("bring 16 MiB from every writer to every reader", async () => {
    const { parties, errors } = await gather();
    const size = 16 * 1024 * 1024;
    for (const party of parties) {
      await work(party, {
        python: `from pyscript import storage\nstore = await storage("large")`,
        js: `import storage from "/dist/storage.js";\nwindow.store = await storage("large");`,
      });
    }
    for (const [index, writer] of parties.entries()) {
      await work(writer, {
        python: `data = bytearray(${size})\ndata[0] = 1\ndata[${size / 2}] = 2\ndata[-1] = ${index + 3}\nstore["data"] = data\ndel data\nawait store.sync()`,
        js: `const data = new Uint8Array(${size});\ndata[0] = 1;\ndata[${size / 2}] = 2;\ndata[${size - 1}] = ${index + 3};\nstore.data = data;\nawait store.sync();`,
      });
      const expected = [size, 1, 2, index + 3];
      for (const reader of parties) {
        const ask = () =>
          parsed(
            work(
              reader,
              {
                python: `data = store.get("data", b"\\0")\nread = [len(data), data[0], data[len(data) // 2], data[-1]]\ndel data`,
                js: "const data = store.data ?? [];",
              },
              {
                python: "json.dumps(read)",
                js: `JSON.stringify([data.length, data[0], data[data.length / 2], data.at(-1)])`,
              },
            ),
          );
        expect(await answer(ask, expected), `${writer.name} → ${reader.name}`).to.deep.equal(expected);
      }
    }
    await parties[0]?.run("store.clear()\nawait store.sync()");
    expect(errors()).to.deep.equal([]);
  });
});
