/**
 * Parses requirements: `name[extra]>=1,<2; python_version < "3.13"`, or `name @ URL`. The grammar is that of
 * "Dependency specifiers" in the Python packaging specifications (PEP 508).
 */
import { fits, isSpecifier } from "./version.js";

/** A requirement that was parsed. */
export interface Requirement {
  /** As it was written. */
  readonly text: string;
  readonly name: string;
  /** The name that equal packages share: see {@link normalizeName}. */
  readonly key: string;
  readonly extras: readonly string[];
  /** Constraints of the version (PEP 440), `""` for none. */
  readonly specifier: string;
  /** The package's address, if the requirement has one. */
  readonly url: string | undefined;
  /** Returns true if the requirement counts with these variables. */
  applies(environment: MarkerEnvironment, extras: ReadonlySet<string>): boolean;
}

/** The values of the variables that a marker may ask for, `extra` apart. */
export type MarkerEnvironment = Readonly<Record<string, string>>;

/** A requirement that cannot be parsed; the message says what was expected, and where. */
export class RequirementSyntaxError extends Error {}

/** Case, and which of `-`, `_`, `.` parts words, make no difference between names (PEP 503). */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

type Marker = (environment: MarkerEnvironment, extra: string) => boolean;

/** @throws RequirementSyntaxError */
export function parseRequirement(text: string): Requirement {
  const scanner = new Scanner(text);
  const name = scanner.expect(/[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y, "a package's name");
  const extras: string[] = [];
  if (scanner.take(/\[/y)) {
    for (let more = !scanner.take(/\]/y); more;) {
      extras.push(
        normalizeName(scanner.expect(/[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y, "an extra's name")),
      );
      more = scanner.expect(/[,\]]/y, '"," or "]" after an extra') === ",";
    }
  }
  let url: string | undefined;
  let specifier = "";
  if (scanner.take(/@/y)) {
    url = scanner.expect(/[^\s;]\S*/y, "a URL");
  } else {
    const parenthesis = scanner.take(/\(/y);
    const start = scanner.offset;
    specifier = (scanner.take(/[~=!<>][^;)]*/y) ?? "").trim().replace(/,$/, "");
    if (!isSpecifier(specifier)) {
      scanner.offset = start;
      scanner.fail('constraints such as ">=1.0,<2"');
    }
    if (parenthesis) scanner.expect(/\)/y, '")"');
  }
  let marker: Marker | undefined;
  if (scanner.take(/;/y)) marker = parseOr(scanner);
  if (!scanner.ended) scanner.fail("a constraint, a marker after a semicolon, or the end");
  return {
    text,
    name,
    key: normalizeName(name),
    extras,
    specifier,
    url,
    applies: (environment, wanted) =>
      !marker || [...(wanted.size > 0 ? wanted : [""])].some((extra) => marker(environment, extra)),
  };
}

class Scanner {
  offset = 0;

  constructor(readonly text: string) {}

  get ended(): boolean {
    this.take(/\s*/y);
    return this.offset === this.text.length;
  }

  /** Takes what stands next, after white space. */
  take(pattern: RegExp): string | undefined {
    const space = /\s*/y;
    space.lastIndex = this.offset;
    space.test(this.text);
    pattern.lastIndex = space.lastIndex;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.offset = pattern.lastIndex;
    return found;
  }

  /** Takes what must stand next. */
  expect(pattern: RegExp, what: string): string {
    return this.take(pattern) ?? this.fail(what);
  }

  fail(expected: string): never {
    const rest = this.text.slice(this.offset).trim();
    throw new RequirementSyntaxError(`expected ${expected}, found ${rest === "" ? "the end" : `"${rest}"`}`);
  }
}

function parseOr(scanner: Scanner): Marker {
  const left = parseAnd(scanner);
  if (!scanner.take(/or\b/y)) return left;
  const right = parseOr(scanner);
  return (environment, extra) => left(environment, extra) || right(environment, extra);
}

function parseAnd(scanner: Scanner): Marker {
  const left = parseComparison(scanner);
  if (!scanner.take(/and\b/y)) return left;
  const right = parseAnd(scanner);
  return (environment, extra) => left(environment, extra) && right(environment, extra);
}

type Operand = (environment: MarkerEnvironment, extra: string) => string;

function parseComparison(scanner: Scanner): Marker {
  if (scanner.take(/\(/y)) {
    const inner = parseOr(scanner);
    scanner.expect(/\)/y, '")"');
    return inner;
  }
  const [left, leftName] = parseOperand(scanner);
  const operator =
    scanner.take(/===|~=|==|!=|<=|>=|<|>|in\b|not\s+in\b/y)?.replace(/\s+/, " ") ??
    scanner.fail("a comparison");
  const [right, rightName] = parseOperand(scanner);
  const isExtra = leftName === "extra" || rightName === "extra";
  const isVersion = ofVersions.has(leftName) || ofVersions.has(rightName);
  return (environment, extra) => {
    const [a, b] = [left(environment, extra), right(environment, extra)];
    if (isExtra) return compareText(normalizeName(a), operator, normalizeName(b));
    return isVersion && isSpecifier(operator + b) ? fits(a, operator + b) : compareText(a, operator, b);
  };
}

/** The variables that hold versions; all others are text. */
const ofVersions = new Set([
  "python_version",
  "python_full_version",
  "implementation_version",
  "platform_release",
]);

function parseOperand(scanner: Scanner): [Operand, string] {
  const quoted = scanner.take(/"[^"]*"|'[^']*'/y);
  if (quoted !== undefined) return [() => quoted.slice(1, -1), ""];
  const name = scanner.expect(/[a-z_.]+/y, "a variable or a quoted string");
  return [
    (environment, extra) => (name === "extra" ? extra : (environment[name.replace(".", "_")] ?? "")),
    name,
  ];
}

/** Text has no order: `<=` and `>=` hold for what is equal, `<` and `>` never do. */
function compareText(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case "in":
      return right.includes(left);
    case "not in":
      return !right.includes(left);
    case "==":
    case "===":
    case "<=":
    case ">=":
      return left === right;
    case "!=":
      return left !== right;
    default:
      return false;
  }
}
