/**
 * Which keys mean something, and what they may hold: one table, {@link keys}. A key that is not in it is
 * kept as it is, for Python to read.
 *
 * @example A new key is one line.
 * ```ts
 * mood: oneOf("sunny", "grim"),
 * ```
 */
import { ConfigError } from "../errors.js";
import type { PythonConfig } from "./types.js";

/** A fault of a value, with its place in the configuration. */
interface Problem {
  readonly path: string;
  readonly found: unknown;
  readonly expected: string;
}

/** Looks at one value; undefined means that it is right. */
type Rule = (value: unknown, path: string) => Problem | undefined;

const rule =
  (expected: string, holds: (value: unknown) => boolean): Rule =>
  (found, path) =>
    holds(found) ? undefined : { path, found, expected };

const string = (what = "a string") => rule(what, (value) => typeof value === "string" && value.trim() !== "");

const isString = (value: unknown) => typeof value === "string";

const boolean = rule("true or false", (value) => typeof value === "boolean");

const oneOf = (...choices: string[]) =>
  rule(choices.map((choice) => JSON.stringify(choice)).join(" or "), (value) =>
    choices.includes(value as string),
  );

const list =
  (item: Rule, what: string): Rule =>
  (value, path) => {
    if (!Array.isArray(value)) return { path, found: value, expected: what };
    return first(value.map((one, index) => () => item(one, `${path}[${index}]`)));
  };

/** @param ruleOf returns the rule for the member of that name */
const members =
  (ruleOf: (key: string) => Rule | undefined, what: string): Rule =>
  (value, path) => {
    if (!isTable(value)) return { path, found: value, expected: what };
    return first(
      Object.entries(value).map(
        ([key, one]) =>
          () =>
            ruleOf(key)?.(one, member(path, key)),
      ),
    );
  };

const map = (item: Rule, what: string): Rule => members(() => item, what);

const table = (known: Readonly<Record<string, Rule>>, what: string): Rule =>
  members((key) => (Object.hasOwn(known, key) ? known[key] : data), what);

const either =
  (one: Rule, other: Rule, expected: string): Rule =>
  (value, path) =>
    one(value, path) && other(value, path) && { path, found: value, expected };

/** Python can be given JSON's values only. */
const data: Rule = (value, path) => {
  if (Array.isArray(value)) return list(data, "a list")(value, path);
  if (isTable(value)) return map(data, "a table")(value, path);
  const plain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return plain ? undefined : { path, found: value, expected: "a value that JSON can hold" };
};

const names = list(string(), 'a list of strings, such as ["numpy"]');
const urls = map(string("a name"), 'a table of URL = name, such as {"./tools.js": "tools"}');

const count = rule("a whole number from 1", (value) => Number.isSafeInteger(value) && Number(value) > 0);

/** The keys that this library acts on. */
export const keys: Readonly<Record<string, Rule>> = {
  interpreter: string('a string: a version, such as "314.0.7", or a URL'),
  packages: names,
  files: map(
    rule("a string: the path, or an empty one", isString),
    'a table of URL = path, such as {"./data.csv": "data.csv"}',
  ),
  fetch: list(
    table(
      {
        from: rule("a string: a URL", isString),
        files: list(string(), 'a list of strings, such as ["lib/shapes.py"]'),
        to_folder: rule("a string: a folder", isString),
        to_file: rule("a string: a file's name", isString),
      },
      'a table with "from", "files", "to_folder" and "to_file"',
    ),
    'a list of tables, such as [{"files": ["data.csv"]}]',
  ),
  js_modules: table({ main: urls, worker: urls }, 'a table with "main" and "worker"'),
  plugins: list(string(), 'a list of strings, such as ["!error"]'),
  packages_lock: string("a string: the URL of a lock that npx py-elements lock has made"),
  archive_limits: table({ entries: count, bytes: count }, 'a table with "entries" and "bytes"'),
  packages_cache: oneOf("never", "passthrough"),
  sync_main_only: boolean,
  debug: boolean,
  experimental_create_proxy: oneOf("auto"),
  experimental_ffi_timeout: rule(
    "a number of milliseconds",
    (value) => typeof value === "number" && value >= 0,
  ),
  lockFileURL: string("a string: the lock file's URL"),
  index_urls: either(string(), list(string(), ""), "an index's URL or a list of them"),
  sync: oneOf("shared-memory", "stack-switching", "service-worker", "none"),
  link: oneOf("pipelined", "strict"),
};

const whole = table(keys, "a table of keys");

/** Keys that PyScript documents as words about the application; nothing acts on them. */
const metadata = [
  "name",
  "description",
  "version",
  "author_name",
  "author_email",
  "license",
  "type",
  "schema_version",
];

/** The keys that mean nothing here, at the top. */
export function unknownKeys(config: PythonConfig): string[] {
  return Object.keys(config).filter((key) => !Object.hasOwn(keys, key) && !metadata.includes(key));
}

/**
 * Checks what was parsed.
 *
 * @param where the name of the configuration in messages: its URL, or that it is inline
 * @throws ConfigError for the first key that does not hold what it should
 */
export function validateConfig(value: unknown, where: string): PythonConfig {
  const problem = whole(value, "");
  if (!problem) return value as PythonConfig;
  const subject = problem.path ? `"${problem.path.replaceAll('"', "'")}"` : "the configuration";
  throw new ConfigError(
    "PY1000",
    `${where}: ${subject} is ${describe(problem.found)}, but ${problem.expected} was expected.`,
  );
}

/** How a value is shown in a message. */
function describe(value: unknown): string {
  if (Array.isArray(value) || isTable(value)) {
    const text = JSON.stringify(value) ?? "";
    return `${text.length > 60 ? `${text.slice(0, 57)}…` : text} (a ${Array.isArray(value) ? "list" : "table"})`;
  }
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object") return `a ${value.constructor.name}`;
  return typeof value === "function"
    ? "a function"
    : `${JSON.stringify(value) ?? String(value)} (a ${typeof value})`;
}

function isTable(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm (an iframe's) is a table too: its prototype is that realm's Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `files["a.csv"]`, `js_modules.main` */
function member(path: string, key: string): string {
  if (path === "") return key;
  return /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function first(checks: readonly (() => Problem | undefined)[]): Problem | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem) return problem;
  }
  return undefined;
}
