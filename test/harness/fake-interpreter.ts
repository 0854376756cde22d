/**
 * A driver without an interpreter, for fast tests of elements. It understands a handful of statements, one a
 * line, told apart by regular expressions:
 *
 * - `print("text")` and `print(name)`
 * - `name = literal`, the literal being Python's number, text, True, False or None
 * - `raise ValueError("text")`
 * - `await sleep(0.01)`
 * - `def name(event):` with an indented body of the same statements, and `return expression`
 * - `name(…)`, calling such a function
 * - an expression as the last line: a literal, a name, or a sum of two
 *
 * Anything else is a `SyntaxError`, so that a test notices that it asks for too much. Imports are ignored.
 */
import { abortError, PythonError } from "../../src/runtime/errors.js";
import {
  GONE,
  type BootOptions,
  type ExecuteOptions,
  type Execution,
  type Interpreter,
  type InterpreterDriver,
  type InterpreterType,
  type PythonFunction,
} from "../../src/runtime/interpreters/interpreter.js";

/** A fake driver as tests see and control it. */
export interface FakeDriver extends InterpreterDriver {
  /** Every interpreter that was booted. */
  readonly booted: FakeInterpreter[];
  /** The URLs that were preloaded. */
  readonly preloaded: string[];
  /** When set, booting rejects with it. */
  failure: Error | undefined;
  /** How long booting takes, in milliseconds. */
  delay: number;
}

export function fakeDriver(type: InterpreterType = "mpy"): FakeDriver {
  const driver: FakeDriver = {
    type,
    booted: [],
    preloaded: [],
    failure: undefined,
    delay: 0,
    preload(url) {
      if (!driver.preloaded.includes(url.href)) driver.preloaded.push(url.href);
    },
    async boot(options) {
      driver.preload(options.url);
      await options.archive;
      options.onProgress({ phase: "interpreter", item: "fake.wasm", loaded: 100, total: 100 });
      if (driver.delay > 0) await wait(driver.delay, options.signal);
      if (options.signal.aborted) throw abortError("The interpreter is not needed any more.");
      if (driver.failure) throw driver.failure;
      const interpreter = new FakeInterpreter(type, options);
      driver.booted.push(interpreter);
      return interpreter;
    },
  };
  return driver;
}

interface FakeFunction {
  readonly parameters: string[];
  readonly body: readonly Line[];
  readonly filename: string;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

type Scope = Map<string, unknown>;

const INTERRUPT = "interrupt";

class Return {
  constructor(readonly value: unknown) {}
}

export class FakeInterpreter implements Interpreter {
  readonly version = "0.0.0";
  readonly capabilities: Interpreter["capabilities"];
  /** The main namespace. */
  readonly names: Scope = new Map();
  readonly files = new Map<string, Uint8Array>();
  /** The executed sources, in order. */
  readonly executed: (ExecuteOptions & { readonly source: string })[] = [];
  /** How often garbage was collected. */
  collections = 0;
  disposed = false;
  #proxies = 0;
  /** The sources that `executeAsync` executes, with their runs. */
  #sleeping = new Map<AbortController, number>();

  constructor(
    readonly type: InterpreterType,
    readonly options: BootOptions,
  ) {
    this.capabilities = {
      packages: type === "py" ? "wheel" : "mip",
      canSuspend: false,
      canInterrupt: false,
    };
  }

  get held() {
    return { proxies: this.#proxies };
  }

  execute(source: string, options: ExecuteOptions): unknown {
    if (this.disposed) throw new Error("This interpreter was disposed of.");
    this.executed.push({ source, ...options });
    const steps = this.#steps(parse(source), this.names, options.filename);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return plain(value);
      throw error("SyntaxError", "'await' outside function", options.filename, 1);
    }
  }

  executeAsync(source: string, options: ExecuteOptions): Execution {
    this.executed.push({ source, ...options });
    const cancelled = new AbortController();
    const work = async () => {
      const steps = this.#steps(parse(source), this.names, options.filename);
      for (;;) {
        const { done, value } = steps.next();
        if (done) return plain(value);
        await wait(value as number, cancelled.signal).catch((reason: unknown) => {
          throw cancelled.signal.reason === INTERRUPT
            ? error("KeyboardInterrupt", "", options.filename, 1)
            : reason;
        });
      }
    };
    this.#sleeping.set(cancelled, options.run);
    const result = work().finally(() => this.#sleeping.delete(cancelled));
    return { result, cancel: () => cancelled.abort() };
  }

  lookup(name: string): PythonFunction | undefined {
    const found = this.names.get(name);
    return isFunction(found) ? this.#keep((...args) => this.#call(found, args)) : undefined;
  }

  handler(name: string): PythonFunction | undefined {
    if (!isFunction(this.names.get(name))) return undefined;
    return this.#keep((...args) => {
      const found = this.names.get(name);
      return isFunction(found) ? this.#call(found, args) : GONE;
    });
  }

  retain(callable: unknown): PythonFunction {
    if (isFunction(callable)) return this.#keep((...args) => this.#call(callable, args));
    return this.#keep(callable as (...args: unknown[]) => unknown);
  }

  importModule(name: string): unknown {
    throw new Error(`The fake interpreter has no module ${name}.`);
  }

  async loadConversions(): Promise<void> {}

  isPython(): boolean {
    return false;
  }

  toJs(value: unknown): unknown {
    if (isFunction(value)) throw new TypeError("value is a function, which cannot be passed by value");
    return value;
  }

  writeFile(path: string, data: Uint8Array | string): void {
    this.files.set(path, typeof data === "string" ? new TextEncoder().encode(data) : data);
  }

  readonly folders: Interpreter["folders"] = {
    list: (path) => {
      const inside = [...this.files.keys()].filter((name) => name.startsWith(`${path}/`));
      return [...new Set(inside.map((name) => name.slice(path.length + 1).split("/")[0] as string))];
    },
    stat: (path) => {
      const data = this.files.get(path);
      if (data) return { isFolder: false, size: data.length, modified: 0 };
      const isFolder = this.folders.list(path).length > 0;
      return isFolder ? { isFolder, size: 0, modified: 0 } : undefined;
    },
    touch: () => {},
    make: () => {},
    remove: (path) => this.files.delete(path),
  };

  readFile(path: string): Uint8Array {
    const data = this.files.get(path);
    if (!data) throw new Error(`Python has no file ${path}.`);
    return data;
  }

  installPackageFiles(files: ReadonlyMap<string, string | Uint8Array>): void {
    for (const [path, data] of files) this.writeFile(`/lib/${path}`, data);
  }

  collectGarbage(): void {
    this.collections++;
  }

  endRun(): void {}

  /** Ends what sleeps, as `KeyboardInterrupt` would. */
  interrupt(run?: number): void {
    for (const [sleep, owner] of this.#sleeping)
      if (run === undefined || run === owner) sleep.abort(INTERRUPT);
  }

  dispose(): void {
    this.disposed = true;
  }

  #keep(call: (...args: unknown[]) => unknown): PythonFunction {
    this.#proxies++;
    let alive = true;
    return {
      call: (...args) => {
        if (!alive) throw new Error("This Python function was let go of.");
        return call(...args);
      },
      dispose: () => {
        if (alive) this.#proxies--;
        alive = false;
      },
    };
  }

  #call(called: FakeFunction, args: unknown[]): unknown {
    const scope: Scope = new Map(called.parameters.map((name, index) => [name, args[index]]));
    const steps = this.#steps(called.body, scope, called.filename);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value instanceof Return ? plain(value.value) : undefined;
    }
  }

  /** Executes line by line; yields the milliseconds to wait for, returns the last expression's value. */
  *#steps(lines: readonly Line[], scope: Scope, filename: string): Generator<number, unknown> {
    let last: unknown;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] as Line;
      const fail = (type: string, message: string) => error(type, message, filename, line.number);
      const value = (text: string) => this.#evaluate(text, scope, fail);
      last = undefined;
      let match: RegExpMatchArray | null;
      if ((match = line.text.match(/^(?:async )?def (\w+)\((.*)\):$/))) {
        const body: Line[] = [];
        while (/^\s/.test(lines[at + 1]?.text ?? "")) {
          const next = lines[++at] as Line;
          body.push({ number: next.number, text: next.text.trim() });
        }
        const parameters = (match[2] ?? "").split(",").flatMap((name) => name.trim() || []);
        this.names.set(match[1] as string, { parameters, body, filename } satisfies FakeFunction);
      } else if (/^(from|import|pass)\b/.test(line.text)) continue;
      else if ((match = line.text.match(/^print\((.*)\)$/))) {
        this.options.streams.stdout(show(value(match[1] as string)));
      } else if ((match = line.text.match(/^raise (\w+)\((.*)\)$/))) {
        throw fail(match[1] as string, match[2] ? String(value(match[2])) : "");
      } else if ((match = line.text.match(/^await sleep\(([\d.]+)\)$/))) yield Number(match[1]) * 1000;
      else if ((match = line.text.match(/^return (.*)$/))) return new Return(value(match[1] as string));
      else if ((match = line.text.match(/^(\w+) = (.*)$/)))
        scope.set(match[1] as string, value(match[2] as string));
      else last = value(line.text);
    }
    return last;
  }

  #evaluate(text: string, scope: Scope, fail: (type: string, message: string) => PythonError): unknown {
    const literal = text.trim();
    if (/^-?\d+(\.\d+)?$/.test(literal)) return Number(literal);
    if (/^("[^"]*"|'[^']*')$/.test(literal)) return literal.slice(1, -1);
    if (literal in constants) return constants[literal as keyof typeof constants];
    const sum = literal.match(/^(.+) \+ (.+)$/);
    if (sum) {
      const [left, right] = sum.slice(1).map((part) => this.#evaluate(part, scope, fail));
      return (left as number) + (right as number);
    }
    const call = literal.match(/^(\w+)\((.*)\)$/);
    const name = call?.[1] ?? literal;
    if (!/^\w+$/.test(name)) throw fail("SyntaxError", `the fake interpreter does not know: ${text}`);
    const found = scope.get(name) ?? this.names.get(name);
    if (found === undefined) throw fail("NameError", `name '${name}' is not defined`);
    if (!call) return found;
    const args = call[2] ? call[2].split(",").map((part) => this.#evaluate(part, scope, fail)) : [];
    return isFunction(found) ? this.#call(found, args) : (found as (...args: unknown[]) => unknown)(...args);
  }
}

const constants = { True: true, False: false, None: null };

function parse(source: string): Line[] {
  return source
    .split("\n")
    .map((text, index) => ({ number: index + 1, text: text.replace(/\s+(#.*)?$/, "") }))
    .filter(({ text }) => text && !text.startsWith("#"));
}

function isFunction(value: unknown): value is FakeFunction {
  return typeof value === "object" && value !== null && "parameters" in value;
}

function plain(value: unknown): unknown {
  return value === null ? undefined : value;
}

function show(value: unknown): string {
  if (value === null) return "None";
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

function error(type: string, message: string, filename: string, lineno: number): PythonError {
  const traceback = `Traceback (most recent call last):\n  File "${filename}", line ${lineno}, in <module>\n${type}: ${message}\n`;
  return new PythonError({ type, message, traceback, filename, lineno });
}

/** Waits, unless the signal aborts. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(abortError("The run was cancelled."));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
