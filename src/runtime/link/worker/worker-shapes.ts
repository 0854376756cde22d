/** The worker's knowledge of the page's objects, by their shape. */
import { ANY, isPlain, METHOD } from "../shared/members.js";
import { ShapeFlag, type ShapeDefinition } from "../shared/protocol.js";
import { referenceOf, type PythonValue } from "./python-values.js";
import { shapeOf } from "./tokens.js";

interface KnownShape {
  readonly name: string;
  readonly flags: number;
  /** The codes of `members.ts`, those of the shapes that it stands on included. */
  readonly members: ReadonlyMap<string, number>;
}

export class WorkerShapes {
  readonly #shapes = new Map<number, KnownShape>();
  readonly #fetch: (number: number) => ShapeDefinition;
  readonly #kinds = new Map<string, number>();

  /** @param fetch asks for the definition of a shape that the page takes for known */
  constructor(fetch: (number: number) => ShapeDefinition) {
    this.#fetch = fetch;
  }

  define(number: number, { name, flags, parent, members }: ShapeDefinition): void {
    const above = parent === 0 ? [] : this.#get(parent).members;
    this.#shapes.set(number, { name, flags, members: new Map([...above, ...Object.entries(members)]) });
  }

  #get(number: number): KnownShape {
    const shape = this.#shapes.get(number);
    if (shape) return shape;
    this.define(number, this.#fetch(number));
    return this.#get(number);
  }

  name(number: number): string {
    return this.#get(number).name;
  }

  flags(number: number): number {
    return this.#get(number).flags;
  }

  /** The code of a member; 0 when nothing is known of it. */
  code(number: number, name: string): number {
    if (number === 0) return 0;
    const { members } = this.#get(number);
    return members.get(name) ?? (isPlain(name) ? (members.get(ANY) ?? 0) : 0);
  }

  isMethod(number: number, name: string): boolean {
    return (this.code(number, name) & METHOD) !== 0;
  }

  isCallable(number: number): boolean {
    return (this.#get(number).flags & ShapeFlag.callable) !== 0;
  }

  /** The shape of objects of a class or special kind, once one has been seen. */
  ofKind(kind: string): number | undefined {
    return this.#kinds.get(kind);
  }

  /** Remembers the shape of what a value refers to as that of a kind. */
  learn(kind: string, value: PythonValue): void {
    const reference = referenceOf(value);
    if (reference !== undefined) this.#kinds.set(kind, shapeOf(reference));
  }
}
