// Leaves out of a module of our package what the other interpreter runs: the branches at the top level of a
// module that ask which interpreter this is. Each archive is of one interpreter, so the answer is known when
// it is made.
import { logicalLines } from "./strip-python.mjs";

/** The line that asks. */
const question = /^if (?:_?MICROPYTHON|sys\.implementation\.name == "micropython"):$/;

/**
 * @param {string} source
 * @param {"py" | "mpy"} type the interpreter
 * @returns {string} without comments, where anything was left out
 */
export function ownBranches(source, type) {
  const lines = logicalLines(source);
  if (!lines.some(asks)) return source;
  const kept = [];
  for (let at = 0; at < lines.length;) {
    if (!asks(lines[at])) {
      kept.push(lines[at++]);
      continue;
    }
    const asked = blockAfter(lines, at);
    at += 1 + asked.length;
    let other = [];
    if (lines[at]?.indent === 0 && lines[at].text === "else:") {
      other = blockAfter(lines, at);
      at += 1 + other.length;
    } else if (/^elif\b/.test(lines[at]?.text ?? "")) {
      throw new Error(
        `"${lines[at].text}" after a branch for one interpreter: write else and a block of its own.`,
      );
    }
    const own = type === "mpy" ? asked : other;
    const indent = own[0]?.indent ?? 0;
    kept.push(...own.map((line) => ({ ...line, indent: line.indent - indent })));
  }
  return kept.map(({ indent, text }) => `${" ".repeat(indent)}${text}\n`).join("");
}

const asks = ({ indent, text }) => indent === 0 && question.test(text);

/** The lines of the block that the line at `at` opens. */
function blockAfter(lines, at) {
  const end = lines.findIndex((line, index) => index > at && line.indent === 0);
  return lines.slice(at + 1, end < 0 ? lines.length : end);
}
