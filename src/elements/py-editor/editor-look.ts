/** How an editor is to look, as the attributes of its element say. */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { envOf } from "./editor-places.js";
import type { StageLook } from "./editor-stage.js";
import { readRanges } from "./line-ranges.js";

export function lookOf(owner: HTMLElement, type: InterpreterType): StageLook {
  const interpreter = type === "mpy" ? "MicroPython" : "Pyodide";
  const env = envOf(owner);
  const rows = Number(owner.getAttribute("rows"));
  const readonly = owner.getAttribute("readonly");
  return {
    label: owner.getAttribute("label") ?? owner.ariaLabel ?? `${interpreter} editor`,
    name: env ? `${interpreter} · ${env}` : interpreter,
    rows: Number.isInteger(rows) && rows > 0 ? rows : undefined,
    run: owner.getAttribute("data-run") ?? "",
    stop: owner.getAttribute("data-stop") ?? "",
    lines: {
      readonly: readonly === null ? [] : /\d/.test(readonly) ? readRanges(readonly) : true,
      hidden: readRanges(owner.getAttribute("hidden-lines") ?? ""),
    },
  };
}
