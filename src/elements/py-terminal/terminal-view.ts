/**
 * A terminal in a shadow root: xterm.js, the line editor, and batched output. This module, and xterm.js with
 * it, is loaded when a terminal is on the page.
 */
// As namespaces: to Node they are CommonJS, of which it does not know the names, and servers import this
// module too.
import * as fit from "@xterm/addon-fit";
import * as webLinks from "@xterm/addon-web-links";
import * as xterm from "@xterm/xterm";
import { Disposables } from "../../runtime/lifetimes/disposables.js";
import type { Entry, ReadOptions } from "../../runtime/terminal/input-types.js";
import { LineEditor } from "../../runtime/terminal/line-editor.js";
import { OutputQueue } from "../../runtime/terminal/output-queue.js";
import type { RunTerminal } from "../../runtime/terminal/run-terminal.js";
import { RootStyle, whenAdopted } from "../root-styles.js";
import { Announcements } from "./announcements.js";
import { characterRules } from "./characters.js";
import { documentView, drawHere, styleByProperty, throughView } from "./document-view.js";
import { KeyGuard } from "./key-guard.js";
import { takeTextWithoutKeys } from "./text-input.js";
import { watchLook, type Look } from "./theme.js";
import { xtermStyles } from "./xterm-styles.js";

/** How a terminal is to be. */
export interface TerminalOptions {
  /** The accessible name. */
  readonly label: string;
  readonly readonly: boolean;
  /** Fixed numbers of columns and rows; by default as many as there is room for. */
  readonly cols: number | undefined;
  readonly rows: number | undefined;
  /** Ctrl-C was pressed while nothing was being read. */
  interrupt(): void;
}

/** Lines that can be scrolled back to. */
const SCROLLBACK_LINES = 100_000;

export class TerminalView implements RunTerminal {
  readonly xterm: xterm.Terminal;
  readonly #editor: LineEditor;
  readonly #output: OutputQueue;
  readonly #announcements: Announcements;
  readonly #box: HTMLElement;
  readonly #fit = new fit.FitAddon();
  readonly #owned = new Disposables();
  readonly #lifetime = new AbortController();
  #options: TerminalOptions;
  /** The reads that wait for their turn. */
  #reads: Promise<unknown> = Promise.resolve();
  #fitting = false;
  /** The prompt that reads here, now or soon. */
  #session: AbortSignal | undefined;

  /** @param box an element in a shadow root, of the size that the terminal should have */
  constructor(box: HTMLElement, options: TerminalOptions) {
    const root = box.getRootNode() as ShadowRoot;
    this.#box = box;
    this.#options = options;
    const style = new RootStyle(root, xtermStyles);
    this.#owned.add(() => style.remove());
    const look = watchLook(box, (next) => this.#setLook(next), this.#lifetime.signal);
    const terminal = new xterm.Terminal({
      ...look,
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: false,
      documentOverride: documentView(root),
      disableStdin: options.readonly,
      cursorInactiveStyle: options.readonly ? "none" : "outline",
      macOptionIsMeta: true,
      minimumContrastRatio: 4.5,
      reflowCursorLine: true,
      screenReaderMode: true,
      scrollback: SCROLLBACK_LINES,
    });
    this.xterm = terminal;
    const rules = characterRules(terminal);
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new webLinks.WebLinksAddon((event, uri) => openLink(event, uri)));
    throughView(root, () => terminal.open(box));
    styleByProperty(terminal);
    this.#owned.add(() => terminal.dispose());
    this.#owned.add(() => this.#lifetime.abort());
    this.#announcements = new Announcements(terminal);
    this.#owned.add(this.#announcements);

    const write = (text: string) => terminal.write(text);
    const screen = {
      write,
      rules,
      get columns() {
        return terminal.cols;
      },
      get rows() {
        return terminal.rows;
      },
    };
    this.#editor = new LineEditor(screen);
    this.#output = new OutputQueue((text, parsed) => this.#print(text, parsed));
    // Tab must leave regardless of Python's speed: it is typed ahead, as all keys are.
    new KeyGuard(terminal, () => this.#editor.reading || this.#session?.aborted === false);
    takeTextWithoutKeys(terminal);
    terminal.onData((data) => this.#typed(data));
    terminal.onResize(() => this.#editor.resized());
    this.setOptions(options);
    let observed = this.#fitToBox();
    this.#owned.add(() => observed.abort());
    const adopted = () => {
      observed.abort();
      observed = this.#fitToBox();
      drawHere(terminal, box);
      this.fit();
    };
    this.#owned.add(whenAdopted(root, adopted));
    this.fit();
  }

  /** Fits the terminal whenever its box has taken another size. */
  #fitToBox(): AbortController {
    const ended = new AbortController();
    // The document's own: Chromium tells the page of an error when elements of a frame that is removed are
    // observed from outside.
    const view = this.#box.ownerDocument.defaultView;
    if (!view) return ended;
    let frame = 0;
    // With the next frame: fitting sizes the box, which is an error while sizes are being told.
    const observer = new view.ResizeObserver(() => {
      view.cancelAnimationFrame(frame);
      frame = view.requestAnimationFrame(() => this.fit());
    });
    observer.observe(this.#box);
    ended.signal.addEventListener("abort", () => {
      observer.disconnect();
      view.cancelAnimationFrame(frame);
    });
    return ended;
  }

  setOptions(options: TerminalOptions): void {
    this.#options = options;
    const { textarea } = this.xterm;
    textarea?.setAttribute("aria-label", options.label);
    textarea?.setAttribute("aria-description", "Press Escape, then Tab, to leave the terminal.");
    this.xterm.options.disableStdin = options.readonly;
    this.xterm.options.cursorInactiveStyle = options.readonly ? "none" : "outline";
    if (options.readonly) this.xterm.write("\x1b[?25l");
    this.fit();
  }

  write(text: string): void {
    this.#output.write(text);
  }

  /** Resolves when all that was written is on the screen. */
  written(): Promise<void> {
    return this.#output.written();
  }

  read(options: ReadOptions, signal?: AbortSignal): Promise<Entry> {
    const ended = signal ? AbortSignal.any([signal, this.#lifetime.signal]) : this.#lifetime.signal;
    const reading = this.#reads.then(async () => {
      ended.throwIfAborted();
      if (this.#options.readonly) return { kind: "end" } as const;
      await this.written();
      ended.throwIfAborted();
      this.#session = options.session ?? this.#session;
      this.#announcements.begin();
      // Output without an end of line stands before the prompt.
      const startColumn = this.xterm.buffer.active.cursorX;
      return this.#editor.read({ ...options, startColumn }, ended);
    });
    this.#reads = reading.catch(() => {});
    return reading;
  }

  /** Takes away what is shown, and what can be scrolled back to; colours stay. */
  async clear(): Promise<void> {
    await this.written();
    this.#announcements.clear();
    this.#editor.hidden(() => this.xterm.write("\x1b[2J\x1b[3J\x1b[H"));
    await this.#parsed();
    this.#announcements.refresh();
  }

  /** Makes the terminal as it was at the beginning. */
  async reset(): Promise<void> {
    await this.written();
    this.#announcements.clear();
    this.#editor.hidden(() => this.xterm.reset());
    await this.#parsed();
    this.#announcements.refresh();
  }

  /** Takes as many columns and rows as there is room for, or as are given. */
  fit(): void {
    const { cols, rows } = this.#options;
    if (!this.#fitting && this.#box.clientWidth > 0 && this.#box.clientHeight > 0) {
      this.#fitting = true;
      const room = this.#room();
      const columns = cols ?? (room && Number.isFinite(room.cols) ? room.cols : undefined);
      const lines = rows ?? (room && Number.isFinite(room.rows) ? room.rows : undefined);
      if (columns && lines && (columns !== this.xterm.cols || lines !== this.xterm.rows)) {
        this.xterm.resize(columns, lines);
      }
      this.#fitting = false;
    }
    this.#setBox();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #room(): { cols: number; rows: number } | undefined {
    const room = this.#fit.proposeDimensions();
    if (room) return room;
    // It was not seen when it measured its font; another size makes it measure again.
    const { options } = this.xterm;
    const { fontSize = 15 } = options;
    options.fontSize = fontSize + 0.01;
    options.fontSize = fontSize;
    return this.#fit.proposeDimensions();
  }

  /** Sizes the box to the given numbers of columns and rows. */
  #setBox(): void {
    const { cols, rows } = this.#options;
    const screen = this.xterm.element?.querySelector<HTMLElement>(".xterm-screen");
    const outer = this.#box.parentElement;
    if (!screen || !outer) return;
    const set = (name: string, wanted: number | undefined, size: number, around: number) => {
      if (wanted && size > 0) outer.style.setProperty(name, `${Math.ceil(size + around)}px`);
      else outer.style.removeProperty(name);
    };
    const [width, height] = [screen.offsetWidth, screen.offsetHeight];
    set("--_inline-size", cols, width, outer.offsetWidth - this.#box.clientWidth + 14);
    set("--_block-size", rows, height, outer.offsetHeight - this.#box.clientHeight);
  }

  #setLook({ theme, fontFamily, fontSize, lineHeight }: Look): void {
    Object.assign(this.xterm.options, { theme, fontFamily, fontSize, lineHeight });
    this.fit();
  }

  #typed(data: string): void {
    if (!this.#editor.reading && data.includes("\x03")) {
      this.#editor.discardTypedAhead();
      this.#options.interrupt();
      return;
    }
    this.#editor.feed(data);
  }

  #print(text: string, parsed: () => void): void {
    const print = () => this.xterm.write(text, parsed);
    if (this.#editor.reading) this.#editor.printAbove(print, text.endsWith("\n"));
    else print();
  }

  #parsed(): Promise<void> {
    return new Promise((resolve) => this.xterm.write("", resolve));
  }
}

function openLink(event: MouseEvent, uri: string): void {
  event.preventDefault();
  window.open(uri, "_blank", "noopener,noreferrer");
}
