/**
 * Text that comes without a key: from an emoji picker, a writing pad, dictation. xterm.js leaves it out
 * where it serves screen readers, as it does here.
 */
import type { Terminal } from "@xterm/xterm";

export function takeTextWithoutKeys(terminal: Terminal): void {
  const { textarea } = terminal;
  let keyIsDown = false;
  textarea?.addEventListener("keydown", () => (keyIsDown = true));
  textarea?.addEventListener("keyup", () => (keyIsDown = false));
  textarea?.addEventListener("blur", () => (keyIsDown = false));
  textarea?.addEventListener("input", (event) => {
    const { data, inputType, isComposing } = event as InputEvent;
    if (inputType === "insertText" && data && !keyIsDown && !isComposing) terminal.input(data);
  });
}
