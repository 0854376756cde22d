import { expect } from "chai";
import { pythonTarget, wheelKind } from "../../../src/runtime/config/packages/python-target.js";
import { parseWheelName } from "../../../src/runtime/config/packages/wheel.js";

describe("the Python that wheels are chosen for", () => {
  const kind = (file: string, target = pythonTarget("314.0.7")) => {
    const name = parseWheelName(file);
    if (!name) throw new Error(`${file} is no name of a wheel`);
    return wheelKind(name, target);
  };

  it("is what the lock file says", () => {
    const target = pythonTarget("315.0.1", { version: "3.15.2", abi: "2026_5" });
    expect(target).to.include({ fullVersion: "3.15.2", abi: "2026_5" });
    expect(target.markers).to.include({ python_version: "3.15", python_full_version: "3.15.2" });
    expect(kind("contourpy-1.4.0-cp315-cp315-pyemscripten_2026_5_wasm32.whl", target)).to.equal("platform");
    expect(kind("contourpy-1.4.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl", target)).to.equal(undefined);
  });

  it("is told by the interpreter's version where it says nothing", () => {
    expect(pythonTarget("314.0.7")).to.include({ fullVersion: "3.14.2", abi: "2026_0" });
    expect(pythonTarget("0.27.7")).to.include({ fullVersion: "3.12.7", abi: "2024_0" });
  });

  it("takes stable interfaces of older Pythons, and several platforms in one name", () => {
    expect(kind("nh3-0.3.4-cp38-abi3-pyemscripten_2026_0_wasm32.whl")).to.equal("platform");
    expect(kind("x-1-cp314-cp314-manylinux_2_17_x86_64.pyemscripten_2026_0_wasm32.whl")).to.equal("platform");
    expect(kind("lightgbm-4.6.0-py3-none-pyemscripten_2026_0_wasm32.whl")).to.equal("platform");
    expect(kind("x-1-cp313-cp313-pyemscripten_2026_0_wasm32.whl")).to.equal(undefined);
  });
});
