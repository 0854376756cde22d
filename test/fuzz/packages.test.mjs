// Versions of packages, constraints of them, and requirements.
import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzz } from "./fuzzing.mjs";
import { source } from "./sources.mjs";

const { compareVersions, fits, isPrerelease, isSpecifier, isVersion } = await source(
  "runtime/config/packages/version",
);
const { normalizeName, parseRequirement, RequirementSyntaxError } = await source(
  "runtime/config/packages/requirement",
);

const digits = fc.oneof(
  fc.nat(3).map(String),
  fc.nat(3000).map(String),
  fc.bigInt(0n, 10n ** 20n).map(String),
);
const padded = fc.tuple(fc.constantFrom("", "", "0", "00"), digits).map(([zeros, number]) => zeros + number);
/** A version in parts, each a text as it is written. */
const version = fc.record({
  epoch: fc.option(fc.constantFrom("0", "1", "2")),
  release: fc.array(padded, { minLength: 1, maxLength: 4 }),
  pre: fc.option(fc.record({ phase: fc.constantFrom("a", "b", "rc"), number: digits })),
  post: fc.option(digits),
  dev: fc.option(digits),
  local: fc.option(
    fc.array(fc.oneof(digits, fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/)), { minLength: 1, maxLength: 3 }),
  ),
});
const small = fc.record({
  epoch: fc.constant(null),
  release: fc.array(fc.constantFrom("0", "1", "2"), { minLength: 1, maxLength: 3 }),
  pre: fc.option(fc.record({ phase: fc.constantFrom("a", "rc"), number: fc.constantFrom("0", "1") })),
  post: fc.option(fc.constantFrom("0", "1")),
  dev: fc.option(fc.constantFrom("0", "1")),
  local: fc.option(fc.array(fc.constantFrom("0", "1", "a"), { minLength: 1, maxLength: 2 })),
});
const anyVersion = fc.oneof(version, small);

/** The form that PEP 440 calls normal. */
function normal({ epoch, release, pre, post, dev, local }) {
  const plain = (number) => String(BigInt(number));
  return (
    (epoch && epoch !== "0" ? `${epoch}!` : "") +
    release.map(plain).join(".") +
    (pre ? pre.phase + plain(pre.number) : "") +
    (post !== null ? `.post${plain(post)}` : "") +
    (dev !== null ? `.dev${plain(dev)}` : "") +
    (local ? `+${local.map((part) => (/^\d+$/.test(part) ? plain(part) : part)).join(".")}` : "")
  );
}

/** Another way to write it. */
function spelled({ epoch, release, pre, post, dev, local }, style) {
  const bit = (index, one, other) => ((style >> index) & 1 ? one : other);
  const phases = { a: ["a", "alpha"], b: ["b", "beta"], rc: ["rc", "c"] };
  const text =
    bit(0, "v", "") +
    (epoch ? `${epoch}!` : "") +
    release.join(".") +
    (pre ? bit(1, "-", "") + bit(2, ...phases[pre.phase]) + bit(3, ".", "") + pre.number : "") +
    (post !== null
      ? (pre === null || /\d$/.test(pre.number)) && bit(4, true, false)
        ? `-${post}`
        : `.${bit(5, "rev", "post")}${post}`
      : "") +
    (dev !== null ? `${bit(6, "_", ".")}dev${bit(7, "-", "")}${dev}` : "") +
    (local ? `+${local.join(bit(8, "-", "."))}` : "");
  return bit(9, text.toUpperCase(), text);
}

/** The order of PEP 440, written down once more: a list of parts that are compared one by one. */
function orderOf({ epoch, release, pre, post, dev, local }) {
  const numbers = release.map(BigInt);
  while (numbers.length > 1 && numbers.at(-1) === 0n) numbers.pop();
  const phase = pre
    ? [{ a: 0n, b: 1n, rc: 2n }[pre.phase], BigInt(pre.number)]
    : [post === null && dev !== null ? -1n : 3n, 0n];
  return [
    [BigInt(epoch ?? 0)],
    numbers,
    phase,
    [post === null ? -1n : BigInt(post)],
    dev === null ? [1n, 0n] : [0n, BigInt(dev)],
    (local ?? []).map((part) => (/^\d+$/.test(part) ? [1, BigInt(part)] : [0, part])),
  ];
}

function compareOrders(a, b) {
  if (!Array.isArray(a)) return a < b ? -1 : a > b ? 1 : 0;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    if (index >= a.length) return -1;
    if (index >= b.length) return 1;
    const order = compareOrders(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}
const sign = Math.sign;

fuzz("versions", "versions of packages", {
  "are the same however they are written": [
    anyVersion,
    fc.nat(1023),
    (parts, style) => {
      const text = spelled(parts, style);
      assert(isVersion(text), text);
      assert.equal(compareVersions(text, normal(parts)), 0, text);
      assert.equal(compareVersions(normal(parts), text), 0, text);
      assert.equal(isPrerelease(text), parts.pre !== null || parts.dev !== null);
    },
  ],
  "have the order that the specification gives them, however large their numbers are": [
    anyVersion,
    anyVersion,
    (one, other) => {
      const expected = compareOrders(orderOf(one), orderOf(other));
      assert.equal(
        sign(compareVersions(normal(one), normal(other))),
        sign(expected),
        `${normal(one)} ${normal(other)}`,
      );
    },
  ],
  "are in a total order, with whatever is no version": [
    fc.array(fc.oneof(anyVersion.map(normal), fc.string()), { minLength: 3, maxLength: 3 }),
    ([a, b, c]) => {
      assert.equal(sign(compareVersions(a, b)), -sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert(compareVersions(a, c) <= 0);
    },
  ],
  "fit constraints as these are defined by others": [
    small,
    small,
    (one, other) => {
      const [found, wanted] = [normal({ ...one, local: null }), normal({ ...other, local: null })];
      const order = sign(compareVersions(found, wanted));
      assert.equal(fits(found, `==${wanted}`), order === 0);
      assert.equal(fits(found, `!=${wanted}`), !fits(found, `==${wanted}`));
      assert.equal(fits(found, `<=${wanted}`), order <= 0);
      assert.equal(fits(found, `>=${wanted}`), order >= 0);
      if (fits(found, `<${wanted}`)) assert.equal(order, -1);
      if (fits(found, `>${wanted}`)) assert.equal(order, 1);
      assert.equal(fits(found, `>=${wanted},!=${wanted}`), order === 1);
      if (other.release.length > 1) {
        const prefix = other.release.slice(0, -1).join(".");
        assert.equal(fits(found, `~=${wanted}`), fits(found, `>=${wanted},==${prefix}.*`));
      }
      // A local version is the same to constraints without one.
      if (one.local) {
        for (const operator of ["==", "!=", "<=", ">=", "<", ">"])
          assert.equal(
            fits(normal(one), operator + wanted),
            operator === "<" || operator === ">"
              ? fits(normal(one), operator + wanted)
              : fits(found, operator + wanted),
          );
        assert(!fits(normal(one), `>${found}`), "1.0+local is not newer than 1.0");
      }
    },
  ],
});

const space = fc.constantFrom("", "", " ", "  ", "\t");
const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?$/);
const constraint = fc
  .tuple(fc.constantFrom("==", "!=", "<=", ">=", "<", ">", "~="), anyVersion)
  .map(([operator, parts]) => {
    const plain = { ...parts, local: operator === "==" || operator === "!=" ? parts.local : null };
    if (operator === "~=" && plain.release.length < 2) plain.release = [...plain.release, "0"];
    return operator + normal(plain);
  });
const variables = {
  python_version: "3.13",
  sys_platform: "emscripten",
  os_name: "posix",
  platform_machine: "wasm32",
};
const { marker } = fc.letrec((tie) => ({
  marker: fc.oneof(
    { depthSize: "small" },
    fc.record({
      variable: fc.constantFrom("sys_platform", "os_name", "platform_machine", "extra"),
      operator: fc.constantFrom("==", "!=", "in", "not in"),
      value: fc.constantFrom("emscripten", "posix", "linux emscripten", "loud", "wasm32", ""),
      isFirst: fc.boolean(),
    }),
    fc.record({
      variable: fc.constant("python_version"),
      operator: fc.constantFrom(">=", "<", "=="),
      value: fc.constantFrom("3.9", "3.13", "3.14"),
      isFirst: fc.constant(true),
    }),
    fc.record({ and: fc.boolean(), sides: fc.tuple(tie("marker"), tie("marker")) }),
  ),
}));

function written(node, s) {
  if (node.sides) {
    const [left, right] = node.sides.map((side) => `(${s}${written(side, s)}${s})`);
    return `${left}${s}${node.and ? "and" : "or"} ${right}`;
  }
  const quote = s === " " ? "'" : '"';
  const value = `${quote}${node.value}${quote}`;
  const sides = node.isFirst ? [node.variable, value] : [value, node.variable];
  return sides.join(` ${node.operator} `);
}

function holds(node, extra) {
  if (node.sides)
    return node.and
      ? node.sides.every((side) => holds(side, extra))
      : node.sides.some((side) => holds(side, extra));
  const { variable, operator, value } = node;
  if (variable === "python_version")
    return { ">=": value !== "3.14", "<": value === "3.14", "==": value === "3.13" }[operator];
  const given = variable === "extra" ? extra : variables[variable];
  const [left, right] = node.isFirst ? [given, value] : [value, given];
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  return right.includes(left) === (operator === "in");
}

const requirement = fc.record({
  name,
  extras: fc.array(name, { maxLength: 3 }),
  constraints: fc.array(constraint, { maxLength: 3 }),
  parentheses: fc.boolean(),
  url: fc.option(fc.webUrl().filter((url) => !url.includes(";"))),
  marker: fc.option(marker),
  space,
});

function spelledOut({ name, extras, constraints, parentheses, url, marker, space: s }) {
  const list = constraints.join(`${s},${s}`);
  return (
    s +
    name +
    s +
    (extras.length > 0 ? `[${s}${extras.join(`${s},${s}`)}${s}]` : "") +
    (url !== null ? `${s}@ ${url}` : list && parentheses ? `${s}(${s}${list}${s})` : s + list) +
    (marker ? `${url !== null ? " " : s};${s}${written(marker, s)}` : "") +
    s
  );
}

fuzz("requirements", "requirements", {
  "have the parts that they were written with": [
    requirement,
    (parts) => {
      const parsed = parseRequirement(spelledOut(parts));
      assert.equal(parsed.name, parts.name);
      assert.equal(parsed.key, normalizeName(parts.name));
      assert.deepEqual(parsed.extras, parts.extras.map(normalizeName));
      assert.equal(parsed.url, parts.url ?? undefined);
      const wanted = parts.url === null ? parts.constraints.join() : "";
      assert.equal(parsed.specifier.replace(/\s/g, ""), wanted);
      assert(isSpecifier(parsed.specifier));
      for (const extra of ["", "loud"])
        assert.equal(
          parsed.applies(variables, new Set(extra ? [extra] : [])),
          !parts.marker || holds(parts.marker, extra),
          extra,
        );
    },
  ],
  "are read, or refused by an error of ours, whatever they are": [
    fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."ab1.-_[](),;@<>=!~ \"'andor") }),
      fc
        .tuple(requirement.map(spelledOut), fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }))
        .map(([text, at, size, put]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + put + text.slice(place + size);
        }),
    ),
    (text) => {
      try {
        const { name, key, specifier, applies } = parseRequirement(text);
        assert(text.trim().startsWith(name));
        assert.equal(normalizeName(key), key);
        assert(isSpecifier(specifier));
        assert.equal(typeof applies(variables, new Set()), "boolean");
      } catch (error) {
        assert(error instanceof RequirementSyntaxError, String(error));
      }
    },
  ],
  "have commas between their extras": [
    name,
    fc.array(name, { minLength: 2, maxLength: 3 }),
    (of, extras) => {
      assert.throws(() => parseRequirement(`${of}[${extras.join(" ")}]`), RequirementSyntaxError);
      assert.throws(() => parseRequirement(`${of}[${extras.join(",,")}]`), RequirementSyntaxError);
    },
  ],
});
