/**
 * Decides which operations are queued: by default those that cannot fail and whose result is known before
 * they are done, so that nobody can see that they were not done at once. See `members.ts`.
 */
import { FreshNodes } from "./fresh-nodes.js";
import {
  callResult,
  createdInterface,
  getterResult,
  givesNodes,
  mayQueueCall,
  mayQueueSet,
  type ArgumentFacts,
} from "../shared/members.js";
import { FIRST_ALIAS, FIRST_OWN_HANDLE, type Pipelining } from "../shared/protocol.js";
import { isSpecial, Letter, MARK, referenceOf, type PythonValue } from "./python-values.js";
import { handleOf, Token } from "./tokens.js";
import type { WorkerShapes } from "./worker-shapes.js";

/** How a call is queued. */
export interface CallPlan {
  /** The handle of what it makes; 0 when it makes nothing. */
  readonly handle: number;
  /** The result of the call. */
  readonly result: PythonValue;
  /** True if anybody can see when it is done. */
  readonly seen: boolean;
  /** To be called when it has been queued. */
  done(): void;
}

/** Stands for an argument that is no scalar, so that it is not taken for text. */
class Stand {
  /** The handle of an object of the page; 0 for others. */
  readonly handle: number;
  readonly isFunction: boolean;

  constructor(value: unknown) {
    const reference = referenceOf(value);
    this.handle = reference === undefined ? 0 : handleOf(reference);
    this.isFunction = isSpecial(value) && value[1] === Letter.python;
  }
}

export class Queueing {
  readonly #pipelining: Pipelining;
  readonly #shapes: WorkerShapes;
  readonly #fresh = new FreshNodes();
  #nextHandle = FIRST_OWN_HANDLE;
  #nextAlias = FIRST_ALIAS;
  #receiver = 0;
  readonly #facts: ArgumentFacts = {
    fresh: (value) =>
      value instanceof Stand && value.handle !== 0 && this.#fresh.isFresh(value.handle, this.#receiver),
    callback: (value) => typeof value === "function" || (value instanceof Stand && value.isFunction),
  };

  readonly #reference: (handle: number, shape: number) => PythonValue;

  /** @param reference returns Python's value for an object */
  constructor(
    pipelining: Pipelining,
    shapes: WorkerShapes,
    reference: (handle: number, shape: number) => PythonValue,
  ) {
    this.#reference = reference;
    this.#pipelining = pipelining;
    this.#shapes = shapes;
  }

  /** A handle for what the page may have given before. */
  alias(): number {
    return this.#nextAlias++;
  }

  /** True if calls of the host whose result is unused are queued. */
  get tells(): boolean {
    return this.#pipelining !== "strict";
  }

  /** Returns if an assignment is queued, and if anybody can see when it is done. */
  set(handle: number, shape: number, name: string, value: unknown): "seen" | "unseen" | undefined {
    const queues =
      this.#pipelining === "pipelined" ||
      (this.#pipelining === "default" &&
        mayQueueSet(this.#shapes.code(shape, name), stand(value), this.#facts));
    // A reader of the member there gets the node.
    this.forget([value], 0);
    if (!queues) return undefined;
    return this.#fresh.isFresh(handle, 0) ? "unseen" : "seen";
  }

  /** The class or kind of what a getter gives, where that is known and always the same object. */
  getterKind(handle: number, shape: number, name: string): string | undefined {
    if (this.#pipelining === "strict") return undefined;
    const kind = getterResult(this.#shapes.code(shape, name));
    if (kind !== undefined && givesNodes(kind)) this.forget([], handle);
    return kind;
  }

  /** An object was got from an object: a node in it perhaps. */
  gave(handle: number, value: PythonValue): PythonValue {
    if (this.#fresh.size > 0 && referenceOf(value) !== undefined) this.forget([], handle);
    return value;
  }

  /** The class of what a call makes that cannot fail. */
  creates(shape: number, name: string, args: readonly unknown[]): string | undefined {
    if (this.#pipelining === "strict") return undefined;
    const code = this.#shapes.code(shape, name);
    if (callResult(code) !== "created" || !mayQueueCall(code, args.map(stand), this.#facts)) return undefined;
    return createdInterface(code, args);
  }

  /** How a call is queued; undefined when it has to be asked. */
  call(handle: number, shape: number, name: string, args: readonly unknown[]): CallPlan | undefined {
    if (this.#pipelining === "strict") return undefined;
    const code = this.#shapes.code(shape, name);
    if (code === 0) return undefined;
    const stands = args.map(stand);
    this.#receiver = handle;
    const cannotFail = mayQueueCall(code, stands, this.#facts);
    const result = callResult(code);
    if (!cannotFail && !(this.#pipelining === "pipelined" && isVoid(code, result))) return undefined;
    const nodes = stands.flatMap((value) => (value instanceof Stand && value.handle ? [value.handle] : []));
    switch (result) {
      case "created":
      case "clone": {
        const created = result === "clone" ? shape : this.#shapes.ofKind(createdInterface(code, args) ?? "");
        if (created === undefined) return undefined;
        const handle = this.#nextHandle++;
        const isFresh = result === "created" || args[0] !== true;
        return {
          handle,
          result: this.#reference(handle, created),
          seen: false,
          done: () => isFresh && this.#fresh.made(handle),
        };
      }
      default:
        return {
          handle: 0,
          result: result === "argument" ? `${MARK}${Letter.argument}` : null,
          seen: !this.#fresh.isFresh(handle, 0),
          done: () => {
            for (const node of nodes) this.#fresh.inserted(node, handle);
          },
        };
    }
  }

  /** Objects that an awaited call has received are not fresh any more. */
  forget(args: readonly unknown[], receiver: number): void {
    if (this.#fresh.size === 0) return;
    this.#fresh.forget(receiver);
    for (const arg of args) {
      const reference = referenceOf(arg);
      if (reference !== undefined) this.#fresh.forget(handleOf(reference));
    }
  }
}

function stand(value: unknown): unknown {
  return isSpecial(value) || value instanceof Token ? new Stand(value) : value;
}

/** Returns true for a call that may fail and whose result is unused. */
function isVoid(code: number, result: string): boolean {
  return result === "nothing" && code >> 4 !== 0;
}
