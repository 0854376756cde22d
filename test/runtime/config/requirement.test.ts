import { expect } from "chai";
import { pythonTarget, wheelKind } from "../../../src/runtime/config/packages/python-target.js";
import {
  normalizeName,
  parseRequirement,
  RequirementSyntaxError,
} from "../../../src/runtime/config/packages/requirement.js";
import { parseWheelName } from "../../../src/runtime/config/packages/wheel.js";

const python = pythonTarget("314.0.7");

describe("parseRequirement", () => {
  it("reads names, extras, constraints, URLs and markers", () => {
    expect(parseRequirement("Foo.Bar_baz")).to.include({
      name: "Foo.Bar_baz",
      key: "foo-bar-baz",
      specifier: "",
    });
    expect(parseRequirement("a[X, y_z] >=1.0, !=1.5 ,<2")).to.deep.include({
      name: "a",
      extras: ["x", "y-z"],
      specifier: ">=1.0, !=1.5 ,<2",
    });
    expect(parseRequirement("a (>=1.0)")).to.include({ specifier: ">=1.0" });
    expect(parseRequirement("a==1.*")).to.include({ specifier: "==1.*" });
    expect(
      parseRequirement("a[b] @ https://e.com/a-1-py3-none-any.whl#sha256=0 ; os_name == 'nt'"),
    ).to.include({
      url: "https://e.com/a-1-py3-none-any.whl#sha256=0",
    });
  });

  it("wants commas between extras, and names of extras that end as names do", () => {
    for (const text of ["a[b c]", "a[b,,c]", "a[,b]", "a[b,]", "a[b-]"])
      expect(() => parseRequirement(text), text).to.throw(RequirementSyntaxError);
    expect(parseRequirement("a[ b , c ]").extras).to.deep.equal(["b", "c"]);
    expect(parseRequirement("a[]").extras).to.deep.equal([]);
  });

  it("says what it expected where it cannot go on", () => {
    for (const [text, message] of [
      ["", "a package's name"],
      ["numpy>>1", "constraints"],
      ["numpy 1.0", 'found "1.0"'],
      ["a[b", '"," or "]"'],
      ["a; python_version", "a comparison"],
      ["a; python_version >= 3", "a quoted string"],
      ["a @ ", "a URL"],
      ["git+https://e.com/x", "found"],
    ] as const) {
      expect(() => parseRequirement(text), text).to.throw(RequirementSyntaxError, message);
    }
  });

  const markers: [string, boolean, string[]?][] = [
    ['python_version >= "3.9"', true],
    ['python_version < "3.9"', false],
    ['python_version == "3.14" and sys_platform == "emscripten"', true],
    ['python_version in "3.13 3.14"', true],
    ['sys_platform not in "win32 linux"', true],
    ['"win" in sys_platform', false],
    ['sys_platform == "win32" or (platform_machine == "wasm32" and os_name == "posix")', true],
    ['sys_platform == "win32" or platform_machine == "x" and os_name == "posix"', false],
    ['platform_python_implementation == "CPython"', true],
    ['python_full_version >= "3.14.1"', true],
    ['"3.10" <= python_version', true],
    ['extra == "dev"', false],
    ['extra == "dev"', true, ["dev"]],
    ["extra == 'Some_Thing'", true, ["some-thing", "other"]],
    ['python_version < "3" and extra == "dev"', false, ["dev"]],
  ];
  for (const [marker, holds, extras = []] of markers) {
    it(`evaluates ${marker}${extras.length > 0 ? ` with ${extras.join()}` : ""}`, () => {
      expect(parseRequirement(`a; ${marker}`).applies(python.markers, new Set(extras))).to.equal(holds);
    });
  }

  it("normalizes names", () => {
    expect(normalizeName("Zope.Interface__x")).to.equal("zope-interface-x");
  });
});

describe("wheel names", () => {
  const kinds: [string, string | undefined][] = [
    ["a-1.0-py3-none-any.whl", "pure"],
    ["a-1.0-py2.py3-none-any.whl", "pure"],
    ["a-1.0-1build-py3-none-any.whl", "pure"],
    ["a-1.0-py314-none-any.whl", "pure"],
    ["a-1.0-py2-none-any.whl", undefined],
    ["a-1.0-py315-none-any.whl", undefined],
    ["a-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl", "platform"],
    ["a-1.0-cp313-cp313-pyodide_2025_0_wasm32.whl", undefined],
    ["a-1.0-cp314-cp314-pyemscripten_2025_0_wasm32.whl", undefined],
    ["a-1.0-cp311-abi3-pyemscripten_2026_0_wasm32.whl", "platform"],
    ["a-1.0-cp314-cp314-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", undefined],
    ["a-1.0-cp314-cp314t-macosx_11_0_arm64.whl", undefined],
  ];
  for (const [name, kind] of kinds) {
    it(`finds ${name} ${kind ?? "not to run"}`, () => {
      const wheel = parseWheelName(name);
      expect(wheel && wheelKind(wheel, python)).to.equal(kind);
    });
  }

  it("knows the Python of a Pyodide", () => {
    expect(pythonTarget("0.27.7")).to.deep.include({ version: [3, 12], abi: "2024_0" });
    expect(pythonTarget("314.0.7")).to.deep.include({ version: [3, 14], abi: "2026_0" });
  });
});
