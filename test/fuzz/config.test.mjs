// Configurations: JSON, TOML and JavaScript's objects.
import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify as toToml } from "smol-toml";
import { fuzz } from "./fuzzing.mjs";
import { source } from "./sources.mjs";

const { configSource, readConfig, resolveConfig } = await source("runtime/config/read");
const { findJsonProblem } = await source("runtime/config/json");
const { replacePlaceholders } = await source("runtime/config/placeholders");
const { ConfigError } = await source("runtime/errors");

const base = "https://example.com/app/";
const options = { signal: new AbortController().signal };
const read = (text, parser) => readConfig({ text, base, parser }, options);

/** @throws what is no error of ours */
async function outcome(work) {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.match(error.message, /^\(PY1000\): ./);
    return { error };
  }
}

const word = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme", minLength: 1 }))
  .filter((text) => text.trim() !== "");
const odd = fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "length", "");
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    ...[fc.string(), fc.string({ unit: "binary" }), number, fc.boolean(), fc.constant(null)],
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), odd), tie("json"), { maxKeys: 4 }),
  ),
}));
/** Right values for the keys that mean something, and any others. */
const known = fc.record(
  {
    packages: fc.array(word),
    files: fc.dictionary(
      word.filter((text) => !/[{}]/.test(text)),
      fc.string(),
    ),
    fetch: fc.array(
      fc.record({ from: fc.string(), files: fc.array(word), to_folder: fc.string() }, { requiredKeys: [] }),
    ),
    js_modules: fc.record(
      { main: fc.dictionary(word, word), worker: fc.dictionary(word, word) },
      { requiredKeys: [] },
    ),
    plugins: fc.array(word),
    sync_main_only: fc.boolean(),
    experimental_ffi_timeout: fc.nat(),
    link: fc.constantFrom("pipelined", "strict"),
    index_urls: fc.oneof(word, fc.array(word)),
    name: fc.string(),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const others = fc.dictionary(
  fc.oneof(fc.string(), odd).filter((key) => !(key in Object.prototype) || key === "__proto__"),
  json,
  { maxKeys: 4 },
);
const config = fc
  .tuple(known, others)
  .map(([one, more]) => merged(more, one))
  .filter((values) => Object.keys(values).every((key) => !reserved.has(key) || knownKeys.has(key)));
/** The keys of `known`, and those that are checked besides. */
const knownKeys = new Set([
  ...["packages", "files", "fetch", "js_modules", "plugins", "sync_main_only", "experimental_ffi_timeout"],
  ...["link", "index_urls", "name"],
]);
const reserved = new Set([
  ...knownKeys,
  "interpreter",
  "packages_lock",
  "packages_cache",
  "debug",
  "sync",
  "lockFileURL",
]);

/** Members of both, `__proto__` being one like any other. */
function merged(...objects) {
  return Object.fromEntries(objects.flatMap(Object.entries));
}

/** The same with the members of each object in another order. */
function reordered(value) {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reordered(item)])
      .reverse(),
  );
}

/** As JSON has it: no negative zero. */
const throughJson = (value) => JSON.parse(JSON.stringify(value));

fuzz("config", "a configuration", {
  "is what its JSON says": [
    config,
    async (values) => {
      const text = JSON.stringify(values);
      const found = await read(text, "json");
      assert.deepEqual(plainly(found.values), plainly(throughJson(values)));
      assert.equal({}.polluted, undefined);
    },
  ],
  "has the same key in whatever order it is written, and another key when it says something else": [
    config,
    config,
    async (one, other) => {
      const [first, same, second] = await Promise.all(
        [one, reordered(one), other].map((each) => read(JSON.stringify(each))),
      );
      assert.equal(first.key, same.key);
      const isSame = canonical(one) === canonical(other);
      if (!isSame) assert.notEqual(first.key, second.key);
    },
  ],
  "is the same as TOML, where TOML can say it": [
    config,
    async (values) => {
      const given = throughJson(withoutNull(values));
      const text = toToml(given);
      const [byToml, byJson] = await Promise.all([
        outcome(() => read(text, "toml")),
        outcome(() => read(JSON.stringify(given), "json")),
      ]);
      assert.equal(byToml.error?.message, undefined, text);
      assert.equal(byToml.value.key, byJson.value.key);
    },
  ],
  "is read, or refused by an error of ours, whatever its text is": [
    fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.json(),
      tomlText(),
      fc.json().chain(cutOrChanged),
    ),
    fc.constantFrom("json", "toml", undefined),
    async (text, parser) => {
      const { value, error } = await outcome(() => read(text, parser));
      if (parser === "json" && text.trim() !== "") {
        const parsed = parses(text);
        if (!parsed) assert(error, "text that is no JSON is refused");
      }
      if (value) assert.equal(value.base.href, base);
    },
  ],
  "of JavaScript's is read, or refused by an error of ours, whatever it is": [
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    }),
    async (values) => {
      await outcome(() => resolveConfig(values, base));
      assert.equal({}.polluted, undefined);
    },
  ],
  "attribute is a URL, or text, or refused by an error of ours": [
    fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((text) => `${text}.toml`),
    ),
    fc.option(fc.oneof(fc.string(), fc.constantFrom("json", "toml", "./parse.js"))),
    async (text, parser) => {
      const { value } = await outcome(() => configSource(text, base, parser));
      if (value && !("url" in value)) assert.equal(value.text, text);
    },
  ],
});

fuzz("json", "the place of a fault in JSON", {
  "is found in text that JSON.parse refuses, and nowhere else": [
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().chain(cutOrChanged),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n0-1.eEtrufalsn') }),
    ),
    (text) => {
      const problem = findJsonProblem(text);
      assert.equal(problem === undefined, parses(text));
      if (!problem) return;
      const lines = text.split("\n");
      assert(problem.line <= lines.length);
      const before = [
        ...lines.slice(0, problem.line - 1),
        lines[problem.line - 1].slice(0, problem.column - 1),
      ].join("\n");
      // The text before it is the beginning of some JSON: it can be refused only where it ends.
      const again = findJsonProblem(before);
      if (again) assert.equal(again.found, "the end", JSON.stringify([text, problem, again]));
    },
  ],
});

fuzz("placeholders", "placeholders in files", {
  "are replaced by what they stand for, all the way down": [
    fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 5 }),
    (parts) => {
      const files = Object.fromEntries(
        parts.map((part, index) => [`{P${index}}`, index === 0 ? part : `{P${index - 1}}/${part}`]),
      );
      const whole = replacePlaceholders({ ...files, [`{P${parts.length - 1}}/x.py`]: "" });
      assert.deepEqual(whole, [[`${parts.join("/")}/x.py`, ""]]);
    },
  ],
  "are replaced or refused by an error of ours, and end": [
    fc.dictionary(
      fc.oneof(fc.constantFrom("{A}", "{B}", "{C}", "x", "{A}/x", "{}"), fc.string()),
      fc.oneof(fc.constantFrom("{A}", "{B}{A}", "{C}/{C}", "", "y"), fc.string()),
    ),
    (files) => outcome(() => replacePlaceholders(files)),
  ],
});

function parses(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with something cut off or changed. */
function cutOrChanged(text) {
  return fc
    .tuple(fc.nat(text.length), fc.nat(3), fc.string({ maxLength: 3 }))
    .map(([at, size, put]) => text.slice(0, at) + put + text.slice(at + size));
}

function tomlText() {
  const line = fc.oneof(
    fc.constantFrom(
      "[a]",
      "[[a]]",
      "[a.b]",
      "a.b = 1",
      "x = ",
      'x = """',
      "x = [1,",
      "x = {a = 1}",
      "x = 1979-05-27",
      "x = nan",
    ),
    fc.tuple(word, json).map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`),
    fc.string(),
  );
  return fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
}

/** TOML has no null, and no lists with holes. */
function withoutNull(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNull);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNull(item)]),
  );
}

/** As text, in which prototypes make no difference. */
const plainly = (value) => JSON.stringify(value);

const canonical = (value) => JSON.stringify(sorted(throughJson(value)));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
