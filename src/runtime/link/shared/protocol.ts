/**
 * The link's protocol: how a worker reaches the page synchronously.
 *
 * **Handles.** An object that the page gives the worker is kept there in a table; the worker knows it by a
 * number, its handle, and by its shape (what objects of its prototype have). The page counts how often it
 * has given a handle, the worker says how often it has let go of it; at zero the entry goes. Handle 1 is
 * the page's `globalThis`. Handles of objects that the worker itself orders to be made are numbers that
 * the worker allots, from {@link FIRST_OWN_HANDLE}: so it need not wait to know them.
 *
 * **Requests** begin with an {@link Op}. One that is *asked* has an answer: a value, and the calls of the
 * worker's functions that the page made meanwhile (their count; of each the id, the function, whether it is
 * the worker's JavaScript's, the arguments). So what listens to a `click()` has run when it returns, as on
 * the main thread. A wait for the page's own code ({@link CALLABLE_WAIT}) is answered early when that calls
 * the worker: {@link Tag.calls}. One that is *queued* has no answer and is executed before everything that
 * is asked or queued later. An exception of a queued one is thrown at the next that is asked.
 *
 * **Functions that are called at once** by the standards' own ones, such as `map`, the page cannot call: it
 * answers such a call with what there is to iterate, {@link Tag.iterate}. The worker calls its function for
 * each item, and where the page has to make an object of the results, it calls `give` and `finish` of what
 * came for that.
 *
 * **Values** begin with a {@link Tag}.
 *
 * **Names** of members are written once: an index with {@link NEW_NAME} set and the text; from then on the
 * index alone.
 *
 * How bytes get from one side to the other is the transports' affair (`transports/`). Slow parts (the
 * results of promises, calls of Python's functions by the page) go as messages over a port, {@link
 * PageMessage} and {@link WorkerMessage}; short requests and answers go over it as text
 * (`transports/small-messages.ts`).
 */

/** How a worker gets an answer without ending its task; `none` where it cannot. */
export type SyncMode = "shared-memory" | "stack-switching" | "service-worker" | "none";

/** Which operations are queued instead of awaited: only those that cannot fail (`default`), also those whose
 * result is unused (`pipelined`), or none (`strict`). The configuration's `link`. */
export type Pipelining = "default" | "pipelined" | "strict";

export const Op = {
  /** handle, name → value, or {@link Tag.missing} */
  get: 1,
  /** handle, name, value */
  set: 2,
  /** handle, name, arguments → value */
  call: 3,
  /** handle of a function, that of its `this` or 0, arguments → value */
  apply: 4,
  /** handle, arguments → value: `new` */
  construct: 5,
  /** handle, key → boolean: `in`; of a `Map` or `Set`, whether it has the key; of a list, whether it has the
   * item */
  has: 6,
  /** handle, name → boolean: `delete` */
  remove: 7,
  /** handle → text: JSON, the names of its own properties and those of its prototypes */
  names: 8,
  /** handle, start, count → text: JSON of values, part of what is iterated; see {@link Tag.list} */
  items: 9,
  /** handle → value: an iterator */
  iterator: 10,
  /** handle of an iterator, count → list of at most that many; shorter when it has ended */
  next: 11,
  /** handle → number or undefined: length or size */
  length: 12,
  /** handle → bytes of a buffer or a view */
  bytes: 13,
  /** handle, key → value, or missing: `object[key]`, `map.get(key)` */
  item: 14,
  /** handle, key, value */
  setItem: 15,
  /** handle, key → boolean */
  removeItem: 16,
  /** name, arguments → value: a function of the host */
  host: 17,
  /** name, arguments → value: a function of the host, whose promise is waited for */
  hostWait: 18,
  /** handle → text: what `String()` makes of it */
  string: 19,
  /** handle, depth → value: copied with all that is in it, as JSON where that carries it; see `to_py` */
  copy: 20,
  /** two handles → boolean: whether they are one object */
  same: 21,
  /** handle, number: a message tells how the promise has settled */
  settle: 22,
  /** handle, count: the worker has let go of it so many times */
  release: 23,
  /** nothing → undefined: all that was queued has been done */
  drain: 24,
  /** own handle, handle, name, arguments: keeps the result under the worker's own handle */
  create: 25,
  /** handle, list of paths such as `a.b.c` → list of values */
  gather: 26,
  /** handle, name, kind → value: as `get`, of an object whose kind the rules know by a special name */
  getKind: 27,
  /** own handle, handle, name: keeps the property under the worker's own handle */
  keep: 28,
  /** shape → text: its definition as JSON */
  shape: 29,
  /** number of a wait → as {@link Op.hostWait}: it goes on; see {@link Tag.calls} */
  resume: 30,
  /** number of a wait: it will not go on */
  abandon: 31,
} as const;

export type Op = (typeof Op)[keyof typeof Op];

export const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  /** 32 bits */
  int: 4,
  double: 5,
  text: 6,
  /** digits */
  bigint: 7,
  /** handle, shape */
  reference: 8,
  /** shape, its definition as JSON, then the reference itself */
  newShape: 9,
  /** handle, shape, JSON of what handlers usually read */
  event: 10,
  /** a Python function: its number */
  callback: 11,
  /** a function of the worker's JavaScript: its number */
  localCallback: 12,
  /** class of a typed array, bytes */
  bytes: 13,
  /** count, values */
  list: 14,
  /** count, names and values by turns */
  object: 15,
  /** name, message: thrown by JavaScript */
  error: 16,
  /** name, message: raised by Python */
  pythonError: 17,
  /** The wait was interrupted. */
  interrupted: 18,
  /** There is no such property. */
  missing: 19,
  /** milliseconds since 1970 */
  date: 20,
  /** A DOMException: name, message. */
  domError: 21,
  /** The number of a queued request, counted from 1, and the error that it threw: the answer to another
   * one. */
  late: 22,
  /** number of a wait: the page has called the worker meanwhile. When that has been done, the wait is to be
   * resumed. */
  calls: 23,
  /**
   * The answer to a call that the worker makes itself: a list of the algorithm, the place of the function
   * among the arguments, the function, the object, a handle that makes an object of the results (or null), a
   * list of the items. A hole is {@link Tag.missing}. See `iterations.ts`.
   */
  iterate: 24,
  /** text: a symbol of the worker's, see `symbols.ts` */
  symbol: 25,
  /** count, values */
  set: 26,
  /** count, keys and values by turns */
  map: 27,
} as const;

/** The function of the host that runs the page's own code, and whose wait can be answered early. */
export const CALLABLE_WAIT = "sync_call";

/** Set in the index of a name that is written for the first time. */
export const NEW_NAME = 0x40000000;
/** The page's `globalThis`. */
export const ROOT = 1;
/** From here on, handles are the worker's own. */
export const FIRST_OWN_HANDLE = 0x20000000;

/** And from here on those of objects that the page may have given under another handle, too. */
export const FIRST_ALIAS = 0x30000000;

/** Shapes have numbers below this: a reference, which is one number, has a handle of 31 bits beside it. */
export const SHAPES = 0x200000;

/**
 * The properties of a shape's objects: `callable`; `list`, that it has `length` and items by number;
 * `iterable`; `thenable`; `map`, for `Map`, `URLSearchParams` and the like (`get`, `has` and `size` or
 * `keys`); `bytes`, for a buffer or a view of one; `set`; `constructable`; `error`.
 */
export const ShapeFlag = __PROTOCOL__.ShapeFlag;

/** The definition that the page sends once for each kind of object. */
export interface ShapeDefinition {
  /** The class: `"HTMLDivElement"`. */
  readonly name: string;
  readonly flags: number;
  /** The shape of the prototype's prototype; 0 for none. */
  readonly parent: number;
  /** The members of this prototype itself: codes of `members.ts`, by name. */
  readonly members: Readonly<Record<string, number>>;
}

/** The data from which a worker makes its end. */
export interface LinkSetup {
  readonly mode: SyncMode;
  readonly pipelining: Pipelining;
  /** Messages, both ways; where there is none, they are among the worker's own. */
  readonly port: MessagePort | undefined;
  /** See `transports/layout.ts`. */
  readonly memory: SharedArrayBuffer | undefined;
  /** True if the page can wait for a word of shared memory; else the bell is a message. */
  readonly waitAsync: boolean;
  /** The shapes of the two objects below, those they stand on before them. */
  readonly shapes: readonly (readonly [number, ShapeDefinition])[];
  /** The shape of handle 1. */
  readonly root: number;
  /** Handle and shape of its `document`, which most sources ask for first: it would be the worker's first
   * request, and the slowest. */
  readonly document: readonly [handle: number, shape: number] | undefined;
  /** Below this URL the service worker answers. */
  readonly answers: string | undefined;
}

/** From the page to the worker. */
export type PageMessage =
  /** The answer to a request, where answers come as messages. */
  | { readonly type: "answer"; readonly id: number; readonly bytes: Uint8Array }
  /** A promise that `settle` asked for has settled; `bytes` are a value, an error's when it was rejected. */
  | { readonly type: "settled"; readonly id: number; readonly bytes: Uint8Array }
  /** The page calls a function; `bytes` are the list of arguments. With an id it waits for the result. One
   * whose id has come with an answer is not made again. */
  | {
      readonly type: "call";
      readonly id: number;
      readonly callback: number;
      readonly local: boolean;
      readonly bytes: Uint8Array;
    }
  /** The page no longer holds a function. */
  | { readonly type: "release"; readonly callback: number; readonly local: boolean; readonly count: number };

/** From the worker to the page. */
export type WorkerMessage =
  /** A request; with an id it wants an answer. */
  | { readonly type: "request"; readonly id: number; readonly bytes: Uint8Array }
  /** The result of a function that the page called. */
  | { readonly type: "returned"; readonly id: number; readonly bytes: Uint8Array }
  /** The exception that it raised: the parts of a `PythonError`. */
  | { readonly type: "raised"; readonly id: number; readonly error: RaisedError }
  /** Rings the bell where the page cannot wait for shared memory. */
  | { readonly type: "bell" };

/** The parts of an exception that cross. */
export interface RaisedError {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly filename: string;
  readonly lineno: number;
}
