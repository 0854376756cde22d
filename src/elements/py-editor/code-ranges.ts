/** Lines of a lesson that cannot be changed, and lines that are not seen. */
import { EditorState, StateField, type Extension, type Text, type Transaction } from "@codemirror/state";
import type { CodeLines, LineRange } from "./line-ranges.js";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

/** The present place of lines, and their text, by which they are found again when all of the code changes. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Blocks {
  readonly readonly: readonly Block[];
  readonly hidden: readonly Block[];
}

/** @param authored the author's code, which the lines are counted in */
export function codeRanges(authored: string, lines: CodeLines): Extension {
  if (lines.readonly === true && lines.hidden.length === 0) return EditorState.readOnly.of(true);
  const cut = (range: LineRange) =>
    authored
      .split("\n")
      .slice(range[0] - 1, range[1])
      .join("\n");
  const texts = {
    readonly: lines.readonly === true ? [] : lines.readonly.map(cut),
    hidden: lines.hidden.map(cut),
  };
  const locate = (doc: Text): Blocks => {
    const code = doc.toString();
    return { readonly: found(code, texts.readonly), hidden: found(code, texts.hidden) };
  };
  const field = StateField.define<Blocks>({
    create: ({ doc }) => locate(doc),
    update: (blocks, change) =>
      change.docChanged ? (moved(blocks, change) ?? locate(change.newDoc)) : blocks,
    provide: (self) => [
      EditorView.decorations.from(self, decorations),
      EditorView.atomicRanges.of(({ state }) => hiddenSet(state.field(self))),
    ],
  });
  const filter = EditorState.changeFilter.of(({ startState }) => {
    const { readonly, hidden } = startState.field(field);
    // With the line ends before and after, so that no line becomes a part of them.
    return [...readonly, ...hidden]
      .sort((a, b) => a.from - b.from)
      .flatMap(({ from, to }) => [Math.max(from - 1, 0), Math.min(to + 1, startState.doc.length)]);
  });
  return [field, filter, ...(lines.readonly === true ? [EditorState.readOnly.of(true)] : [])];
}

/** The places of blocks that follow one another; those that are not there have none. */
function found(code: string, texts: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let after = 0;
  for (const text of texts) {
    let from = code.indexOf(text, after);
    while (from > 0 && code[from - 1] !== "\n") from = code.indexOf(text, from + 1);
    if (from < 0) continue;
    after = from + text.length;
    blocks.push({ from, to: after, text });
  }
  return blocks;
}

/** The blocks after a change; undefined where one is not what it was. */
function moved({ readonly, hidden }: Blocks, { changes, newDoc }: Transaction): Blocks | undefined {
  let same = true;
  const move = ({ from, to, text }: Block): Block => {
    const [start, end] = [changes.mapPos(from, 1), changes.mapPos(to, -1)];
    same &&= newDoc.sliceString(start, end) === text;
    return { from: start, to: end, text };
  };
  const blocks = { readonly: readonly.map(move), hidden: hidden.map(move) };
  return same ? blocks : undefined;
}

const fixed = Decoration.line({ class: "cm-readonly", attributes: { title: "This line is fixed." } });
const unseen = Decoration.replace({ block: true });

function hiddenSet({ hidden }: Blocks): DecorationSet {
  return Decoration.set(hidden.map(({ from, to }) => unseen.range(from, to)));
}

function decorations({ readonly, hidden }: Blocks): DecorationSet {
  const lines = readonly.flatMap(({ from, text }) => {
    let at = from;
    return text.split("\n").map((line) => {
      const start = at;
      at += line.length + 1;
      return fixed.range(start);
    });
  });
  return Decoration.set([...lines, ...hidden.map(({ from, to }) => unseen.range(from, to))], true);
}
