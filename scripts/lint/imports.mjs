// Imports of a TypeScript file that lead to this package's own files: by statements, by `import()`, in types.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Import
 * @property {string} to the file, relative to the repository's folder
 * @property {number} line of the import, from 1
 * @property {boolean} lazy whether it is an `import()` that is evaluated
 */

/** @returns {Import[]} */
export function importsOf(root, file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found = [];
  const add = (node, literal, lazy) => {
    if (!literal || !ts.isStringLiteral(literal) || !literal.text.startsWith(".")) return;
    const to = path.posix.join(path.posix.dirname(file), literal.text).replace(/\.js$/, ".ts");
    if (!existsSync(path.join(root, to))) return;
    found.push({ to, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, lazy });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, false);
    else if (ts.isImportTypeNode(node)) add(node, node.argument.literal, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const known = new Map();

/** The same of a file on disk, read again when it has changed. @returns {Import[]} */
export function importsOnDisk(root, file) {
  const { mtimeMs } = statSync(path.join(root, file));
  const entry = known.get(file);
  if (entry?.mtimeMs === mtimeMs) return entry.imports;
  const imports = importsOf(root, file, readFileSync(path.join(root, file), "utf8"));
  known.set(file, { mtimeMs, imports });
  return imports;
}
