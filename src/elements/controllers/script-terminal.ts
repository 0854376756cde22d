/** Makes the terminal of a script that has the `terminal` attribute: a `<py-terminal>` where the script
 * displays. */
import { abortError, PythonError } from "../../runtime/errors.js";
import { targetOf } from "../target-attribute.js";
import type { OutputElement } from "../output-element.js";
import "../py-terminal/define.js";
import { manage } from "../managed.js";
import type { PyTerminalElement } from "../py-terminal/py-terminal.js";

/**
 * @param viewOf returns the element that shows the script's output; its errors go to the terminal
 * @param stop stops the script
 * @throws an `AbortError` when the script has left the page since it asked, or wants none any more
 */
export function createScriptTerminal(
  script: HTMLElement,
  viewOf: () => OutputElement,
  stop: () => void,
): PyTerminalElement {
  if (!script.isConnected || !script.hasAttribute("terminal"))
    throw abortError("The script's terminal is not wanted any more.");
  const view = viewOf();
  // By the page's document: a frame's knows no such elements.
  const element = document.createElement("py-terminal");
  manage(element);
  for (const name of ["readonly", "cols", "rows", "label"]) {
    const value = script.getAttribute(name);
    if (value !== null) element.setAttribute(name, value);
  }
  const type = script.getAttribute("type") ?? (script.localName.startsWith("mpy") ? "mpy" : "py");
  element.setAttribute("type", type);
  element.onInterrupt = () => element.interrupt() || stop();
  view.showElsewhere = (error) => {
    if (error instanceof PythonError) element.showError(error);
    return error instanceof PythonError;
  };
  (targetOf(script) ?? view).append(element);
  return element;
}
