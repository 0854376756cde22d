// Holds comments and docstrings to `docs/contributing/style.md`: how they begin, and how wide they are.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { Failure, root } from "../command.mjs";

/** The widest line of a comment, as the formatter's `printWidth`. */
export const MAX_WIDTH = 110;

/** First words that hide the subject of a sentence. */
const HIDDEN_SUBJECT =
  /^(?:what(?:ever)?|who(?:ever|se)?|where(?:ver)?|whether|whichever|told|says so|so told)\b/i;

const FOLDERS = ["bench", "bin", "demo", "scripts", "src", "test", "tools", "vite"];
const SKIPPED = /(?:^|\/)(?:node_modules|out|dist|generated|__pycache__|licences)(?:\/|$)/;

/**
 * A comment: a block, a docstring, or consecutive lines that each begin with the same mark.
 *
 * @typedef {{ begin: number, end: number, line: number, kind: "block" | "lines" | "docstring" | "html",
 *   text: string }} Comment
 */

/**
 * @param {string} file its name says the language
 * @param {string} source
 * @returns {Comment[]} in the order of the file; `text` is without marks and line breaks
 */
export function commentsIn(file, source) {
  const ranges =
    {
      ".py": rangesInPython,
      ".pyi": rangesInPython,
      ".html": rangesInHTML,
      ".css": (text) => matches(text, /\/\*[^]*?\*\//g, "block"),
    }[path.extname(file)] ?? rangesInScript;
  return joined(ranges(source), source).map((range) => ({
    ...range,
    line: source.slice(0, range.begin).split("\n").length,
    text: textOf(source.slice(range.begin, range.end)),
  }));
}

/** @returns {{ file: string, line: number, message: string }[]} the comments of a file that break the
 *   rules */
export function faultsIn(file, source) {
  const lines = source.split("\n");
  return commentsIn(file, source).flatMap(({ line, begin, end, text }) => {
    const faults = [];
    const [word] = HIDDEN_SUBJECT.exec(text) ?? [];
    if (word)
      faults.push({
        file,
        line,
        message: `begins with "${word}": begin with the subject, or a verb in the third person`,
      });
    const count = source.slice(begin, end).split("\n").length;
    for (let at = line; at < line + count; at++) {
      if (
        lines[at - 1].length > MAX_WIDTH &&
        !/https?:\/\/|eslint|@typedef|\S{60}|^ *\* \||# type:/.test(lines[at - 1])
      )
        faults.push({ file, line: at, message: `is wider than ${MAX_WIDTH} columns` });
    }
    return faults;
  });
}

/** @returns {string[]} the files that are checked, as paths relative to the repository */
export function checkedFiles() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true })
      .map((file) => `${folder}/${String(file).split(path.sep).join("/")}`)
      .filter((file) => /\.(?:[cm]?[jt]s|pyi?|html|css)$/.test(file) && !SKIPPED.test(file)),
  ).sort();
}

/** @throws {Failure} that lists the faults of all files */
export function checkComments() {
  const faults = checkedFiles().flatMap((file) =>
    faultsIn(file, readFileSync(path.join(root, file), "utf8")),
  );
  if (faults.length === 0) return;
  const list = faults.map(({ file, line, message }) => `${file}:${line} ${message}`).join("\n");
  throw new Failure(`${list}\n${faults.length} comments; the rule is in docs/contributing/style.md.`);
}

function matches(text, pattern, kind) {
  return [...text.matchAll(pattern)].map((match) => ({
    begin: match.index,
    end: match.index + match[0].length,
    kind,
  }));
}

function rangesInScript(source) {
  const file = ts.createSourceFile("file.ts", source, ts.ScriptTarget.Latest, true);
  const found = new Map();
  const add = (ranges) => {
    for (const { pos, end, kind } of ranges ?? [])
      found.set(pos, {
        begin: pos,
        end,
        kind: kind === ts.SyntaxKind.SingleLineCommentTrivia ? "lines" : "block",
      });
  };
  const visit = (node) => {
    const children = node
      .getChildren(file)
      .filter(({ kind }) => kind < ts.SyntaxKind.FirstJSDocNode || kind > ts.SyntaxKind.LastJSDocNode);
    if (children.length > 0) return children.forEach(visit);
    if (node.kind === ts.SyntaxKind.JsxText) return;
    add(ts.getLeadingCommentRanges(source, node.pos));
    add(ts.getTrailingCommentRanges(source, node.end));
  };
  visit(file);
  return [...found.values()].sort((one, other) => one.begin - other.begin);
}

function rangesInPython(source) {
  const ranges = [];
  const token = /(?<quotes>"""|'''|"|')|#[^\n]*/g;
  for (let match; (match = token.exec(source));) {
    const begin = match.index;
    const { quotes } = match.groups;
    if (!quotes) {
      ranges.push({ begin, end: token.lastIndex, kind: "lines" });
      continue;
    }
    let end = token.lastIndex;
    while (end < source.length && !source.startsWith(quotes, end)) end += source[end] === "\\" ? 2 : 1;
    end += quotes.length;
    token.lastIndex = end;
    const before = source.slice(source.lastIndexOf("\n", begin) + 1, begin);
    const after = /^[^\n]*/.exec(source.slice(end))[0];
    const opens = /(?:^|:)\s*(?:#[^\n]*)?\s*$/.test(source.slice(0, begin - before.length));
    if (quotes === '"""' && before.trim() === "" && after.trim() === "" && opens)
      ranges.push({ begin, end, kind: "docstring" });
  }
  return ranges;
}

function rangesInHTML(source) {
  const ranges = matches(source, /<!--[^]*?-->/g, "html");
  ranges.push(...matches(source, /(?<=^[ \t]*)(?:\/\/ |# )[^\n]*/gm, "lines"));
  ranges.push(...matches(source, /(?<=^[ \t]*)\/\*[^]*?\*\//gm, "block"));
  return ranges.sort((one, other) => one.begin - other.begin);
}

/** Joins comments of one line each that stand below each other, alone on their lines, with the same mark. */
function joined(ranges, source) {
  const result = [];
  for (const range of ranges) {
    const last = result.at(-1);
    const isNext =
      last?.kind === "lines" &&
      range.kind === "lines" &&
      /^\n[ \t]*$/.test(source.slice(last.end, range.begin)) &&
      isAlone(source, last.begin) &&
      markOf(source, last.begin) === markOf(source, range.begin);
    if (isNext) last.end = range.end;
    else result.push({ ...range });
  }
  return result;
}

const isAlone = (source, begin) => source.slice(source.lastIndexOf("\n", begin - 1) + 1, begin).trim() === "";
const markOf = (source, begin) => /^(?:\/\/\/?|#:?)/.exec(source.slice(begin, begin + 3))?.[0];

function textOf(raw) {
  return raw
    .replace(/^(?:\/\*\*?|<!--|"""|\/\/\/?|#[:!]?)|(?:\*\/|-->|""")$/g, "")
    .replace(/\n[ \t]*(?:\*(?!\*)|\/\/\/?|#:?)?/g, "\n")
    .replace(/\s+/g, " ")
    .trim();
}
