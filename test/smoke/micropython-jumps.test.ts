import { expect } from "chai";
import {
  CALL,
  OWN,
  SET_THREW,
  shimFor,
  STACK_RESTORE,
  STACK_SAVE,
} from "../../src/runtime/interpreters/micropython-shim.js";
import { op, type, WasmWriter } from "../../src/runtime/interpreters/wasm-writer.js";

/** Enough for each compiler that a browser has to take its turn after its interpreter. */
const CALLS = 30_000;

type Invoke = (index: number, ...args: number[]) => number | undefined;

/** `invoke_iii` is a call with the index and two numbers, and results in one. */
function signature(name: string): { parameters: number[]; results: number[] } {
  const [result, ...parameters] = name.slice("invoke_".length);
  return { parameters: parameters.map(() => type.i32), results: result === "i" ? [type.i32] : [] };
}

/** WebAssembly functions that call one of JavaScript: what is called through a table has to be
 * WebAssembly's. */
function callers(names: readonly string[], called: () => void): Record<string, WebAssembly.ExportValue> {
  const wasm = new WasmWriter();
  const imported = wasm.importFunction("called", wasm.type([], []));
  for (const name of names) {
    const { parameters, results } = signature(name);
    wasm.export(
      name,
      wasm.type(parameters, results),
      [],
      [op.call(imported), ...results.map(() => op.const(7))],
    );
  }
  return new WebAssembly.Instance(new WebAssembly.Module(wasm.bytes()), { e: { called } }).exports;
}

/** How many calls do not end as `expected`, with the first that does not. */
function wrong(call: () => unknown, expected: unknown): { wrong: number; first?: string } {
  let count = 0;
  let first: string | undefined;
  for (let at = 0; at < CALLS; at++) {
    let ended: unknown;
    try {
      ended = call();
    } catch (error) {
      ended = `threw ${String(error)}`;
    }
    if (ended === expected) continue;
    count++;
    first ??= `call ${at} ended in ${String(ended)}`;
  }
  return first === undefined ? { wrong: count } : { wrong: count, first };
}

describe("what MicroPython's C jumps out of", function () {
  this.timeout(120_000);

  describe("in the file of dist/", () => {
    interface Exports {
      readonly [name: `invoke_${string}`]: Invoke;
      readonly __indirect_function_table: WebAssembly.Table;
      readonly _emscripten_throw_longjmp: () => void;
      emscripten_stack_get_current(): number;
      _emscripten_stack_restore(stack: number): void;
    }
    let exports: Exports;
    let names: `invoke_${string}`[];

    before(async () => {
      const response = await fetch("/test-web/micropython-with-jumps");
      const module = await WebAssembly.compile(await response.arrayBuffer());
      const imports: WebAssembly.Imports = {};
      for (const { module: from, name } of WebAssembly.Module.imports(module)) {
        (imports[from] ??= {})[name] =
          name === "_emscripten_throw_longjmp"
            ? () => {
                exports._emscripten_stack_restore(exports.emscripten_stack_get_current() - 64);
                throw Infinity;
              }
            : () => 0;
      }
      const instance = await WebAssembly.instantiate(module, imports);
      exports = instance.exports as unknown as Exports;
      names = Object.keys(exports).filter((name): name is `invoke_${string}` => /^invoke_/.test(name));
    });

    /** Has `called` called through one of the functions. */
    function invoked(name: `invoke_${string}`, called: () => void): () => unknown {
      const { __indirect_function_table: table, [name]: invoke } = exports;
      // It can't grow, and nothing else is called here.
      const index = table.length - 1;
      table.set(index, callers([name], called)[name]);
      const args = signature(name).parameters.map(() => 0);
      const stack = exports.emscripten_stack_get_current();
      return () => {
        const result = invoke?.(index, ...args);
        const now = exports.emscripten_stack_get_current();
        return now === stack ? result : `a stack that is ${now - stack} off`;
      };
    }

    it("there is a function for each signature", () => {
      expect(names.sort()).to.deep.equal(
        "i ii iii iiii iiiii iiiiii v vi vii viii viiii".split(" ").map((each) => `invoke_${each}`),
      );
    });

    it(`a jump is caught, ${CALLS} times in each`, () => {
      const found = names.map((name) => {
        const zero = signature(name).results.length > 0 ? 0 : undefined;
        return [name, wrong(invoked(name, exports._emscripten_throw_longjmp), zero)];
      });
      expect(found).to.deep.equal(names.map((name) => [name, { wrong: 0 }]));
    });

    it(`JavaScript's exceptions pass, ${CALLS} times in each`, () => {
      const found = names.map((name) => {
        const throwing = invoked(name, () => {
          throw "other";
        });
        return [name, wrong(throwing, "threw other")];
      });
      expect(found).to.deep.equal(names.map((name) => [name, { wrong: 0 }]));
    });
  });

  it(`a published build that may wait catches a jump, ${CALLS} times in each`, function () {
    const { JSTag } = WebAssembly as { readonly JSTag?: unknown };
    if (!JSTag) this.skip();
    const names = ["invoke_v", "invoke_vi", "invoke_viii", "invoke_i", "invoke_ii", "invoke_iiiii"];
    const table = new WebAssembly.Table({ initial: OWN + names.length, element: "anyfunc" });
    const nothing = () => {};
    const own = callers(["invoke_i", "invoke_vi", "invoke_vii", "invoke_viiii"], nothing);
    table.set(STACK_SAVE, own["invoke_i"]);
    table.set(STACK_RESTORE, own["invoke_vi"]);
    table.set(SET_THREW, own["invoke_vii"]);
    table.set(CALL, own["invoke_viiii"]);
    const throwing = callers(names, () => {
      throw Infinity;
    });
    names.forEach((name, at) => table.set(OWN + at, throwing[name]));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(shimFor(names)), {
      e: {
        js: JSTag as WebAssembly.ImportValue,
        table,
        waiting: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
        isJump: (error: unknown) => (error === Infinity ? 1 : 0),
        ...{ wait: nothing, settle: nothing, finished: nothing, call0: nothing, call2: nothing },
      },
    });
    const found = names.map((name, at) => {
      const { parameters, results } = signature(name);
      const args = [at, ...parameters.map(() => 0)];
      return [
        name,
        wrong(
          () => (exports[name] as (...all: number[]) => unknown)(...args),
          results.length > 0 ? 0 : undefined,
        ),
      ];
    });
    expect(found).to.deep.equal(names.map((name) => [name, { wrong: 0 }]));
  });
});
