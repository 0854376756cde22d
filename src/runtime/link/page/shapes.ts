/**
 * Shapes: the description of an object's kind, sent once for each prototype, so that the worker need not ask
 * for each object. A shape says what its own prototype has, and which shape its prototype's prototype has.
 */
import { ANY, METHOD } from "../shared/members.js";
import { ShapeFlag, SHAPES, type ShapeDefinition } from "../shared/protocol.js";

/** The codes of a prototype's members (`member-codes.ts`); a name stands for a special kind of object. */
export type MemberCodes = (prototype: object, kind?: string) => Readonly<Record<string, number>>;

/** A shape, and the definitions that the worker needs before it can be used. */
export interface Shape {
  readonly number: number;
  /** Its definition, those of the shapes that it stands on before it; empty when they have been sent. */
  definitions: readonly (readonly [number, ShapeDefinition])[];
}

export class Shapes {
  readonly #codes: MemberCodes;
  readonly #root: object;
  readonly #limit: number;
  /** By prototype: objects; functions; classes; objects with a `then` of their own. */
  readonly #objects = new WeakMap<object, Shape>();
  readonly #functions = new WeakMap<object, Shape>();
  readonly #classes = new WeakMap<object, Shape>();
  readonly #thenables = new WeakMap<object, Shape>();
  /** Of objects that are one of a kind. */
  readonly #single = new WeakMap<object, Shape>();
  readonly #kinds = new Map<string, Shape>();
  /** All of them, by number less one. */
  readonly #definitions: ShapeDefinition[] = [];

  /**
   * @param root the page's `globalThis`, whose functions are its own
   * @param limit the number that no shape has, as none above it has
   */
  constructor(root: object, codes: MemberCodes, limit = SHAPES) {
    this.#root = root;
    this.#codes = codes;
    this.#limit = limit;
  }

  /** Without what is not known any better than by not being mentioned. */
  #known(members: Readonly<Record<string, number>>, parent: number): Record<string, number> {
    const isAbove = (name: string) => {
      for (let at = parent; at !== 0; at = this.definition(at).parent) {
        if (Object.hasOwn(this.definition(at).members, name)) return true;
      }
      return false;
    };
    const isTold = ([name, code]: [string, number]) => code !== 0 || ANY in members || isAbove(name);
    return Object.fromEntries(Object.entries(members).filter(isTold));
  }

  definition(number: number): ShapeDefinition {
    const definition = this.#definitions[number - 1];
    if (!definition) throw new RangeError(`The link has no shape ${number}.`);
    return definition;
  }

  /** @param kind a special kind that the codes know, such as `InlineStyle` */
  of(value: object | symbol, kind?: string): Shape {
    if (typeof value === "symbol") return this.#shape(Symbol.prototype, this.#objects);
    const prototype = (Object.getPrototypeOf(value) as object | null) ?? NOTHING;
    if (kind !== undefined) {
      let shape = this.#kinds.get(kind);
      if (!shape)
        this.#kinds.set(kind, (shape = this.#define(prototype, kind, this.#codes(prototype, kind))));
      return shape;
    }
    if (typeof value === "function") {
      const isClass = typeof value.prototype === "object" && value.prototype !== null;
      const flags = ShapeFlag.callable | (isClass ? ShapeFlag.constructable : 0);
      return this.#shape(prototype, isClass ? this.#classes : this.#functions, flags);
    }
    if (value === this.#root || Object.hasOwn(value, Symbol.toStringTag)) {
      let shape = this.#single.get(value);
      if (!shape) {
        shape = this.#define(prototype, nameOf(prototype), ownMembers(value, this.#codes(value)));
        this.#single.set(value, shape);
      }
      return shape;
    }
    // An object with `then` of its own needs a shape of its own: others of its kind have none.
    if (Object.hasOwn(value, "then") && typeof (value as { then?: unknown }).then === "function") {
      return this.#shape(prototype, this.#thenables, ShapeFlag.thenable);
    }
    return this.#shape(prototype, this.#objects);
  }

  #shape(prototype: object, known: WeakMap<object, Shape>, flags = 0): Shape {
    let shape = known.get(prototype);
    if (!shape) {
      const members =
        prototype === Object.prototype || prototype === NOTHING ? OBJECT_MEMBERS : this.#codes(prototype);
      known.set(prototype, (shape = this.#define(prototype, nameOf(prototype), members, flags)));
    }
    return shape;
  }

  /** @throws RangeError when there are too many: the number of one more would be another's */
  #define(prototype: object, name: string, members: Readonly<Record<string, number>>, flags = 0): Shape {
    if (this.#definitions.length + 1 >= this.#limit) {
      throw new RangeError(
        `The worker has been given objects of ${this.#definitions.length} kinds, and can take no more: have objects of one ` +
          "kind share a prototype, as those of a class do.",
      );
    }
    const above = Object.getPrototypeOf(prototype) as object | null;
    const parent = above && above !== Object.prototype ? this.#shape(above, this.#objects) : undefined;
    const definition: ShapeDefinition = {
      name,
      flags: flags | flagsOf(prototype),
      parent: parent?.number ?? 0,
      members: this.#known(members, parent?.number ?? 0),
    };
    const shape: Shape = { number: this.#definitions.push(definition), definitions: [] };
    shape.definitions = [...(parent?.definitions ?? []), [shape.number, definition]];
    if (parent) parent.definitions = [];
    return shape;
  }
}

/** Stands for the prototype of objects that have none. */
const NOTHING = Object.freeze(Object.create(null) as object);
const OBJECT_MEMBERS = Object.fromEntries(
  ["hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"].map(
    (name) => [name, METHOD],
  ),
);

/**
 * An object's own functions, as far as they are the browser's: others come and go. Its classes are not among
 * them, which have members of their own.
 */
function ownMembers(object: object, codes: Readonly<Record<string, number>>): Record<string, number> {
  const stays = (name: string) => {
    const value = Object.getOwnPropertyDescriptor(object, name)?.value as unknown;
    if (typeof value !== "function") return true;
    const isClass = typeof value.prototype === "object" && /^[A-Z]/.test(name);
    return !isClass && isNative(value);
  };
  return Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, stays(name) ? code : 0]));
}

/** Returns true if a function is the browser's own. */
export function isNative(value: unknown): boolean {
  return /\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
}

function nameOf(prototype: object): string {
  const maker = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as
    { name?: unknown } | undefined;
  return typeof maker?.name === "string" ? maker.name : "Object";
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

function flagsOf(prototype: object): number {
  const has = (name: string) => name in prototype;
  const within = (other: object) =>
    prototype === other || Object.prototype.isPrototypeOf.call(other, prototype);
  let flags = 0;
  if (within(ArrayBuffer.prototype) || within(DataView.prototype) || within(typedArray))
    flags |= ShapeFlag.bytes;
  const iterable = Symbol.iterator in prototype;
  if (iterable) flags |= ShapeFlag.iterable;
  if (within(Array.prototype) || (iterable && has("length"))) flags |= ShapeFlag.list;
  if (has("get") && has("set") && has("has")) flags |= ShapeFlag.map;
  else if (has("has") && has("add") && has("size")) flags |= ShapeFlag.set;
  if (has("then")) flags |= ShapeFlag.thenable;
  if (within(Error.prototype)) flags |= ShapeFlag.error;
  return flags;
}
