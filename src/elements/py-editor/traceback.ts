/** A traceback below the code; the lines that it names in the code lead there. */
import { errorText } from "../output-element.js";
import { createElement } from "../create-element.js";
import { AnsiReader } from "./ansi.js";

/** The file that the code was executed as, and what shows a line of it. */
export interface TracedSource {
  readonly filename: string;
  /** @param line counted from 1 */
  goTo(line: number): void;
}

/** @param owner an element of the document that it is to belong to */
export function tracebackElement(
  owner: Element,
  error: Error,
  { filename, goTo }: TracedSource,
): HTMLElement {
  const pre = createElement(owner, "pre", { class: "py-editor-error" });
  const text = errorText(error);
  const pattern = /File "([^"]*)", line (\d+)/g;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, file, line] = match;
    if (file !== filename) continue;
    appendPlain(pre, text.slice(end, match.index));
    end = match.index + whole.length;
    const button = createElement(owner, "button", { type: "button" }, whole);
    button.addEventListener("click", () => goTo(Number(line)));
    pre.append(button);
  }
  appendPlain(pre, text.slice(end));
  return pre;
}

/** Messages of some libraries have colours. */
function appendPlain(parent: HTMLElement, text: string): void {
  for (const piece of new AnsiReader().read(text)) {
    if (!piece.style) parent.append(piece.text);
    else {
      const span = createElement(parent, "span", {}, piece.text);
      for (const [name, value] of Object.entries(piece.style)) span.style.setProperty(name, value);
      parent.append(span);
    }
  }
}
