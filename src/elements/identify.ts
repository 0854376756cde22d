/** Ids for output elements that have none: `py-0`, `py-1`, … and `mpy-0`, … counted for each interpreter. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { elementsRuntime } from "./runtime.js";

/** @returns the element's id, which it is given when it has none */
export function identifyOutput(element: HTMLElement, type: InterpreterType): string {
  if (!element.id) element.id = elementsRuntime().nextOutputId(type);
  return element.id;
}
