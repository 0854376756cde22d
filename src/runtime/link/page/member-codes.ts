/** The page's half of the table: the codes of a prototype's members. See `members.ts`. */
import {
  ANY,
  type GetterInterface,
  makeCode,
  type MemberCode,
  METHOD,
  SET_CALLBACK,
  SET_FINITE,
  SET_PRIMITIVE,
  type SignatureName,
} from "../shared/members.js";

type Codes = Record<string, MemberCode>;

/** The codes of an interface; `"closed"` when nothing of it is safe. */
type Entry = Readonly<Codes> | "closed";

/** Marks in an entry what is safe further up the chain but not here. */
const REFUSED = -1;

let table: ReadonlyMap<string, Entry> | undefined;

/**
 * The codes of what a prototype itself has, and of what it has from further prototypes and treats
 * differently: a script element's text may be refused, that of others may not. Names that {@link ANY} stands
 * for are left out.
 *
 * Only members that are as the browser made them have codes that let queue. That is looked at once: what a
 * page overrides later, it must override without making it throw.
 *
 * @param prototype one in the chain of an object's prototypes, or the object itself where that has the
 *   members (`console`)
 * @param name the name of the shape, where it is not that of the class: `"InlineStyle"` (see `getterResult`)
 */
export function memberCodes(prototype: object, name = interfaceName(prototype)): Codes {
  table ??= readTable(__MEMBERS__);
  const codes: Codes = Object.create(null) as Codes;
  const entry: Entry = (name === undefined ? undefined : table.get(name)) ?? {};
  const any = entry !== "closed" && ANY in entry;
  for (const [member, descriptor] of ownDescriptors(prototype)) {
    const kind = kindOf(member, descriptor);
    const said = entry === "closed" ? undefined : entry[member];
    if (said === undefined && any && kind === 0) continue;
    codes[member] = kind | (said !== undefined && said !== REFUSED && isNative(descriptor) ? said : 0);
  }
  if (entry === "closed") return Object.assign(closed(prototype), codes);
  for (const [member, said] of Object.entries(entry)) {
    if (member in codes) continue;
    const descriptor = member === ANY ? undefined : inherited(prototype, member);
    if (member === ANY) codes[ANY] = said;
    else if (said === REFUSED) codes[member] = descriptor ? kindOf(member, descriptor) : 0;
    else if (descriptor && isNative(descriptor)) codes[member] = kindOf(member, descriptor) | said;
  }
  // Cloning an element of the page's own class runs its constructor.
  if (!name && inherited(prototype, "cloneNode")) codes["cloneNode"] ??= METHOD;
  return codes;
}

/**
 * An object's own members, without the classes of the global object: a browser makes each of them when it is
 * first looked at, and all 700 take 60 ms, before the page's first worker could start.
 */
function ownDescriptors(object: object): [string, PropertyDescriptor][] {
  const names = Object.getOwnPropertyNames(object);
  return (object === globalThis ? names.filter((name) => !/^[A-Z]/.test(name)) : names).map((name) => [
    name,
    Object.getOwnPropertyDescriptor(object, name) ?? {},
  ]);
}

/** The class whose prototype it is, if it is one of the browser's own; undefined for the page's. */
export function interfaceName(prototype: object): string | undefined {
  if (prototype === globalThis.console) return "console";
  const constructor = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  if (typeof constructor !== "function" || !isNativeFunction(constructor)) return undefined;
  const known = Object.getOwnPropertyDescriptor(globalThis, constructor.name)?.value as unknown;
  return known === constructor ? constructor.name : undefined;
}

function kindOf(member: string, { value }: PropertyDescriptor): MemberCode {
  return typeof value === "function" && member !== "constructor" ? METHOD : 0;
}

/** Returns true if the browser made it. */
function isNative({ value, get, set }: PropertyDescriptor): boolean {
  if (value !== undefined) return typeof value === "function" && isNativeFunction(value);
  return get !== undefined && isNativeFunction(get) && (set === undefined || isNativeFunction(set));
}

function isNativeFunction(value: object): boolean {
  // Firefox writes it in three lines.
  return /\{\s+\[native code\]\s+\}$/.test(Function.prototype.toString.call(value));
}

/** The nearest of the prototypes above that has the member. */
function inherited(prototype: object, member: string): PropertyDescriptor | undefined {
  let at = Object.getPrototypeOf(prototype) as object | null;
  for (; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, member);
    if (descriptor) return descriptor;
  }
  return undefined;
}

/** All that the prototypes above have, none of it safe. */
function closed(prototype: object): Codes {
  const codes: Codes = Object.create(null) as Codes;
  let at = Object.getPrototypeOf(prototype) as object | null;
  for (; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const [member, descriptor] of ownDescriptors(at)) codes[member] ??= kindOf(member, descriptor);
  }
  return codes;
}

/** Reads what `scripts/build/members.mjs` writes; the form is described there. */
function readTable(text: string): ReadonlyMap<string, Entry> {
  return new Map(
    text.split("\n").map((line) => {
      const [name = "", ...groups] = line.split(";");
      return [name, groups[0] === "!" ? "closed" : readEntry(groups)];
    }),
  );
}

const assignments: Readonly<Record<string, number>> = {
  set: SET_PRIMITIVE,
  finite: SET_FINITE,
  callback: SET_CALLBACK,
};

function readEntry(groups: readonly string[]): Codes {
  const entry: Codes = Object.create(null) as Codes;
  for (const group of groups) {
    const [head = "", names = ""] = group.split("=");
    if (head === "any") entry[ANY] = SET_PRIMITIVE;
    else
      for (const name of names.split(" "))
        entry[name] = head === "!" ? REFUSED : (entry[name] ?? 0) | code(head);
  }
  return entry;
}

function code(head: string): MemberCode {
  if (head.startsWith(">")) return makeCode(0, undefined, head.slice(1) as GetterInterface);
  return assignments[head] ?? makeCode(METHOD, head as SignatureName);
}
