/**
 * Announces a terminal's output to screen readers. xterm.js puts what is written into a live region, and
 * stops at twenty lines until a key is pressed: whoever waits for a question would never hear it. Here the
 * count begins anew each second, and with each question; of a flood the first lines are heard and the last.
 *
 * xterm.js has no interface for any of it. A later version with other internals gets no announcements, and
 * tests fail.
 */
import type { Terminal } from "@xterm/xterm";

/** How long a count lasts, in milliseconds. */
const COUNT_MS = 1000;
/** The lines that xterm.js announces of a count; as many of those after them are heard at its end. */
const MAX_LINES = 20;

/** The part of xterm.js that announces; not a part of its API. */
interface Internals {
  readonly _core: {
    readonly _accessibilityManager?: {
      readonly value?: {
        readonly _liveRegion: HTMLElement;
        _liveRegionLineCount: number;
        /** Text that goes to the live region with the next rows that are drawn. */
        _charsToAnnounce: string;
        /** Brings rows of the accessible tree up to date, and what is announced. */
        _renderRows(start: number, end: number): void;
      };
    };
  };
}

export class Announcements {
  readonly #terminal: Terminal;
  /** Lines that this count has had. */
  #lines = 0;
  /** How much of the live region's text is of earlier counts. */
  #earlier = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.onLineFeed(() => {
      this.#lines++;
      this.#timer ??= setTimeout(() => this.begin(), COUNT_MS);
    });
  }

  /** Begins a count: what is written next is heard, a question above all. */
  begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const skipped = this.#lines - MAX_LINES;
    this.#lines = 0;
    const manager = this.#manager;
    if (!manager) return;
    manager._liveRegionLineCount = 0;
    const { _liveRegion: region } = manager;
    // It would grow for ever.
    const text = region.textContent.slice(region.textContent.length < this.#earlier ? 0 : this.#earlier);
    if (text.length < region.textContent.length) region.textContent = text;
    if (skipped > 0) region.textContent += this.#lastLines(Math.min(skipped, MAX_LINES));
    this.#earlier = region.textContent.length;
  }

  /** Called before the terminal is cleared. */
  clear(): void {
    this.dispose();
    const manager = this.#manager;
    if (!manager) return;
    manager._charsToAnnounce = manager._liveRegion.textContent = "";
    manager._liveRegionLineCount = this.#lines = this.#earlier = 0;
  }

  /** Brings the accessible tree up to date, which xterm.js does within a second. */
  refresh(): void {
    this.#manager?._renderRows(0, this.#terminal.rows - 1);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #manager() {
    return (this.#terminal as unknown as Internals)._core._accessibilityManager?.value;
  }

  /** The last lines before the one that the cursor is in. */
  #lastLines(count: number): string {
    const { active } = this.#terminal.buffer;
    const end = active.baseY + active.cursorY;
    let text = "";
    for (let row = end - 1; row >= 0 && count > 0; row--) {
      const line = active.getLine(row);
      const isWhole = !active.getLine(row + 1)?.isWrapped;
      text = (line?.translateToString(isWhole) ?? "") + (isWhole ? "\n" : "") + text;
      if (!line?.isWrapped) count--;
    }
    return text;
  }
}
