/** The editor's knowledge of its code: by Python where that is there, else by the stubs and the grammar. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from "@codemirror/autocomplete";
import { globalCompletion, localCompletionSource } from "@codemirror/lang-python";
import { syntaxTree } from "@codemirror/language";
import { linter, lintGutter, type Diagnostic } from "@codemirror/lint";
import type { EditorState, Extension } from "@codemirror/state";
import { hoverTooltip, type EditorView } from "@codemirror/view";

/** A mistake in the syntax; lines and columns are counted from 1. An end column of 0 is the line's end. */
export type Mistake = readonly [
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  why: string,
];

/** The questions to Python; each answer is undefined where Python is not there, or has no time. */
export interface CodeTools {
  /** Names that can follow: how many characters before the cursor they replace, and the names. */
  complete(before: string): Promise<readonly [replaces: number, names: readonly string[]] | undefined>;
  /** Null where there is no mistake. */
  check(source: string): Promise<Mistake | null | undefined>;
  /** The signature and the docstring of what goes by a dotted name. */
  describe(path: string): Promise<readonly [signature: string, doc: string] | null | undefined>;
}

const stubs = __STUB_NAMES__;

/** How long the code stays as it is before it is looked at, in milliseconds. */
const CHECK_DELAY_MS = 400;

export function completionSources(tools: CodeTools): readonly CompletionSource[] {
  return [(context) => fromPython(tools, context), fromStubs, localCompletionSource, globalCompletion];
}

export function inspections(tools: CodeTools): Extension {
  return [
    linter((view) => mistakes(view, tools), { delay: CHECK_DELAY_MS }),
    lintGutter(),
    hoverTooltip(async (view, position, side) => {
      const path = dottedName(view.state, position, side);
      const found = path && ((await tools.describe(path.text)) ?? stubOf(view.state, path.text));
      if (!found) return null;
      const [signature, doc] = found;
      return {
        pos: path.from,
        end: path.to,
        create: () => ({ dom: description(view, signature, doc) }),
      };
    }),
  ];
}

async function fromPython(tools: CodeTools, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\p{L}\p{N}_.]+$/u);
  if (isText(context) || (!word && !context.explicit)) return null;
  const found = await tools.complete(
    context.state.sliceDoc(context.state.doc.lineAt(context.pos).from, context.pos),
  );
  if (!found || context.aborted) return null;
  const [replaces, names] = found;
  const dot = word ? word.text.lastIndexOf(".") + 1 : 0;
  const from = context.pos - replaces + dot;
  return {
    from,
    options: names.map((name): Completion => {
      const label = name.slice(dot).replace(/\($/, "");
      return { label, type: name.endsWith("(") ? "function" : "variable", boost: 1 };
    }),
    validFor: /^[\p{L}\p{N}_]*$/u,
  };
}

/** Names of the package, after `from pyscript import` and `pyscript.`; modules after `from` and `import`. */
function fromStubs(context: CompletionContext): CompletionResult | null {
  if (isText(context)) return null;
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const [, imported] = /^\s*from\s+([\w.]+)\s+import\s[^#]*$/.exec(before) ?? [];
  const word = context.matchBefore(/\w*$/);
  if (!word || (word.from === word.to && !context.explicit && !/[.]$/.test(before))) return null;
  const result = (options: readonly Completion[]) => ({ from: word.from, options, validFor: /^\w*$/ });
  if (imported) return stubs[imported] ? result(options(stubs[imported])) : null;
  const [, module] = /([\w.]+)\.\w*$/.exec(before) ?? [];
  if (module) {
    const names = stubs[module] ?? importedModule(context.state, module);
    return names ? result(options(names)) : null;
  }
  if (/^\s*(?:from|import)\s+[\w.]*$/.test(before)) {
    const modules = Object.keys(stubs).filter((name) => !name.includes("."));
    return result(modules.map((label) => ({ label, type: "namespace" })));
  }
  return null;
}

function options(names: Readonly<Record<string, string>>): Completion[] {
  return Object.entries(names).map(([label, text]) => {
    const [signature = "", doc] = text.split("\n");
    const type = signature.startsWith("class ") ? "class" : signature.includes("(") ? "function" : "variable";
    return { label, type, detail: signature.slice(0, 60), ...(doc && { info: doc }) };
  });
}

/** The names of a module that the code has imported by another name: `web` of `from pyscript import web`. */
function importedModule(state: EditorState, name: string): Readonly<Record<string, string>> | undefined {
  const known = new RegExp(`\\bfrom\\s+pyscript\\s+import\\b[^\\n]*\\b${name.replaceAll(".", "\\.")}\\b`);
  return known.test(state.doc.toString()) ? stubs[`pyscript.${name}`] : undefined;
}

/** A name of the package that the code has imported, described by the stubs. */
function stubOf(state: EditorState, path: string): readonly [string, string] | undefined {
  const dot = path.lastIndexOf(".");
  const [owner, name] = [path.slice(0, Math.max(dot, 0)), path.slice(dot + 1)];
  const names = owner
    ? (stubs[owner] ?? importedModule(state, owner))
    : /\bfrom\s+pyscript\b/.test(state.doc.toString())
      ? stubs["pyscript"]
      : undefined;
  const [signature, doc = ""] = names?.[name]?.split("\n") ?? [];
  return signature === undefined ? undefined : [signature, doc];
}

async function mistakes({ state }: EditorView, tools: CodeTools): Promise<Diagnostic[]> {
  const source = state.doc.toString();
  if (!source.trim()) return [];
  const known = await tools.check(source);
  if (known === null) return [];
  if (known) return [diagnosed(state, known)];
  return byGrammar(state);
}

function diagnosed(state: EditorState, [line, column, endLine, endColumn, why]: Mistake): Diagnostic {
  const at = (number: number, offset: number) => {
    const { from, to } = state.doc.line(Math.min(Math.max(number, 1), state.doc.lines));
    return Math.min(to, from + Math.max(offset - 1, 0));
  };
  const from = at(line, column);
  const to = Math.max(from, endColumn > 0 ? at(endLine, endColumn) : state.doc.lineAt(from).to);
  return {
    from: from === to && from > 0 ? from - 1 : from,
    to,
    severity: "error",
    message: `SyntaxError: ${why}`,
  };
}

/** The first place that the grammar does not know. */
function byGrammar(state: EditorState): Diagnostic[] {
  let found: Diagnostic | undefined;
  syntaxTree(state).iterate({
    enter: ({ type, from, to }) => {
      if (found) return false;
      if (type.isError) {
        const start = from === to ? Math.max(from - 1, state.doc.lineAt(from).from) : from;
        found = {
          from: start,
          to: Math.max(to, from),
          severity: "error",
          message: "SyntaxError: invalid syntax",
        };
      }
      return !found;
    },
  });
  return found ? [found] : [];
}

/** True in strings and comments, where names are not completed. */
function isText({ state, pos }: CompletionContext): boolean {
  const { name } = syntaxTree(state).resolveInner(pos, -1);
  return name === "String" || name === "Comment";
}

/** The dotted name at a place, up to the part that is there. */
function dottedName(
  state: EditorState,
  position: number,
  side: number,
): { from: number; to: number; text: string } | undefined {
  const line = state.doc.lineAt(position);
  for (const match of line.text.matchAll(/[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu)) {
    const from = line.from + match.index;
    const whole = from + match[0].length;
    if (position < from || position > whole || (position === whole && side > 0)) continue;
    const rest = /^[\p{L}\p{N}_]*/u.exec(state.sliceDoc(position, whole))?.[0].length ?? 0;
    const to = position + rest;
    const { name } = syntaxTree(state).resolveInner(from, 1);
    return name === "String" || name === "Comment" ? undefined : { from, to, text: state.sliceDoc(from, to) };
  }
  return undefined;
}

function description(view: EditorView, signature: string, doc: string): HTMLElement {
  const { ownerDocument } = view.dom;
  const box = ownerDocument.createElement("div");
  const [head, text] = [ownerDocument.createElement("pre"), ownerDocument.createElement("pre")];
  head.textContent = signature;
  text.textContent = doc.length > 1200 ? `${doc.slice(0, 1200)} …` : doc;
  box.append(head, ...(doc ? [text] : []));
  return box;
}
