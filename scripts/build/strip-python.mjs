// Takes out of Python source what only its readers need: comments, blank lines, and the docstrings of private
// names.
//
// Docstrings of public modules, classes and functions stay, so that `help(display)` teaches. The result is
// the same program (`test/node/strip-python.test.mjs` compares syntax trees); its line numbers differ, which
// shows in tracebacks through this library's own modules only.
import path from "node:path";

/**
 * @param {string} source
 * @param {string} file path of the module; a name that starts with `_` makes everything in it private,
 *   unless it says by `__all__` what the package offers of it
 * @param {{ compact?: boolean }} options `compact`: whether to keep only the first paragraphs of docstrings,
 *   those of a module's functions and classes, and indent by one space instead of four, continuation lines
 *   by none
 * @returns {string}
 */
export function stripPython(source, file, { compact = false } = {}) {
  const lines = logicalLines(source, { compact });
  const offers = /^__all__ = /m.test(source);
  const isPrivateModule = !offers && file.split("/").some((part) => isPrivate(path.basename(part, ".py")));
  /** Open blocks: how far their header is indented, and whether what is in them is private. */
  const blocks = [];
  const kept = [];
  lines.forEach((line, index) => {
    while (blocks.length > 0 && blocks.at(-1).indent >= line.indent) blocks.pop();
    const previous = lines[index - 1];
    const header = previous && previous.indent < line.indent ? definition(previous.text) : undefined;
    const opensModule = index === 0;
    if (line.isString && (header || opensModule)) {
      const hidden =
        blocks.some((block) => block.isPrivate) || isPrivateModule || (compact && line.indent !== 4);
      if (hidden) {
        const isWholeBody = !opensModule && lines[index + 1]?.indent !== line.indent;
        if (isWholeBody) kept.push({ ...line, text: "pass" });
        return;
      }
      if (compact) line = { ...line, text: line.text.replace(/\s*\n\s*\n[^]*(?=("""|''')$)/, "") };
    }
    kept.push(line);
    const opened = definition(line.text);
    if (opened) {
      const isNested = blocks.some((block) => block.isFunction);
      blocks.push({
        indent: line.indent,
        isFunction: opened.isFunction,
        isPrivate: isNested || isPrivate(opened.name),
      });
    }
  });
  const step = compact ? 4 : 1;
  return kept.map(({ indent, text }) => `${" ".repeat(indent / step)}${text}\n`).join("");
}

function isPrivate(name) {
  return name.startsWith("_") && name !== "__init__";
}

function definition(text) {
  const match = /^(?:async\s+)?(def|class)\s+(\w+)/.exec(text);
  return match ? { isFunction: match[1] === "def", name: match[2] } : undefined;
}

/**
 * Splits source into logical lines: statements with their continuation lines, without comments and what
 * trails them.
 *
 * @param {{ compact?: boolean }} options `compact`: whether lines in brackets lose their indentation
 * @returns {{ indent: number, text: string, isString: boolean }[]} `isString` where the line is one string,
 *   no more
 */
export function logicalLines(source, { compact = false } = {}) {
  const lines = [];
  let text = "";
  let depth = 0;
  let position = 0;
  /** True if the line so far is a single plain string. */
  let isString = false;

  const finish = () => {
    const trimmed = text.trimEnd();
    const body = trimmed.trimStart();
    if (body) lines.push({ indent: trimmed.length - body.length, text: body, isString });
    text = "";
    isString = false;
  };

  while (position < source.length) {
    const rest = source.slice(position, position + 5);
    const string = /^([rRbBfFuUtT]{0,2})("""|'''|"|')/.exec(rest);
    const character = source[position];
    if (string && !(string[1] && /\w$/.test(text))) {
      const end = endOfString(source, position + string[0].length, string[2]);
      isString = text.trim() === "" && /^[rRuU]?$/.test(string[1]);
      text += source.slice(position, end);
      position = end;
    } else if (character === "#") {
      const end = source.indexOf("\n", position);
      position = end < 0 ? source.length : end;
    } else if (character === "\\" && source[position + 1] === "\n") {
      text += "\\\n";
      position += 2;
    } else if (character === "\n") {
      position += 1;
      if (depth === 0) finish();
      else {
        text = `${text.trimEnd()}\n`;
        while (compact && source[position] === " ") position += 1;
      }
    } else {
      if ("([{".includes(character)) depth += 1;
      if (")]}".includes(character)) depth -= 1;
      if (character.trim()) isString = false;
      text += character;
      position += 1;
    }
  }
  finish();
  return lines;
}

/** Returns the end of the string that starts before `position`, its quotes included. */
function endOfString(source, position, quotes) {
  for (let at = position; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source.startsWith(quotes, at)) return at + quotes.length;
    else if (source[at] === "\n" && quotes.length === 1) break;
  }
  const line = source.slice(0, position).split("\n").length;
  throw new Error(`The string that starts on line ${line} does not end.`);
}
