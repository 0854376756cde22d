/**
 * The operations on the page's objects for which a worker need not wait: they **cannot fail**, and their
 * result is known before they are done.
 *
 * Each member of a shape has a code, a number that travels as it is. The page makes them (`memberCodes` in
 * `member-codes.ts`: for a prototype, the codes of its members by name); the worker asks the functions here,
 * for each operation:
 *
 * ```ts
 * const code = nearest shape that has `name` among its members: its code; else 0
 * code & METHOD                           // a method: what `get` gives is known to be a function
 * mayQueueSet(code, value, facts)         // element.textContent = "y"
 * mayQueueCall(code, args, facts)         // element.append(fresh, "text"); then:
 *   callResult(code)                      //   what the call returns
 *   createdInterface(code, args)          //   the name of the shape of what it creates
 * getterResult(code)                      // element.classList: never null, the same object each time
 * ```
 *
 * A shape with {@link ANY} among its members has that code for all names it does not have, if they are plain
 * identifiers ({@link isPlain}): `element.style.color`, `element.dataset.userId`.
 *
 * A member that is in no table, or that the page has overridden, has the code 0 or {@link METHOD} alone:
 * drain and wait.
 *
 * **Fresh nodes.** Inserting is safe for a node that the worker has made by a queued operation and not
 * inserted since, when it can't contain the node it is inserted into. Known to hold where the receiver was
 * not made by this worker and all done to the node since were queued operations; or where both are such
 * nodes, and going up from the receiver through the insertions that the worker did itself does not meet the
 * node. After an operation that was not queued and gave an object, with the node as receiver or argument
 * (`node.querySelector(…)`), it is not fresh any more.
 */
import { elementInterface, htmlInterface } from "./tags.js";

/** Bits: 0 method, 1–3 assignment, 4–9 call, 10–15 what a getter gives. */
export type MemberCode = number;

/** It is a function, not an attribute. */
export const METHOD = 1;
/** Assigning a string, a number (also NaN), a boolean or null; never a bigint, an object, undefined. */
export const SET_PRIMITIVE = 2;
/** Assigning a finite number or a boolean. */
export const SET_FINITE = 4;
/** Assigning a function, or null: `element.onclick = …`. */
export const SET_CALLBACK = 8;

/** The member that stands for all others of a shape. */
export const ANY = "*";

/** Returns true if {@link ANY} applies to this name, too. */
export function isPlain(name: string): boolean {
  return /^[a-z]\w*$/i.test(name);
}

/** The facts about an argument that is not a primitive. */
export interface ArgumentFacts {
  /** Returns true for a fresh node (see above), for the receiver of the call at hand. */
  fresh(value: unknown): boolean;
  /** Returns true if it arrives at the page as a function. */
  callback(value: unknown): boolean;
}

/** The result of a queued call. */
export type CallResult =
  /** Nothing: undefined at the page, None in Python. */
  | "nothing"
  /** Its first argument. */
  | "argument"
  /** A new object, fresh; `createdInterface` says of which class. */
  | "created"
  /** A new object of the receiver's shape; fresh when the argument is not true. */
  | "clone";

type Kind = (value: unknown, facts: ArgumentFacts) => boolean;

interface Signature {
  /** One for each argument that must be there. */
  readonly required: readonly Kind[];
  /** For arguments that may follow, one each. */
  readonly optional?: readonly Kind[];
  /** For all further ones. */
  readonly rest?: Kind;
  readonly result?: CallResult;
  /** The class of what is created; a function of the arguments where it depends on them. */
  readonly creates?: string | ((args: readonly unknown[]) => string | undefined);
}

const primitive: Kind = (value) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
const string: Kind = (value) => typeof value === "string";
const number: Kind = (value) => typeof value === "number";
const notNegative: Kind = (value) => typeof value === "number" && !(value < 0);
const boolean: Kind = (value) => typeof value === "boolean";
const absent: Kind = (value) => value === null;
const callback: Kind = (value, facts) => facts.callback(value);
const fresh: Kind = (value, facts) => facts.fresh(value);
const freshOrString: Kind = (value, facts) => typeof value === "string" || facts.fresh(value);
/** The tokens that `classList.add` takes. */
const token: Kind = (value) => typeof value === "string" && /^[^\t\n\f\r ]+$/.test(value);
/** A name that is valid for an attribute in no namespace, whose value no content security policy checks. */
const attribute: Kind = (value) =>
  typeof value === "string" && /^(?!on|srcdoc$|xmlns$)[a-z_][\w.-]*$/i.test(value);
const priority: Kind = (value) => value === "" || value === "important";

/** Event type, listener, and whether to capture; options as an object are the caller's to look at. */
const listen: Signature = { required: [string, callback], optional: [boolean] };

/** By name, for the reviewed list (`scripts/build/members-reviewed.mjs`); their order is their number in a
 * code. */
export const signatures = {
  none: { required: [] },
  string: { required: [string] },
  primitives: { required: [], rest: primitive },
  tokens: { required: [], rest: token },
  setAttribute: { required: [attribute, primitive] },
  setAttributeNS: { required: [absent, attribute, primitive] },
  removeAttributeNS: { required: [absent, string] },
  setProperty: { required: [string, primitive], optional: [priority] },
  listen,
  boolean: { required: [], optional: [boolean] },
  optionalString: { required: [], optional: [string] },
  pair: { required: [string, primitive] },
  insert: { required: [], rest: freshOrString },
  insertChild: { required: [fresh], result: "argument" },
  insertBefore: { required: [fresh, absent], result: "argument" },
  numbers1: { required: [number] },
  numbers2: { required: [number, number] },
  numbers4: { required: [number, number, number, number] },
  numbers6: { required: [number, number, number, number, number, number] },
  arc: { required: [number, number, notNegative, number, number], optional: [boolean] },
  arcTo: { required: [number, number, number, number, notNegative] },
  ellipse: {
    required: [number, number, notNegative, notNegative, number, number, number],
    optional: [boolean],
  },
  // Without radii it throws in WebKit.
  roundRect: { required: [number, number, number, number, notNegative] },
  text: { required: [primitive, number, number], optional: [number] },
  createElement: { required: [string], result: "created", creates: ([name]) => htmlInterface(name) },
  createElementNS: { required: [string, string], result: "created", creates: elementInterface },
  createTextNode: { required: [primitive], result: "created", creates: "Text" },
  createComment: { required: [primitive], result: "created", creates: "Comment" },
  createDocumentFragment: { required: [], result: "created", creates: "DocumentFragment" },
  cloneNode: { required: [], optional: [boolean], result: "clone" },
} satisfies Readonly<Record<string, Signature>>;

const bySignatureNumber: readonly Signature[] = Object.values(signatures);

/** Bits of a code that say a signature, counted from 1. */
const CALL_SHIFT = 4;
const CALL_MASK = 0x3f;
/** Bits of a code that say what a getter gives, counted from 1. */
const GETTER_SHIFT = 10;
const GETTER_MASK = 0x3f;

/** The interfaces of getters' results, by their number in a code less one. */
export const getterInterfaces = [
  "InlineStyle",
  "DOMTokenList",
  "DOMStringMap",
  "NamedNodeMap",
  "NodeList",
  "HTMLCollection",
  "HTMLOptionsCollection",
  "HTMLCanvasElement",
  "DocumentFragment",
] as const;

export type GetterInterface = (typeof getterInterfaces)[number];
export type SignatureName = keyof typeof signatures;

/** Puts a code together; the table is made with it. */
export function makeCode(flags: number, call?: SignatureName, getter?: GetterInterface): MemberCode {
  const signature = call === undefined ? 0 : Object.keys(signatures).indexOf(call) + 1;
  const result = getter === undefined ? 0 : getterInterfaces.indexOf(getter) + 1;
  return flags | (signature << CALL_SHIFT) | (result << GETTER_SHIFT);
}

/** Returns true if assigning the value cannot fail. */
export function mayQueueSet(code: MemberCode, value: unknown, facts: ArgumentFacts): boolean {
  if (code & SET_PRIMITIVE && primitive(value, facts)) return true;
  if (code & SET_FINITE && (typeof value === "boolean" || Number.isFinite(value))) return true;
  return (code & SET_CALLBACK) !== 0 && (value === null || facts.callback(value));
}

/** Returns true if the call with these arguments cannot fail and its result is {@link callResult}. */
export function mayQueueCall(code: MemberCode, args: readonly unknown[], facts: ArgumentFacts): boolean {
  const signature = signatureOf(code);
  if (!signature) return false;
  const { required, optional, rest, creates } = signature;
  if (args.length < required.length) return false;
  for (let index = 0; index < args.length; index++) {
    const kind = required[index] ?? optional?.[index - required.length] ?? rest;
    if (!kind?.(args[index], facts)) return false;
  }
  return typeof creates !== "function" || creates(args) !== undefined;
}

/** Returns the result of a call that {@link mayQueueCall} accepted. */
export function callResult(code: MemberCode): CallResult {
  return signatureOf(code)?.result ?? "nothing";
}

/** The class of what a call creates whose {@link callResult} is `"created"`. */
export function createdInterface(code: MemberCode, args: readonly unknown[]): string | undefined {
  const creates = signatureOf(code)?.creates;
  return typeof creates === "function" ? creates(args) : creates;
}

/**
 * The class of what a getter gives, when it always gives the same object: a name of a class, or
 * `InlineStyle` for a `CSSStyleDeclaration` that can be written to (that of `getComputedStyle` can't, and
 * has the same class). Its shape goes by this name: `memberCodes(prototype, "InlineStyle")`.
 */
export function getterResult(code: MemberCode): string | undefined {
  const number = (code >> GETTER_SHIFT) & GETTER_MASK;
  return number === 0 ? undefined : getterInterfaces[number - 1];
}

/** Returns true if a getter's result gives access to the nodes of an object, or to nodes in them. */
export function givesNodes(getterResult: string): boolean {
  return !/^(InlineStyle|DOMTokenList|DOMStringMap)$/.test(getterResult);
}

function signatureOf(code: MemberCode): Signature | undefined {
  const number = (code >> CALL_SHIFT) & CALL_MASK;
  return number === 0 ? undefined : bySignatureNumber[number - 1];
}
