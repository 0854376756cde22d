/**
 * The standards' own functions that call another for each item: which they are, what the worker has to
 * visit, and what the page makes of the results. A function that makes an object runs again, on a copy, with
 * a function that returns one result after the other: so holes, classes of the page's and typed arrays come
 * out as the standard says.
 */
import { isNative } from "./shapes.js";

export type Func = (...args: unknown[]) => unknown;
export type Items = readonly unknown[];

/** The worker's part of an iteration, and its result. */
export interface Iteration {
  /** The items to visit; holes are not sent as values. */
  readonly items: Items;
  /** Makes the result of what the worker's function has returned for each item; without it the worker has the
   * result. */
  readonly make?: (results: Items) => unknown;
}

export interface Algorithm {
  /** As `_link_iterations.py` calls it. */
  readonly name: string;
  /** Which argument is the function. */
  readonly position: number;
  /** @returns undefined where the function would not be called: then the call is made as it is */
  begin(method: Func, receiver: object, args: Items): Iteration | undefined;
}

/** The worker has their result when it has called its function. */
const READ = ["forEach", "find", "findIndex", "findLast", "findLastIndex", "some", "every"];
/** Without an initial value they throw when there is nothing. */
const REDUCE = ["reduce", "reduceRight"];
/** An array is made of what the function returns. */
const MAKE = ["map", "filter", "flatMap"];
/** Classes whose `forEach` gives values and keys. */
const KEYED =
  "Map Set NodeList DOMTokenList URLSearchParams FormData Headers FontFaceSet RTCStatsReport StylePropertyMapReadOnly " +
  "CSSNumericArray CSSTransformValue CSSUnparsedValue MediaKeyStatusMap KeyboardLayoutMap AudioParamMap MIDIInputMap " +
  "MIDIOutputMap EventCounts Highlight HighlightRegistry CustomStateSet";

const TypedArray = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object };

/** The functions that are meant, as this realm has them. */
export function standardAlgorithms(): ReadonlyMap<unknown, Algorithm> {
  const found = new Map<unknown, Algorithm>();
  const add = (
    owner: object | undefined,
    names: readonly string[],
    begin: Algorithm["begin"],
    { position = 0, as }: { readonly position?: number; readonly as?: string } = {},
  ) => {
    for (const name of names) {
      const method = owner && (Object.getOwnPropertyDescriptor(owner, name)?.value as unknown);
      if (typeof method !== "function" || found.has(method)) continue;
      // A bound function passes for native, but for its name.
      if (isNative(method) && method.name === name) found.set(method, { name: as ?? name, position, begin });
    }
  };
  for (const [owner, copy] of [
    [Array.prototype, copyOfList],
    [TypedArray.prototype, copyOfTyped],
  ] as const) {
    add(owner, READ, read(copy));
    add(owner, REDUCE, reduce(copy));
    add(owner, MAKE, make(copy));
    add(owner, ["sort"], sort(copy));
    add(owner, ["toSorted"], toSorted(copy));
  }
  const realm = globalThis as unknown as Readonly<Record<string, { readonly prototype: object } | undefined>>;
  for (const name of KEYED.split(" ")) add(realm[name]?.prototype, ["forEach"], readKeyed, { as: "entries" });
  for (const owner of [Array, TypedArray]) add(owner, ["from"], from, { position: 1 });
  for (const owner of [Object, Map]) add(owner, ["groupBy"], from, { position: 1, as: "from" });
  return found;
}

/** A copy that an algorithm works on as on the object; undefined where it would refuse the object. */
type Copy = (object: object) => unknown[] | undefined;

const read =
  (copy: Copy): Algorithm["begin"] =>
  (_method, receiver) => {
    const items = copy(receiver);
    return items && !isEmpty(items) ? { items } : undefined;
  };

const reduce =
  (copy: Copy): Algorithm["begin"] =>
  (_method, receiver, args) => {
    const items = copy(receiver);
    return items && (args.length > 1 || !isEmpty(items)) ? { items } : undefined;
  };

const make =
  (copy: Copy): Algorithm["begin"] =>
  (method, receiver) => {
    const items = copy(receiver);
    if (!items || isEmpty(items)) return undefined;
    return { items, make: (results) => Reflect.apply(method, items, [inOrder(results)]) };
  };

const sort =
  (copy: Copy): Algorithm["begin"] =>
  (_method, receiver) => {
    const all = copy(receiver);
    return (
      all &&
      sorting(all, (sorted) => {
        const target = receiver as Record<number, unknown>;
        sorted.forEach((item, index) => (target[index] = item));
        // The holes end up behind.
        for (let index = sorted.length; index < all.length; index++) delete target[index];
        return receiver;
      })
    );
  };

const toSorted =
  (copy: Copy): Algorithm["begin"] =>
  (_method, receiver) => {
    const all = copy(receiver);
    return all && sorting(Array.from(all), (sorted) => (isTyped(all) ? newTyped(all, sorted) : sorted));
  };

/** The worker sorts what is not undefined, and says in which order it is. */
function sorting(all: Items, finish: (sorted: Items) => unknown): Iteration | undefined {
  const items: unknown[] = [];
  const rest: undefined[] = [];
  all.forEach((item) => (item === undefined ? rest.push(item) : items.push(item)));
  if (items.length < 2) return undefined;
  return {
    items,
    make: (order) => finish([...order.map((place) => items[place as number]), ...rest]),
  };
}

const readKeyed: Algorithm["begin"] = (method, receiver) => {
  const items: unknown[] = [];
  Reflect.apply(method, receiver, [(value: unknown, key: unknown) => items.push(value, key)]);
  return items.length > 0 ? { items } : undefined;
};

/** Also `groupBy`, which takes nothing but what can be iterated. */
const from: Algorithm["begin"] = (method, receiver, [source]) => {
  if (source === undefined || source === null) return undefined;
  const isIterable = Symbol.iterator in Object(source);
  if (!isIterable && method.name === "groupBy") return undefined;
  const items = Array.from(source as ArrayLike<unknown>);
  const same = isIterable ? items : Object.assign({ length: items.length }, items);
  return { items, make: (results) => Reflect.apply(method, receiver, [same, inOrder(results)]) };
};

/** A function that returns one result after the other. */
function inOrder(results: Items): () => unknown {
  let next = 0;
  return () => results[next++];
}

/** Returns true if there is nothing to visit but holes. */
function isEmpty(items: Items): boolean {
  return !items.some(() => true);
}

/** As long, with the same holes. */
function copyOfList(object: object): unknown[] {
  const list = object as ArrayLike<unknown>;
  const copy: unknown[] = [];
  copy.length = Math.max(0, Math.trunc(Number(list.length)) || 0);
  for (let index = 0; index < copy.length; index++) if (index in list) copy[index] = list[index];
  if (Array.isArray(object)) hasClassOf(copy, object);
  return copy;
}

function copyOfTyped(object: object): unknown[] | undefined {
  return isTyped(object) ? hasClassOf(newTyped(object, object as unknown[]), object) : undefined;
}

/** A class of the page's says of which class an array is that is made from one of its own. */
function hasClassOf(copy: unknown[], object: object): unknown[] {
  return Object.defineProperty(copy, "constructor", { value: object.constructor });
}

function isTyped(object: object): boolean {
  return ArrayBuffer.isView(object) && !(object instanceof DataView);
}

/** A typed array of the same type. */
function newTyped(like: object, items: Items): unknown[] {
  const type = Reflect.get(TypedArray.prototype, Symbol.toStringTag, like) as string;
  const Class = (globalThis as unknown as Record<string, new (items: Items) => unknown>)[type];
  return new (Class as new (items: Items) => unknown[])(items);
}
