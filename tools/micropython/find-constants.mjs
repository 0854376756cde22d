// `node tools/micropython/find-constants.mjs <micropython.wasm>`: looks in a build of MicroPython for the
// numbers that the patches need, and prints them in the form of `known-build.mjs`. README.md says by what
// they are found.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isMain } from "../../scripts/command.mjs";
import { hashOf, knownBuild } from "./known-build.mjs";
import { instructions } from "./wasm/instructions.mjs";
import { WasmModule } from "./wasm/module.mjs";

/** Lower numbers are values, not addresses of types. */
const FIRST_ADDRESS = 1024;

const op = { const: 0x41, ne: 0x47, brIf: 0x0d };

/**
 * @param {Uint8Array} wasm
 * @returns {{ hash: string, typeInt?: number, typeFloat?: number, findName?: number, textMakers: number[],
 *   problems: string[] }} what was found; what was not, or more than once, is among the problems
 */
export function findConstants(wasm) {
  const module = new WasmModule(wasm);
  const problems = [];
  const [typeInt, typeFloat] = comparedAddresses(module);
  if (typeFloat === undefined) problems.push("proxy_convert_mp_to_js_obj_cside compares no two types");
  const one = (name, fingerprint) => {
    const found = functionsLike(module, fingerprint);
    if (found.length !== 1)
      problems.push(`${name}: ${found.length} functions have its instructions (${found})`);
    return found[0];
  };
  const { findName, textMakers } = knownBuild.fingerprints;
  return {
    hash: hashOf(wasm),
    typeInt,
    typeFloat,
    findName: one("findName", findName),
    textMakers: textMakers.map((fingerprint, index) => one(`textMakers[${index}]`, fingerprint)),
    problems,
  };
}

/** The addresses that an object's type is compared with, in order. */
function comparedAddresses(module) {
  const steps = [...instructions(module.body(module.functionNamed("proxy_convert_mp_to_js_obj_cside")))];
  const isCompared = (_, index) =>
    steps[index].opcode === op.const &&
    steps[index + 1]?.opcode === op.ne &&
    steps[index + 2]?.opcode === op.brIf;
  return steps.filter(isCompared).flatMap(({ value }) => (value >= FIRST_ADDRESS ? [value] : []));
}

/** @returns {string} a hash of a function's instructions, without numbers, addresses and names of locals */
export function fingerprintOf(body) {
  const opcodes = [...instructions(body)].map(({ opcode }) => opcode);
  return createHash("sha256").update(Uint8Array.from(opcodes)).digest("hex").slice(0, 16);
}

/** The numbers of the functions that have these instructions. */
function functionsLike(module, fingerprint) {
  return module.bodies.flatMap((body, index) =>
    fingerprintOf(body) === fingerprint ? [module.imports.length + index] : [],
  );
}

if (isMain(import.meta.url)) {
  const { problems, ...found } = findConstants(readFileSync(process.argv[2]));
  console.log(JSON.stringify(found, null, 2));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
