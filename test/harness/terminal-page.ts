/** A `<py-terminal>` as tests see it, and functions that press its keys. */
import { sendKeys } from "@web/test-runner-commands";
import type { Terminal } from "@xterm/xterm";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { until } from "./page.js";

/** The rows of a terminal, from the first, without empty ones at the end. */
export function rows({ terminal }: PyTerminalElement): string[] {
  if (!terminal) return [];
  const { active } = (terminal as Terminal).buffer;
  const lines: string[] = [];
  for (let index = 0; index < active.length; index++) {
    const line = active.getLine(index);
    const text = line?.translateToString(true) ?? "";
    if (line?.isWrapped) lines[lines.length - 1] += text;
    else lines.push(text.trimEnd());
  }
  while (lines.length > 0 && !lines.at(-1)) lines.pop();
  return lines;
}

/** Waits until the terminal shows `text`. */
export function shows(element: PyTerminalElement, text: string | RegExp): Promise<unknown> {
  const found = () => {
    const all = rows(element).join("\n");
    return typeof text === "string" ? all.includes(text) : text.test(all);
  };
  return until(found, () => `the terminal shows ${String(text)}, but: ${rows(element).join("\n")}`);
}

/** Waits until the terminal has the size that `check` wants. Browsers tell no sizes to pages that nobody
 * sees. */
export async function resized(element: PyTerminalElement, check: () => boolean): Promise<void> {
  const { clientWidth } = document.documentElement;
  let seen = false;
  requestAnimationFrame(() => (seen = true));
  await until(
    () => {
      if (!seen) element.fit();
      return check();
    },
    () => `${element.terminal?.cols} columns, ${element.terminal?.rows} rows in ${clientWidth}px`,
  );
}

/** Presses keys; `<Enter>` and the like by their names, `<Control+Shift+c>` with modifiers. */
export async function press(text: string): Promise<void> {
  for (const part of text.split(/(<[\w+]+>)/).filter(Boolean)) {
    const named = /^<([\w+]+)>$/.exec(part)?.[1];
    if (!named) {
      await sendKeys({ type: part });
      continue;
    }
    const modifiers = named.split("+");
    const key = modifiers.pop() ?? "";
    for (const modifier of modifiers) await sendKeys({ down: modifier });
    await sendKeys({ press: key });
    for (const modifier of modifiers.reverse()) await sendKeys({ up: modifier });
  }
}

/** Pastes, as a browser would on Ctrl-V. */
export function paste(element: PyTerminalElement, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  element.shadowRoot
    ?.querySelector("textarea")
    ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true }));
}

/** Returns the cursor's column, from 0. */
export function column({ terminal }: PyTerminalElement): number {
  return (terminal as Terminal).buffer.active.cursorX;
}

/** A terminal as tests want it, and its prompt. */
export function terminalMaker(type: string, thread: string) {
  const made: HTMLElement[] = [];
  const create = (attributes: string, code = ""): PyTerminalElement => {
    const template = document.createElement("template");
    template.innerHTML = `<py-terminal type="${type}" ${thread} ${attributes}></py-terminal>`;
    const element = document.importNode(template.content, true).firstElementChild as PyTerminalElement;
    element.textContent = code;
    document.body.append(element);
    made.push(element);
    return element;
  };
  return {
    create,
    /** One with a prompt that has the focus. */
    prompt: async (): Promise<PyTerminalElement> => {
      const element = create("repl");
      await shows(element, />>>$/);
      element.focus();
      return element;
    },
    removeAll: () => {
      for (const element of made.splice(0)) element.remove();
    },
  };
}
