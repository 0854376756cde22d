/** Python raises anything that JavaScript rejects a promise with, or throws: nothing waits for ever. */
import { expect } from "chai";
import { insert } from "../harness/elements.js";
import { workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

/** Makes, in a page or a worker, a value of each kind. */
const VALUES = `({
  error: () => new RangeError("told"),
  stackless: () => {
    // As WebKit has them.
    const error = new TypeError("no stack");
    delete error.stack;
    return error;
  },
  "stackless and frozen": () => {
    const error = new TypeError("no stack");
    delete error.stack;
    return Object.freeze(error);
  },
  DOMException: () => new DOMException("gone", "AbortError"),
  string: () => "text",
  number: () => 5,
  boolean: () => false,
  bigint: () => 10n ** 30n,
  symbol: () => Symbol("mark"),
  function: () => Math.max,
  array: () => [1, 2],
  object: () => ({ a: 1 }),
  "like an error": () => ({ name: "OddError", message: "odd" }),
  "without a prototype": () => Object.create(null),
  undefined: () => undefined,
  null: () => null,
})`;

/** The text of Python's exception, in any case. */
const EXPECTED: Record<string, readonly string[]> = {
  error: ["RangeError", "told"],
  stackless: ["TypeError", "no stack"],
  "stackless and frozen": ["TypeError", "no stack"],
  DOMException: ["AbortError", "gone"],
  string: ["Error", "text"],
  number: ["Error", "5"],
  boolean: ["Error", "false"],
  bigint: ["Error", "1000000000000000000000000000000"],
  symbol: ["Error", "Symbol(mark)"],
  function: ["Error", "max"],
  array: ["Error", "1,2"],
  object: ["Error", "[object Object]"],
  "like an error": ["OddError", "odd"],
  "without a prototype": ["Error", "[object Object]"],
  undefined: ["Error", "undefined"],
  // Python on Pyodide knows but one of the two.
  null: ["Error"],
};

/** On MicroPython `str()` of what was raised is its arguments: of what is no error, a proxy perhaps. */
const ERRORS = ["error", "stackless", "stackless and frozen", "DOMException", "like an error"];

/** Ways in which a value comes to Python: JavaScript of one parameter, and Python that meets it. */
const WAYS: Record<string, { made: string; met: string; only?: "py"; local?: true }> = {
  awaited: { made: "(make) => Promise.reject(make())", met: "await meet()" },
  "awaited, later": { made: "async (make) => { await 1; throw make(); }", met: "await meet()" },
  thrown: { made: "(make) => { throw make(); }", met: "meet()" },
  "from an asynchronous generator": {
    made: "(make) => (async function* () { throw make(); })()",
    met: "[_ async for _ in meet()]",
    only: "py",
    // A worker cannot iterate the page's objects asynchronously.
    local: true,
  },
};

interface Place {
  readonly attributes: "" | "worker";
  readonly from: string;
  readonly evaluate: string;
  /** True if the values are of the thread that Python is in. */
  readonly isLocal: boolean;
}

const PLACES: Record<string, Place> = {
  "on the main thread": {
    attributes: "",
    from: "from pyscript import window",
    evaluate: "window.eval",
    isLocal: true,
  },
  "of the page, in a worker": {
    attributes: "worker",
    from: "from pyscript import window",
    evaluate: "window.eval",
    isLocal: false,
  },
  "of a worker itself": { attributes: "worker", from: "import js", evaluate: "js.eval", isLocal: true },
};

/** The ways that there are for an interpreter, in a place. */
function waysOf(type: "py" | "mpy", isLocal: boolean): [string, { made: string; met: string }][] {
  return Object.entries(WAYS).filter(([, { only = type, local }]) => only === type && (isLocal || !local));
}

const NAMES = Object.keys(EXPECTED);

/** Python that meets every value in every way, one after the other, and prints what was raised. */
function code(type: "py" | "mpy", { from, evaluate, isLocal }: Place): string {
  const ways = waysOf(type, isLocal);
  return [
    from,
    `binder = ${evaluate}("(ways, way, values, name) => () => ways[way](values[name])")`,
    `values = ${evaluate}(${JSON.stringify(VALUES)})`,
    `ways = ${evaluate}(${JSON.stringify(`({${ways.map(([name, { made }]) => `${JSON.stringify(name)}: ${made}`).join()}})`)})`,
    ...ways.flatMap(([way, { met }]) => [
      `for name in ${JSON.stringify(NAMES)}:`,
      `  meet = binder(ways, "${way}", values, name)`,
      "  try:",
      `    ${met}`,
      `    print("${way}: " + name, "|", "nothing raised")`,
      "  except Exception as error:",
      `    print("${way}: " + name, "|", type(error).__name__, str(error))`,
    ]),
  ].join("\n");
}

/** Reports of values that were not raised, or not as they should be. */
function wrong(type: "py" | "mpy", isLocal: boolean, printed: readonly string[]): string[] {
  const told = new Map(printed.map((line) => line.split(" | ") as [string, string]));
  return waysOf(type, isLocal)
    .flatMap(([way]) => NAMES.map((name) => ({ key: `${way}: ${name}`, name, texts: EXPECTED[name] ?? [] })))
    .filter(({ key, name, texts }) => {
      const said = told.get(key) ?? "";
      const complete = type === "py" || ERRORS.includes(name);
      return !said.startsWith("JsException") || (complete && !texts.every((text) => said.includes(text)));
    })
    .map(({ key }) => `${key} | ${told.get(key) ?? "never ended"}`);
}

describe("what JavaScript rejects with, or throws", function () {
  this.timeout(45_000);
  const page = workerPage();

  for (const type of ["py", "mpy"] as const) {
    for (const [place, where] of Object.entries(PLACES)) {
      it(`${type}: ${place}, is raised in Python, whatever it is`, async () => {
        const script = insert<Script>(`<${type}-script ${where.attributes}>None</${type}-script>`);
        await script.done;
        const ended = await Promise.race([
          script.run(code(type, where)).then(
            () => "",
            (error: unknown) => String(error),
          ),
          new Promise((resolve) => setTimeout(() => resolve("it waits for ever"), 20_000)),
        ]);
        expect({ ended, wrong: wrong(type, where.isLocal, page.printed) }).to.deep.equal({
          ended: "",
          wrong: [],
        });
        expect(page.errors).to.deep.equal([]);
      });
    }
  }
});
