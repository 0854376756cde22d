/** The target that wheels are chosen for: an interpreter's Python. */
import type { NativePython } from "../../interpreters/native-packages.js";
import type { MarkerEnvironment } from "./requirement.js";
import { fits, isSpecifier } from "./version.js";
import type { WheelName } from "./wheel.js";

/** A Python, as packages see it. */
export interface PythonTarget {
  /** `[3, 14]` */
  readonly version: readonly [number, number];
  readonly fullVersion: string;
  /** The binary interface that its compiled wheels are built for: `"2026_0"`. */
  readonly abi: string;
  readonly markers: MarkerEnvironment;
}

/** Minor version of a Pyodide before 314 → minor version of its Python. */
const older: Readonly<Record<string, number>> = { "26": 12, "27": 12, "28": 13, "29": 13 };

/** Minor version of Python → the patch release that Pyodide has of it. */
const patches: Readonly<Record<number, number>> = { 12: 7, 13: 2, 14: 2 };

/**
 * Pyodide's versions begin with Python's since 314; before that they were counted from 0.
 *
 * @param version the interpreter's own version: `"314.0.7"`
 * @param native the Python of its lock file, which knows it better where it says anything
 */
export function pythonTarget(version: string, native?: NativePython): PythonTarget {
  const [first = "", second = ""] = version.split(".");
  const known = /^3\.(\d+)\./.exec(native?.version ?? "")?.[1];
  const minor = Number(known ?? (/^3\d\d$/.test(first) ? first.slice(1) : (older[second] ?? 14)));
  const python = `3.${minor}`;
  const fullVersion = native && known ? native.version : `${python}.${patches[minor] ?? 0}`;
  return {
    version: [3, minor],
    fullVersion,
    // One a year, as Python has one version a year: 3.12 is of 2024. Its number may be another one, though.
    abi: native?.abi ?? `${2012 + minor}_0`,
    markers: {
      python_version: python,
      python_full_version: fullVersion,
      implementation_name: "cpython",
      implementation_version: fullVersion,
      platform_python_implementation: "CPython",
      os_name: "posix",
      sys_platform: "emscripten",
      platform_system: "Emscripten",
      platform_machine: "wasm32",
      platform_release: "",
      platform_version: "",
    },
  };
}

/**
 * How well a wheel suits, by its tags: `platform` has compiled parts for this very Python, `pure` has none.
 *
 * @returns undefined when it does not run here
 */
export function wheelKind(wheel: WheelName, python: PythonTarget): "platform" | "pure" | undefined {
  const [major, minor] = python.version;
  const isPlatform = (tag: string) =>
    tag === `pyemscripten_${python.abi}_wasm32` || tag === `pyodide_${python.abi}_wasm32`;
  const suits = (tag: string) => {
    const [, kind, wheelMajor, wheelMinor] = /^(py|cp)(\d)(\d*)$/.exec(tag) ?? [];
    if (Number(wheelMajor) !== major) return false;
    if (wheelMinor === "") return kind === "py";
    const exact = Number(wheelMinor) === minor;
    return kind === "py" || wheel.abis.includes("abi3") ? Number(wheelMinor) <= minor : exact;
  };
  if (!wheel.pythons.some(suits)) return undefined;
  if (wheel.platforms.some(isPlatform)) {
    return wheel.abis.some((abi) => ["none", "abi3", `cp${major}${minor}`].includes(abi))
      ? "platform"
      : undefined;
  }
  return wheel.platforms.includes("any") && wheel.abis.includes("none") ? "pure" : undefined;
}

/** Returns true if a package's `Requires-Python` allows this Python; unreadable text (of older packages)
 * allows any. */
export function allowsPython(requiresPython: string, python: PythonTarget): boolean {
  return !isSpecifier(requiresPython) || fits(python.fullVersion, requiresPython);
}
