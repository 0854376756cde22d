/**
 * Versions of Python packages, and constraints of them, as "Version specifiers" in the Python packaging
 * specifications (PEP 440) has them.
 *
 * @example
 * ```ts
 * fits("1", "==1.0.*"); // true
 * compareVersions("1.0rc1", "1.0"); // negative
 * ```
 */

/** A number of a version; a bigint where a number would not be exact. */
type Count = number | bigint;

/** A version that was parsed. */
interface Version {
  readonly epoch: Count;
  readonly release: readonly Count[];
  /** `a`, `b` or `rc`, and its number. */
  readonly pre: readonly [string, Count] | undefined;
  readonly post: Count | undefined;
  readonly dev: Count | undefined;
  readonly local: readonly (string | Count)[];
}

const SEPARATOR = "[-_.]?";
const RELEASE = "v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)";
const SUFFIX =
  `(?:${SEPARATOR}(?<pre>alpha|beta|preview|pre|rc|a|b|c)${SEPARATOR}(?<preNumber>\\d*))?` +
  `(?:-(?<postOnly>\\d+)|${SEPARATOR}(?<post>post|rev|r)${SEPARATOR}(?<postNumber>\\d*))?`;
const DEV = `(?:${SEPARATOR}(?<dev>dev)${SEPARATOR}(?<devNumber>\\d*))?`;
const LOCAL = "(?:\\+(?<local>[a-z\\d]+(?:[-_.][a-z\\d]+)*))?";

const versionPattern = new RegExp(`^\\s*${RELEASE}${SUFFIX}${DEV}${LOCAL}\\s*$`, "i");
const prefixPattern = new RegExp(`^\\s*${RELEASE}\\.\\*\\s*$`, "i");

/** The spellings that stand for others. */
const phases: Readonly<Record<string, string>> = {
  alpha: "a",
  a: "a",
  beta: "b",
  b: "b",
  c: "rc",
  rc: "rc",
  pre: "rc",
  preview: "rc",
};

/** @returns undefined when it is no version */
function parseVersion(text: string, pattern = versionPattern): Version | undefined {
  const groups = pattern.exec(text)?.groups;
  if (!groups) return undefined;
  const { epoch, release = "", pre, preNumber, postOnly, post, postNumber, dev, devNumber, local } = groups;
  return {
    epoch: countOf(epoch),
    release: release.split(".").map(countOf),
    pre: pre ? [phases[pre.toLowerCase()] ?? "", countOf(preNumber)] : undefined,
    post: postOnly ? countOf(postOnly) : post ? countOf(postNumber) : undefined,
    dev: dev ? countOf(devNumber) : undefined,
    local: (local?.toLowerCase().split(/[-_.]/) ?? []).map((part) =>
      /^\d+$/.test(part) ? countOf(part) : part,
    ),
  };
}

/** Python's integers have no limit: a version may be made of a date and a time. */
function countOf(digits = ""): Count {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

export function isVersion(text: string): boolean {
  return versionPattern.test(text);
}

/** Returns true for a version that comes before the final one. */
export function isPrerelease(text: string): boolean {
  const version = parseVersion(text);
  return version !== undefined && comesBefore(version);
}

/** Negative when `a` is older than `b`, 0 when they are the same. Text that is no version is older than all
 * versions. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  return compare(left, right);
}

/** Returns true for constraints, such as `>=1.0,<2`; empty text is one that all versions fit. */
export function isSpecifier(text: string): boolean {
  return parseSpecifier(text) !== undefined;
}

/** Kinds of versions that constraints ask for, and that nobody gets without asking. */
export interface Asked {
  /** True if they name a prerelease. */
  readonly prerelease: boolean;
  /** True if they name one version. */
  readonly exact: boolean;
}

/** Returns which kinds of versions constraints ask for. */
export function askedBy(specifier: string): Asked {
  const constraints = parseSpecifier(specifier) ?? [];
  return {
    prerelease: constraints.some(
      ({ operator, version }) => operator !== "!=" && version !== undefined && comesBefore(version),
    ),
    exact: constraints.some(
      ({ operator, isPrefix }) => operator === "===" || (operator === "==" && !isPrefix),
    ),
  };
}

/** Returns true if `version` fits all of `specifier`; a prerelease fits like any other version. */
export function fits(version: string, specifier: string): boolean {
  const constraints = parseSpecifier(specifier);
  if (!constraints) return false;
  const parsed = parseVersion(version);
  return constraints.every((constraint) =>
    constraint.version === undefined || parsed === undefined
      ? constraint.operator === "===" && version.trim().toLowerCase() === constraint.text.toLowerCase()
      : holds(parsed, constraint),
  );
}

type Operator = "===" | "~=" | "==" | "!=" | "<=" | ">=" | "<" | ">";

interface Constraint {
  readonly operator: Operator;
  readonly text: string;
  /** Undefined where the text is to be equal, whatever it is. */
  readonly version: Version | undefined;
  /** True if it ends in `.*`. */
  readonly isPrefix: boolean;
}

/** @returns undefined when they are no constraints */
function parseSpecifier(text: string): readonly Constraint[] | undefined {
  const constraints: Constraint[] = [];
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const constraint = parseConstraint(part);
    if (!constraint) return undefined;
    constraints.push(constraint);
  }
  return constraints;
}

function parseConstraint(text: string): Constraint | undefined {
  const [, found = "", rest = ""] = /^\s*(===|[~=!<>]=|[<>])\s*(\S+)\s*$/.exec(text) ?? [];
  const operator = found as Operator | "";
  if (operator === "") return undefined;
  if (operator === "===") return { operator, text: rest, version: undefined, isPrefix: false };
  const isEqual = operator === "==" || operator === "!=";
  if (isEqual && rest.endsWith(".*")) {
    const version = parseVersion(rest, prefixPattern);
    return version && { operator, text: rest, version, isPrefix: true };
  }
  const version = parseVersion(rest);
  if (!version || (!isEqual && version.local.length > 0)) return undefined;
  // With one number there is none that may differ.
  if (operator === "~=" && version.release.length < 2) return undefined;
  return { operator, text: rest, version, isPrefix: false };
}

function holds(found: Version, { operator, version: wanted, isPrefix }: Constraint): boolean {
  if (!wanted) return false;
  switch (operator) {
    case "==":
      return isPrefix ? hasPrefix(found, wanted) : isSame(found, wanted);
    case "!=":
      return !(isPrefix ? hasPrefix(found, wanted) : isSame(found, wanted));
    case "~=": {
      const { epoch, release } = wanted;
      const prefix = { ...NOTHING, epoch, release: release.slice(0, -1) };
      return compare(publicPart(found), wanted) >= 0 && hasPrefix(found, prefix);
    }
    case "<=":
      return compare(publicPart(found), wanted) <= 0;
    case ">=":
      return compare(publicPart(found), wanted) >= 0;
    case "<":
      return compare(found, wanted) < 0 && !isPrereleaseOf(found, wanted);
    case ">":
      return (
        compare(found, wanted) > 0 &&
        !isPostReleaseOf(found, wanted) &&
        compare(publicPart(found), wanted) !== 0
      );
    case "===":
      return false;
  }
}

const NOTHING = { pre: undefined, post: undefined, dev: undefined, local: [] };

const comesBefore = ({ pre, dev }: Version) => pre !== undefined || dev !== undefined;

const publicPart = (version: Version): Version => ({ ...version, local: [] });

/** A constraint that names no local version takes any. */
const isSame = (found: Version, wanted: Version) =>
  compare(wanted.local.length > 0 ? found : publicPart(found), wanted) === 0;

const isSameBase = (a: Version, b: Version) => compare({ ...a, ...NOTHING }, { ...b, ...NOTHING }) === 0;

/** `<1.0` does not mean 1.0rc1, nor `<1.0.post1` 1.0.post1.dev2; `<1.0rc2` does mean 1.0rc1. */
function isPrereleaseOf(found: Version, wanted: Version): boolean {
  if (comesBefore(wanted) || !comesBefore(found) || !isSameBase(found, wanted)) return false;
  return wanted.post === undefined || (found.pre === undefined && found.post === wanted.post);
}

/** `>1.0` does not mean 1.0.post1, nor `>1.0a1` 1.0a1.post1; `>1.0a1` does mean 1.0.post1. */
function isPostReleaseOf(found: Version, wanted: Version): boolean {
  if (found.post === undefined || wanted.post !== undefined || wanted.dev !== undefined) return false;
  return isSameBase(found, wanted) && compareLists(phaseOf(found), phaseOf(wanted), byValue) === 0;
}

/** Returns true if a version begins with another one: `1.0.*`; zeros at the end of a release are not
 * written. */
function hasPrefix(found: Version, prefix: Version): boolean {
  if (found.epoch !== prefix.epoch) return false;
  return prefix.release.every((number, index) => (found.release[index] ?? 0) === number);
}

function compare(a: Version, b: Version): number {
  return (
    byValue(a.epoch, b.epoch) ||
    compareLists(trimmed(a.release), trimmed(b.release), byValue) ||
    compareLists(phaseOf(a), phaseOf(b), byValue) ||
    byValue(a.post ?? -1, b.post ?? -1) ||
    byValue(a.dev ?? Infinity, b.dev ?? Infinity) ||
    compareLists(a.local, b.local, byLocal)
  );
}

/** A version in development comes before its prereleases, the final one after them. */
function phaseOf({ pre, post, dev }: Version): readonly [number, Count] {
  if (pre) return [["a", "b", "rc"].indexOf(pre[0]), pre[1]];
  return [post === undefined && dev !== undefined ? -1 : 3, 0];
}

function trimmed(release: readonly Count[]): readonly Count[] {
  return release.slice(0, release.findLastIndex((number) => number !== 0) + 1);
}

function byValue(a: Count, b: Count): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Numbers are newer than text. */
function byLocal(a: string | Count, b: string | Count): number {
  if (typeof a !== "string" && typeof b !== "string") return byValue(a, b);
  if (typeof a !== "string" || typeof b !== "string") return typeof a === "string" ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Compares item by item; of two of which one begins with the other, the shorter is less. */
function compareLists<T>(a: readonly T[], b: readonly T[], compareItems: (a: T, b: T) => number): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareItems(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
