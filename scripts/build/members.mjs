// The table of members that a worker may set and call without waiting for the page; what it means says
// `src/runtime/link/shared/members.ts`. It is made of the standards' IDL and the reviewed list, at build time
// and by the test server, and becomes the constant `__MEMBERS__`. A line for each interface:
//
//   Element;set=id className;insert=append prepend;style>InlineStyle=style
//
// `set`, `finite` and `callback` before names of attributes, a signature before those of methods, `!` before
// those that are not safe here, `any` for all other attributes, `interface>` before getters of an object that
// never changes. `!` alone: nothing of it is safe.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "webidl2";
import {
  closed,
  finiteSetters,
  getters,
  methods,
  narrower,
  refused,
  setters,
  specifications,
  unsafe,
} from "./members-reviewed.mjs";

const require = createRequire(import.meta.url);

/** Setters that are safe by definition: those of reflected attributes. Those of negative numbers may
 * throw. */
const reflected = /^Reflect(URL|Setter|Default|Range|PositiveWithFallback)?$/;
const mayThrow = /^Reflect(Positive|NonNegative)$/;
const primitives = new Set(["DOMString", "USVString", "boolean", "long", "unsigned long"]);
const handlers = /^On(Error|BeforeUnload)?EventHandler$|^EventHandler$/;
/** Types of getters, and the shapes that they give: see `getterInterfaces` in `members.ts`. */
const same = {
  CSSStyleDeclaration: "InlineStyle",
  CSSStyleProperties: "InlineStyle",
  ...Object.fromEntries(
    [
      "DOMTokenList",
      "DOMStringMap",
      "NamedNodeMap",
      "NodeList",
      "HTMLCollection",
      "HTMLOptionsCollection",
      "DocumentFragment",
    ].map((name) => [name, name]),
  ),
};

let table;

/** The table, as text. */
export function memberTable() {
  return (table ??= makeTable());
}

function makeTable() {
  const { interfaces, includes } = readInterfaces();
  check(interfaces, includes);
  const lines = [];
  for (const [name, { members, kind }] of interfaces) {
    if (kind === "interface mixin") continue;
    const groups = new Map();
    const put = (group, member) => groups.set(group, [...(groups.get(group) ?? []), member]);
    const sources = [[name, members]];
    for (const mixin of includes.get(name) ?? []) {
      sources.push([mixin, interfaces.get(mixin)?.members ?? []]);
    }
    for (const [source, list] of sources) {
      for (const member of list) if (member.type === "attribute") attribute(source, member, put);
      for (const [signature, names] of Object.entries(methods[source] ?? {})) {
        for (const method of names.split(" ")) put(signature, method);
      }
    }
    for (const [signature, names] of Object.entries(narrower[name] ?? {})) {
      for (const method of names.split(" ")) put(signature, method);
    }
    for (const member of refused[name]?.split(" ") ?? []) put("!", member);
    if (closed.includes(name)) lines.push(`${name};!`);
    else if (groups.size > 0) {
      lines.push(
        [name, ...[...groups].map(([group, names]) => `${group}=${[...new Set(names)].join(" ")}`)].join(";"),
      );
    }
  }
  // A declaration block that can be written to: that of `getComputedStyle` has the same class, and can't.
  lines.push("InlineStyle;set=cssText cssFloat;setProperty=setProperty;!=length parentRule;any");
  lines.push("DOMStringMap;any");
  return lines.join("\n");
}

function attribute(source, { name, idlType, readonly, special, extAttrs }, put) {
  const type = idlType.idlType;
  const has = (pattern) => extAttrs.some((attr) => pattern.test(attr.name));
  const lists = (list) => list[source]?.split(" ").includes(name) ?? false;
  if (special === "static") return;
  const getter =
    getters[source]?.[name] ?? (has(/^SameObject$/) && !idlType.nullable ? same[type] : undefined);
  if (getter) put(`>${getter}`, name);
  if (readonly) {
    if (getter && has(/^PutForwards$/)) put("set", name);
    return;
  }
  if (lists(unsafe) || has(mayThrow)) {
    if (lists(finiteSetters)) put("finite", name);
    return;
  }
  if (typeof type === "string" && handlers.test(type)) put("callback", name);
  else if (lists(setters) || (has(reflected) && primitives.has(type))) put("set", name);
  else if (lists(finiteSetters) || (has(reflected) && type === "double")) put("finite", name);
}

function readInterfaces() {
  const interfaces = new Map();
  const includes = new Map();
  for (const specification of specifications) {
    const file = require.resolve(`@webref/idl/${specification}.idl`);
    for (const definition of parse(readFileSync(file, "utf8"))) {
      const { type, name } = definition;
      if (type === "includes") {
        includes.set(definition.target, [...(includes.get(definition.target) ?? []), definition.includes]);
      } else if (["interface", "interface mixin", "namespace"].includes(type)) {
        const known = interfaces.get(name);
        interfaces.set(name, {
          kind: type,
          base: definition.inheritance ?? known?.base,
          members: [...(known?.members ?? []), ...definition.members],
        });
      }
    }
  }
  return { interfaces, includes };
}

/** Checks that everything in the reviewed list exists and is of the kind that the list assumes. */
function check(interfaces, includes) {
  const find = (owner, name) => {
    const found = (interfaces.get(owner)?.members ?? []).filter((member) => member.name === name);
    if (found.length === 0) fail(`the IDL has no ${owner}.${name}`);
    return found;
  };
  for (const [owner, names] of [setters, finiteSetters, unsafe].flatMap(Object.entries)) {
    for (const name of names.split(" ")) find(owner, name);
  }
  for (const [owner, bySignature] of Object.entries(methods)) {
    for (const [signature, names] of Object.entries(bySignature)) {
      if (signature.startsWith("create")) continue;
      for (const name of names.split(" ")) {
        if (find(owner, name).some(({ idlType }) => idlType.idlType !== "undefined")) {
          fail(`${owner}.${name} returns something`);
        }
      }
    }
  }
  const has = (owner, name) => {
    const { members, base } = interfaces.get(owner) ?? fail(`there is no ${owner}`);
    const mixins = (includes.get(owner) ?? []).flatMap((mixin) => interfaces.get(mixin)?.members ?? []);
    return [...members, ...mixins].some((member) => member.name === name) || (base && has(base, name));
  };
  const inherited = Object.entries(narrower).map(([owner, groups]) => [
    owner,
    Object.values(groups).join(" "),
  ]);
  for (const [owner, names] of [...inherited, ...Object.entries(refused)]) {
    for (const name of names.split(" ")) if (!has(owner, name)) fail(`the IDL has no ${owner}.${name}`);
  }
  for (const name of closed) if (!interfaces.has(name)) fail(`the IDL has no ${name}`);
}

function fail(why) {
  throw new Error(`scripts/build/members-reviewed.mjs: ${why}.`);
}
