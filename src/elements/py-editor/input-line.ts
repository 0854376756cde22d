/** A line that Python asks a person for, where its output is. */
import type { Entry, ReadOptions } from "../../runtime/terminal/input-types.js";
import { createElement } from "../create-element.js";

interface Asking {
  /** True if the field takes the focus. */
  readonly focus: boolean;
  /** Gives up. */
  readonly signal: AbortSignal | undefined;
  /** Shows text in the place of the field, once there is an entry. */
  write(text: string): void;
}

/**
 * Shows a prompt with a field, until Enter is pressed (the line), Ctrl-D in an empty field (the end of
 * input), or Ctrl-C without selected text (an interrupt).
 *
 * @param box the place of the output
 */
export function askLine(
  box: HTMLElement,
  { prompt, hidden = false }: ReadOptions,
  { focus, signal, write }: Asking,
): Promise<Entry> {
  // eslint-disable-next-line no-control-regex -- prompts have colours
  const label = prompt.replace(/\x1b\[[0-9;]*m/g, "");
  const field = createElement(box, "input", {
    type: hidden ? "password" : "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-label": label.trim() || "Input for Python",
  });
  const text = createElement(box, "span", { "aria-hidden": "true" }, label);
  const line = createElement(box, "div", { class: "py-editor-input" }, text, field);
  box.append(line);
  if (focus) field.focus({ preventScroll: false });
  return new Promise<Entry>((resolve, reject) => {
    const end = () => {
      line.remove();
      signal?.removeEventListener("abort", aborted);
    };
    const aborted = () => {
      end();
      reject(signal?.reason as Error);
    };
    const enter = (entry: Entry, shown: string) => {
      end();
      write(`${prompt}${shown}\n`);
      resolve(entry);
    };
    signal?.addEventListener("abort", aborted);
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const { key, ctrlKey, isComposing } = event;
      const { value, selectionStart, selectionEnd } = field;
      if (key === "Enter" && !isComposing) enter({ kind: "line", text: value }, hidden ? "" : value);
      else if (ctrlKey && key === "d" && value === "") enter({ kind: "end" }, "");
      else if (ctrlKey && key === "c" && selectionStart === selectionEnd)
        enter({ kind: "interrupt" }, `${value}^C`);
      else return;
      event.preventDefault();
    });
  });
}
