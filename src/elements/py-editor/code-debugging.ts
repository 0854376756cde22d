/** Breakpoints beside the code, and the line that Python has stopped at. */
import { RangeSet, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, keymap } from "@codemirror/view";

const toggle = StateEffect.define<{ readonly at: number; readonly on: boolean }>({
  map: ({ at, on }, changes) => ({ at: changes.mapPos(at), on }),
});
/** A line, counted from 1; 0 for none, since effects without a value get lost when transactions are
 * joined. */
const stop = StateEffect.define<number>();

class BreakpointMarker extends GutterMarker {
  override toDOM(view: EditorView): Node {
    const dot = view.dom.ownerDocument.createElement("span");
    dot.textContent = "●";
    dot.title = "Breakpoint";
    return dot;
  }
}

const marker = new BreakpointMarker();

const breakpoints = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(set, change) {
    set = set.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(toggle)) continue;
      const { at, on } = effect.value;
      set = on ? set.update({ add: [marker.range(at)] }) : set.update({ filter: (from) => from !== at });
    }
    return set;
  },
});

const stopped = StateField.define<number>({
  create: () => 0,
  update(line, change) {
    for (const effect of change.effects) if (effect.is(stop)) line = effect.value;
    return line;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (line) => ({ state }) => {
      if (line === 0 || line > state.doc.lines) return Decoration.none;
      return Decoration.set(Decoration.line({ class: "cm-stopped" }).range(state.doc.line(line).from));
    }),
});

/** F9, and a click beside the code, set and take away a breakpoint. */
export const debugging: Extension = [
  breakpoints,
  stopped,
  gutter({
    class: "cm-breakpoints",
    markers: (view) => view.state.field(breakpoints),
    initialSpacer: () => marker,
    domEventHandlers: {
      mousedown(view, line) {
        toggleAt(view, line.from);
        return true;
      },
    },
  }),
  keymap.of([
    {
      key: "F9",
      run: (view) => (toggleAt(view, view.state.doc.lineAt(view.state.selection.main.head).from), true),
    },
  ]),
];

function toggleAt(view: EditorView, at: number): void {
  let present = false;
  view.state.field(breakpoints).between(at, at, () => {
    present = true;
  });
  view.dispatch({ effects: toggle.of({ at, on: !present }) });
}

/** The lines with breakpoints, counted from 1. */
export function breakpointLines(state: EditorState): number[] {
  const lines = new Set<number>();
  const set = state.field(breakpoints, false);
  for (const cursor = set?.iter(); cursor?.value; cursor.next())
    lines.add(state.doc.lineAt(cursor.from).number);
  return [...lines];
}

/** Shows the line that Python has stopped at; undefined where it has not. */
export function showStopped(view: EditorView, line: number | undefined): void {
  const effects: StateEffect<unknown>[] = [stop.of(line ?? 0)];
  if (line !== undefined && line <= view.state.doc.lines)
    effects.push(EditorView.scrollIntoView(view.state.doc.line(line).from, { y: "nearest", yMargin: 40 }));
  view.dispatch({ effects });
}
