/** Shows how far a donkey's map is: events, and a bar in the terminal. */
import type { MapOptions, MapProgress } from "../../runtime/donkey/donkey.js";
import type { ProgressView } from "../../runtime/donkey/pool.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import type { RunTerminal } from "../../runtime/terminal/run-terminal.js";
import { dispatchScriptEvent, type MapProgressDetail } from "../events.js";

interface MapView {
  /** The target of the events. */
  readonly target: HTMLElement;
  readonly type: InterpreterType;
  readonly terminal: RunTerminal;
}

/** A bar appears when a map takes longer, in milliseconds. */
const BAR_AFTER_MS = 1000;
/** It is drawn anew for so many parts of all items: a screen reader reads each out. */
const STEPS = 10;

/** @param function_ the function that is mapped, as it was given */
export function mapProgress(
  function_: string,
  { bar = true }: MapOptions,
  { target, type, terminal }: MapView,
): ProgressView {
  const start = performance.now();
  let drawn = -1;
  return {
    show(progress) {
      if (!progress) {
        if (drawn >= 0) terminal.write("\r\x1b[K");
        return;
      }
      const { done, total } = progress;
      const detail: MapProgressDetail = { phase: "map", loaded: done, total, item: function_ };
      const text = { value: () => `Mapped ${counted(progress)}` };
      dispatchScriptEvent(target, type, "progress", Object.defineProperty(detail, "toString", text));
      if (!bar || performance.now() - start < BAR_AFTER_MS) return;
      const step = total ? Math.floor((done / total) * STEPS) : 0;
      if (step <= drawn) return;
      drawn = step;
      const filled = "█".repeat(step) + "░".repeat(STEPS - step);
      terminal.write(`\r\x1b[K${total ? `${filled} ` : ""}${counted(progress)}`);
    },
  };
}

function counted({ done, total }: MapProgress): string {
  return total === undefined ? String(done) : `${done} of ${total}`;
}
