/** The code of an editor in CodeMirror 6: loaded when the first editor is seen. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import {
  Compartment,
  EditorSelection,
  EditorState,
  Prec,
  Transaction,
  type Extension,
} from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  ViewPlugin,
} from "@codemirror/view";
import { lintKeymap } from "@codemirror/lint";
import { whenAdopted } from "../root-styles.js";
import { breakpointLines, debugging, showStopped } from "./code-debugging.js";
import { codeRanges } from "./code-ranges.js";
import { codeTheme } from "./code-theme.js";
import type { CodeLines } from "./line-ranges.js";
import { completionSources, inspections, type CodeTools } from "./code-tools.js";

/** The part of an editor that its view of code needs. */
export interface CodeOwner {
  /** The accessible name. */
  readonly label: string;
  readonly tools: CodeTools;
  /** The lines that are fixed, or not seen, and the author's code that they are counted in. */
  readonly authored: string;
  readonly lines: CodeLines;
  /** True if the code can be debugged. */
  readonly debuggable: boolean;
  /** Called when the code is another one. */
  changed(): void;
  /** A visitor asks by a key for the code to run. */
  run(): void;
}

export class CodeView {
  readonly #ended: () => void;
  #view: EditorView;
  readonly #label = new Compartment();

  /** @param root the shadow root that `parent` is in */
  constructor(parent: HTMLElement, root: ShadowRoot, text: string, owner: CodeOwner) {
    const run = () => (owner.run(), true);
    const extensions: Extension[] = [
      Prec.highest(
        keymap.of([
          { key: "Mod-Enter", run },
          { key: "Ctrl-Enter", run },
          { key: "Shift-Enter", run },
        ]),
      ),
      owner.debuggable ? debugging : [],
      lineNumbers(),
      foldGutter(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      history(),
      drawSelection(),
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      python(),
      autocompletion({ override: [...completionSources(owner.tools)] }),
      inspections(owner.tools),
      codeRanges(owner.authored, owner.lines),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...completionKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      codeTheme,
      endingWithFrame,
      this.#label.of(labelled(owner.label)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) owner.changed();
      }),
    ];
    const state = EditorState.create({ doc: text, extensions });
    this.#view = new EditorView({ state, parent, root });
    // It listens to its document, and draws in frames of its window: in another one it is made anew.
    this.#ended = whenAdopted(root, () => {
      const before = this.#view;
      forgetStyles(root);
      this.#view = new EditorView({ state: before.state, parent, root });
      before.destroy();
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Puts other code in the place of what is there, which undo brings back. */
  set text(insert: string) {
    const { doc } = this.#view.state;
    this.#view.dispatch({
      changes: { from: 0, to: doc.length, insert },
      annotations: [Transaction.addToHistory.of(true), isolateHistory.of("full")],
      filter: false,
    });
  }

  set label(label: string) {
    this.#view.dispatch({ effects: this.#label.reconfigure(labelled(label)) });
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus;
  }

  focus(): void {
    this.#view.focus();
  }

  /** Moves the cursor to the beginning of a line, counted from 1. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.#view.dispatch({ selection: EditorSelection.cursor(from), scrollIntoView: true });
    this.#view.focus();
  }

  /** The lines with breakpoints, counted from 1. */
  get breakpoints(): readonly number[] {
    return breakpointLines(this.#view.state);
  }

  /** Shows the line that Python has stopped at; undefined where it has not. */
  showStopped(line: number | undefined): void {
    showStopped(this.#view, line);
  }

  dispose(): void {
    this.#ended();
    this.#view.destroy();
  }
}

/** Ends a view with the frame that it is in. As long as a page observes sizes in a frame that is gone,
 * Chromium tells it of an error each time that it is drawn. */
const endingWithFrame = ViewPlugin.define((view) => {
  const { defaultView } = view.dom.ownerDocument;
  const hidden = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) view.destroy();
  };
  if (defaultView !== window) defaultView?.addEventListener("pagehide", hidden);
  return { destroy: () => defaultView?.removeEventListener("pagehide", hidden) };
});

/** Has CodeMirror give a root its styles again: it remembers there that it has, by a symbol of its own. */
function forgetStyles(root: ShadowRoot): void {
  for (const key of Object.getOwnPropertySymbols(root))
    if (key.description === "styleSet") Reflect.deleteProperty(root, key);
}

function labelled(label: string): Extension {
  return EditorView.contentAttributes.of({
    "aria-label": label,
    // Its scroller may be scrolled by keyboard; axe asks for it.
    tabindex: "0",
    "aria-description": "Press Escape, then Tab, to leave the editor.",
  });
}
