// `node tools/micropython/find-constants.mjs <micropython.wasm>`: looks in a build of MicroPython for the
// numbers that the patches need, and prints them in the form of `known-build.mjs`. README.md says by what
// they are found.
import { readFileSync } from "node:fs";
import { isMain } from "../../scripts/command.mjs";
import { hashOf, knownBuild } from "./known-build.mjs";
import { instructions } from "./wasm/instructions.mjs";
import { WasmModule } from "./wasm/module.mjs";

/** Lower numbers are values, not addresses of types. */
const FIRST_ADDRESS = 1024;

/** A function is another one when it differs by more than this part of its instructions. */
const MOST_CHANGED = 0.1;

const op = { brIf: 0x0d, store16: 0x3b, const: 0x41, ne: 0x47 };

/**
 * @param {Uint8Array} wasm
 * @returns {{ hash: string, typeInt?: number, typeFloat?: number, schedulerState?: number, findName?: number,
 *   textMakers: number[], opcodes: object, problems: string[] }} what was found; what was not, or is not
 *   certain, is among the problems
 */
export function findConstants(wasm) {
  const module = new WasmModule(wasm);
  const problems = [];
  const [typeInt, typeFloat] = comparedAddresses(module);
  if (typeFloat === undefined) problems.push("proxy_convert_mp_to_js_obj_cside compares no two types");
  const schedulerState = writtenAddress(module);
  if (schedulerState === undefined) problems.push("mp_sched_keyboard_interrupt writes no 16 bits");
  const all = module.bodies.map((body) => opcodesOf(body));
  const number = (index) => (index === undefined ? undefined : module.imports.length + index);
  const text = (index) => (index === undefined ? undefined : Buffer.from(all[index]).toString("base64"));
  const find = (name, known) => {
    const { index, changed, next } = nearest(all, Buffer.from(known, "base64"));
    const found = changed <= MOST_CHANGED && changed < next ? index : undefined;
    const percent = (part) => `${Math.round(part * 100)} %`;
    if (found === undefined || changed > 0)
      problems.push(
        `${name} ${found === undefined ? "was not found" : "may be wrong"}: the nearest function, ` +
          `${number(index)}, differs by ${percent(changed)} of its instructions, the next by ${percent(next)}`,
      );
    return found;
  };
  const findName = find("findName", knownBuild.opcodes.findName);
  const textMakers = knownBuild.opcodes.textMakers.map((known, at) => find(`textMakers[${at}]`, known));
  return {
    hash: hashOf(wasm),
    typeInt,
    typeFloat,
    schedulerState,
    findName: number(findName),
    textMakers: textMakers.map(number),
    opcodes: { findName: text(findName), textMakers: textMakers.map(text) },
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

/** The address of the 16 bits that the export writes which asks for an interrupt. */
function writtenAddress(module) {
  const steps = [...instructions(module.body(module.functionNamed("mp_sched_keyboard_interrupt")))];
  const store = steps.findIndex(({ opcode }) => opcode === op.store16);
  const [base, value] = steps.slice(store - 2, store);
  if (store < 2 || base.opcode !== op.const || value.opcode !== op.const) return undefined;
  return base.value + steps[store].offset;
}

/** A function's instructions, without numbers, addresses and names of locals. */
function opcodesOf(body) {
  return Uint8Array.from([...instructions(body)].map(({ opcode }) => opcode));
}

/**
 * Returns the function that differs least from known instructions, by which part of them, and by which part
 * the next one does.
 */
function nearest(all, known) {
  let best = { index: -1, changed: Infinity, next: Infinity };
  all.forEach((other, index) => {
    // More would be another function anyway.
    if (Math.abs(other.length - known.length) > known.length / 2) return;
    const changed = distance(known, other) / known.length;
    if (changed < best.changed) best = { index, changed, next: best.changed };
    else best.next = Math.min(best.next, changed);
  });
  return best;
}

/** How many instructions have to be put in, taken out or replaced to make one of the other. */
function distance(one, other) {
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let at = 1; at <= other.length; at++) {
      const replaced = last[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, last[at] + 1, next[at - 1] + 1));
    }
    last = next;
  }
  return last[other.length];
}

if (isMain(import.meta.url)) {
  const { problems, ...found } = findConstants(readFileSync(process.argv[2]));
  console.log(JSON.stringify(found, null, 2));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
