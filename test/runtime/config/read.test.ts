import { expect } from "chai";
import { ConfigError } from "../../../src/runtime/errors.js";
import { configSource, readConfig, resolveConfig } from "../../../src/runtime/config/read.js";
import { World } from "../../harness/packages/world.js";
import { rejection, signal } from "./helpers.js";

const base = "https://example.com/app/index.html";
const read = (text: string, parser?: string) => readConfig(configSource(text, base, parser), { signal });

describe("a configuration with the names of prototypes as keys", () => {
  const keys =
    '"__proto__": {"packages": ["evil"], "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}';
  const toml = '["__proto__"]\npolluted = 1\n[constructor.prototype]\npolluted = 1\n';

  for (const [form, text] of [
    ["JSON", `{${keys}, "js_modules": {${keys.replaceAll("1", '"x"')}}, "name": "app"}`],
    ["TOML", toml],
  ] as const) {
    it(`changes none, and means nothing by them (${form})`, async () => {
      const config = await read(text).catch((error: unknown) => error);
      if (config instanceof ConfigError) expect(config.message).to.match(/__proto__|js_modules/);
      else {
        const { values } = config as Awaited<ReturnType<typeof read>>;
        expect(values.packages).to.equal(undefined);
        expect(Object.getPrototypeOf(values)).to.equal(Object.prototype);
        expect(Object.keys(values)).to.include("__proto__").and.include("constructor");
      }
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    });
  }
});

describe("configSource", () => {
  const isUrl = (text: string) => "url" in configSource(text, base);

  it("takes what ends in .json or .toml for a URL", () => {
    for (const text of [
      "app.json",
      "./a b/app.toml",
      "/x.TOML?v=1",
      "https://e.com/c.json#x",
      " app.json\n",
    ]) {
      expect(isUrl(text), text).to.equal(true);
    }
    expect(configSource("conf/app.json", base)).to.have.nested.property(
      "url.href",
      "https://example.com/app/conf/app.json",
    );
  });

  it("takes everything else for text", () => {
    for (const text of [
      "",
      "{}",
      '{"packages": ["x.json"]}',
      'packages = ["numpy"]',
      'interpreter="a.json"',
      "[files]\n'a.json' = ''",
      'x="a.json?b"',
    ]) {
      expect(isUrl(text), text).to.equal(false);
    }
  });

  it("refuses a parser that there is none of", () => {
    expect(() => configSource("", base, "yaml")).to.throw(
      ConfigError,
      /"config-parser" is "yaml".*"json", "toml" or the URL/,
    );
  });

  it("takes a parser of the page's own: a module that exports parse", async () => {
    const parser = (code: string) => `data:text/javascript,${encodeURIComponent(code)}#/parser.js`;
    const parsed = (code: string) => readConfig(configSource("one\ntwo", base, parser(code)), { signal });
    const code = "export const parse = (text) => ({ lines: text.split('\\n') })";
    expect((await parsed(code)).values).to.deep.equal({ lines: ["one", "two"] });
    await rejection(parsed("export const a = 1"), "PY1000", "config-parser", '"parse"');
    await rejection(parsed("export function parse() { throw new Error('not mine') }"), "PY1000", "not mine");
    await rejection(parsed("export const parse = () => 5"), "PY1000", "a table of keys");
    await rejection(
      readConfig(configSource("x", base, "./no-such-parser.js"), { signal }),
      "PY1000",
      "no-such-parser.js",
    );
  });
});

describe("readConfig", () => {
  it("reads inline JSON, and keeps keys that it does not know", async () => {
    const config = await read('{"packages": ["numpy"], "mine": {"a": [1, null]}}');
    expect(config.values).to.deep.equal({ packages: ["numpy"], mine: { a: [1, null] } });
    expect(config.base.href).to.equal(base);
  });

  it("reads inline TOML", async () => {
    const config = await read('packages = ["numpy"]\nday = 2026-01-02\n[files]\n"a.csv" = "data/"\n');
    expect(config.values).to.deep.equal({
      packages: ["numpy"],
      day: "2026-01-02",
      files: { "a.csv": "data/" },
    });
  });

  it("takes nothing for an empty configuration", async () => {
    expect((await read("  \n")).values).to.deep.equal({});
    expect((await read("")).key).to.equal(
      (await readConfig({ text: "{}", base: "https://e.com" }, { signal })).key,
    );
  });

  it("reads JSON and TOML from URLs, relative to themselves", async () => {
    const world = new World();
    for (const path of ["config/app.json?v=1", "config/app.toml"]) {
      const config = await readConfig(configSource(path, world.base), { signal });
      expect(config.base.href).to.equal(world.url(path).href);
      expect(config.values.packages).to.deep.equal(["greeting"]);
    }
    const config = await readConfig({ url: world.url("config/extensionless") }, { signal });
    expect(config.values).to.deep.equal({ debug: true });
  });

  it("gives equal configurations equal keys", async () => {
    const one = await read('{"packages": ["a"], "files": {"x": "", "y": ""}}');
    const same = await read('packages = ["a"]\n[files]\ny = ""\nx = ""');
    const other = await read('{"packages": ["b"], "files": {"x": "", "y": ""}}');
    expect(one.key).to.equal(same.key);
    expect(one.key).not.to.equal(other.key);
  });

  it("gives the line and the column where JSON is wrong", async () => {
    await rejection(
      read('{\n  "packages": ["a" "b"]\n}'),
      "PY1000",
      "the inline configuration",
      "not valid JSON: line 2, column 20",
      'expected "," or "]", found "\\""',
    );
    await rejection(
      read("{"),
      "PY1000",
      "line 1, column 2",
      'expected a key in double quotes or "}", found the end',
    );
    await rejection(read("{'a': 1}"), "PY1000", "line 1, column 2", `found "'"`);
    await rejection(read('{"a": tru}'), "PY1000", "column 7", 'expected a value, found "tru"');
    await rejection(read('{"a": 1} x'), "PY1000", "column 10", "expected the end");
    await rejection(read('{"a": "x\ny"}'), "PY1000", "closing quote");
  });

  it("gives the line and the column where TOML is wrong", async () => {
    await rejection(read('a = 1\npackages = ["a"'), "PY1000", "not valid TOML: line 2, column");
    await rejection(read("packages: numpy"), "PY1000", "line 1", '"packages: numpy"');
  });

  it("says so when a page came instead of a configuration", async () => {
    const { base } = new World();
    await rejection(
      readConfig(configSource("config/page.json", base), { signal }),
      "PY1000",
      "an HTML page",
      base.href,
    );
  });

  it("names the file that cannot be parsed or loaded", async () => {
    const world = new World();
    const load = (path: string) => readConfig(configSource(path, world.base), { signal });
    await rejection(load("config/broken.json"), "PY1000", world.url("config/broken.json").href, "line 2");
    await rejection(load("nothing.json"), "PY0404", world.url("nothing.json").href, "404");
    for (const [status, code] of [
      [500, "PY0500"],
      [503, "PY0503"],
      [401, "PY0401"],
      [403, "PY0403"],
    ] as const) {
      await rejection(readConfig({ url: world.url(`status/${status}`) }, { signal }), code, String(status));
    }
    await world.offline();
    const error = await rejection(load("config/app.json"), "PY0001", world.url("config/app.json").href);
    expect(error).to.have.property("url", world.url("config/app.json").href);
  });

  it("is ended by its signal", async () => {
    const controller = new AbortController();
    const reading = readConfig({ url: new World().url("config/app.json") }, { signal: controller.signal });
    controller.abort();
    const error: unknown = await reading.catch((error: unknown) => error);
    expect(error).to.have.property("name", "AbortError");
  });
});

describe("numbers that JSON does not have", () => {
  it("stay numbers for JavaScript, and are written for Python", async () => {
    const { values, python } = await read(
      "a = inf\nb = -inf\nc = nan\nd = 1.0\ne = [1, 2.5, -0.0]\n",
      "toml",
    );
    expect(values).to.deep.equal({ a: Infinity, b: -Infinity, c: NaN, d: 1, e: [1, 2.5, -0] });
    expect(python).to.equal(
      '{"a":{"$float":"inf"},"b":{"$float":"-inf"},"c":{"$float":"nan"},"d":1.0,"e":[1,2.5,-0.0]}',
    );
  });

  it("keep whole numbers whole, however large", async () => {
    const { values, python } = await read("a = 1\nb = 9007199254740993\n", "toml");
    expect(values).to.deep.equal({ a: 1, b: 9007199254740992 });
    expect(python).to.equal('{"a":1,"b":9007199254740993}');
    expect(await read("a = 1\n", "toml")).not.to.have.property("python");
  });

  it("make configurations differ", async () => {
    expect((await read("a = inf", "toml")).key).not.to.equal((await read("a = nan", "toml")).key);
  });
});

describe("a configuration of JavaScript", () => {
  it("may be a map, of maps, as to_js gives it", () => {
    const files = new Map([["./a.txt", "a.txt"]]);
    const config = new Map<string, unknown>([
      ["files", files],
      ["big", 5n],
      ["list", [new Map([["x", null]])]],
    ]);
    expect(resolveConfig(config, base).values).to.deep.equal({
      files: { "./a.txt": "a.txt" },
      big: 5,
      list: [{ x: null }],
    });
  });

  it("leaves out what is undefined, as JSON does", () => {
    expect(resolveConfig({ packages: undefined, mine: [1] }, base).values).to.deep.equal({ mine: [1] });
  });

  it("may be a dictionary of Python's that was not converted", () => {
    const proxy = { toJs: () => ({ packages: ["numpy"] }) };
    expect(resolveConfig(proxy, base).values).to.deep.equal({ packages: ["numpy"] });
  });

  it("must not contain itself", () => {
    const config: Record<string, unknown> = {};
    config["mine"] = config;
    expect(() => resolveConfig(config, base)).to.throw(ConfigError, "contains itself");
  });

  it("names the keys that mean nothing", () => {
    expect(resolveConfig({ packges: [], packages: [], name: "my app" }, base).unknown).to.deep.equal([
      "packges",
    ]);
    expect(resolveConfig({ packages: [] }, base)).not.to.have.property("unknown");
  });
});

describe("validation", () => {
  const wrong: [object, string][] = [
    [
      { packages: "numpy" },
      '"packages" is "numpy" (a string), but a list of strings, such as ["numpy"] was expected',
    ],
    [{ packages: ["a", 3] }, '"packages[1]" is 3 (a number), but a string was expected'],
    [{ files: ["a.csv"] }, '"files" is ["a.csv"] (a list), but a table'],
    [{ files: { "a.csv": true } }, `"files['a.csv']" is true (a boolean)`],
    [{ js_modules: { main: { "./a.js": 1 } } }, `"js_modules.main['./a.js']" is 1 (a number)`],
    [{ js_modules: "a.js" }, '"js_modules" is "a.js"'],
    [
      { packages_cache: "always" },
      '"packages_cache" is "always" (a string), but "never" or "passthrough" was expected',
    ],
    [{ debug: "yes" }, '"debug" is "yes" (a string), but true or false was expected'],
    [{ sync_main_only: 1 }, '"sync_main_only" is 1'],
    [{ experimental_create_proxy: true }, '"auto" was expected'],
    [{ experimental_ffi_timeout: "5" }, "a number of milliseconds"],
    [{ index_urls: [1] }, '"index_urls" is [1] (a list)'],
    [{ interpreter: 0.27 }, '"interpreter" is 0.27 (a number)'],
    [{ plugins: { a: 1 } }, '"plugins" is {"a":1} (a table)'],
    [{ mine: { deep: [() => {}] } }, '"mine.deep[0]" is a function'],
  ];
  for (const [values, message] of wrong) {
    it(`refuses ${JSON.stringify(values)}`, () => {
      expect(() => resolveConfig(values, base))
        .to.throw(ConfigError, message)
        .with.property("code", "PY1000");
    });
  }

  it("refuses what is no table at all", async () => {
    expect(() => resolveConfig([], base)).to.throw(
      ConfigError,
      "the configuration is [] (a list), but a table of keys",
    );
    await rejection(read("[1]", "json"), "PY1000", "a table of keys");
  });

  it("takes every key with what it may hold", () => {
    const values = {
      interpreter: "314.0.7",
      packages: ["numpy"],
      files: { "a.csv": "" },
      js_modules: { main: { "./a.js": "a" }, worker: {} },
      plugins: ["!error"],
      packages_cache: "never",
      sync_main_only: true,
      debug: false,
      experimental_create_proxy: "auto",
      experimental_ffi_timeout: 30,
      lockFileURL: "./lock.json",
      index_urls: ["https://example.com/simple"],
      anything: { else: null },
    };
    expect(resolveConfig(values, base).values).to.deep.equal(values);
    expect(resolveConfig(undefined, base).values).to.deep.equal({});
  });
});
