/**
 * The messages between the page and a worker about the functions of a Python file that
 * `WorkerAPI.openBridge` has executed. These are messages of the worker itself, not of the port that all
 * else goes over: they take less time. The number of its run identifies the bridge; the functions that a
 * worker's Python offers by itself have a negative one, {@link offerNumbers}.
 *
 * Arrays are the hot path: calls with plain arguments, and answers. Values cross as `values/conversions.ts`
 * says, by structured cloning; large buffers are transferred.
 */
import type { ErrorDescription } from "../workers/shared/errors.js";
import type { Packed, PackedByPython } from "../values/packed.js";
import type { Offer } from "./opened.js";

/** A request of the page. Each has a number, which the answer repeats. */
export type BridgeRequest =
  /** A call with arguments that are text, numbers, truth or null. */
  | readonly [bridge: number, number: number, name: string, ...args: unknown[]]
  /** A call with any arguments. */
  | {
      readonly bridge: number;
      readonly number: number;
      readonly name: string;
      readonly packed: Packed;
      /** Which of its extras are functions. */
      readonly functions: readonly (readonly [extra: number, function_: GivenFunction])[];
    }
  /** The next value of a stream, or its end. */
  | {
      readonly bridge: number;
      readonly number: number;
      readonly stream: number;
      readonly action: "next" | "close";
    };

/** An answer of the worker. */
export type BridgeAnswer =
  | readonly [bridge: number, number: number, value: unknown]
  | { readonly bridge: number; readonly number: number; readonly packed: PackedByPython }
  | { readonly bridge: number; readonly number: number; readonly error: ErrorDescription }
  /** The call has made a stream. */
  | { readonly bridge: number; readonly number: number; readonly stream: number }
  | { readonly bridge: number; readonly number: number; readonly next: IteratorResult<unknown, undefined> };

/** A function of the page's: its number, and how often it was given. */
export type GivenFunction = readonly [number: number, times: number];

/** A worker's request for a call of the page's functions. */
export type CallbackRequest =
  | {
      readonly bridge: number;
      /** The function. */
      readonly calls: number;
      /** The number that the answer repeats. */
      readonly call: number;
      readonly args: readonly unknown[];
    }
  /** Nobody has it any more. @property times how often it had been given by then */
  | { readonly bridge: number; readonly calls: number; readonly times: number };

/** An answer of the page. */
export type CallbackAnswer =
  | { readonly bridge: number; readonly call: number; readonly value: unknown }
  | { readonly bridge: number; readonly call: number; readonly error: ErrorDescription };

/** All that is sent to a worker, and by it. */
export type ToWorker = BridgeRequest | CallbackAnswer;
export type FromWorker = BridgeAnswer | CallbackRequest;

/** Returns the number of a message's bridge; 0 for messages of others, which text and nothing are. */
export function bridgeOf(message: ToWorker | FromWorker | string | null | undefined): number {
  if (typeof message !== "object" || message === null) return 0;
  return isPlainMessage(message) ? message[0] : message.bridge;
}

/** Tells the messages of the hot path from all others. */
export function isPlainMessage<M extends object>(message: M): message is Extract<M, readonly unknown[]> {
  return Array.isArray(message);
}

/** The number of a request, or of the one that an answer belongs to. */
export function numberOf(message: BridgeRequest | BridgeAnswer): number {
  return isPlainMessage(message) ? message[1] : message.number;
}

/** `__export__`, and what was assigned to `sync`. */
export const offerNumbers = { export: -1, sync: -2 } as const;

/** A file that has been executed in a worker. */
export interface RemoteOffers {
  readonly offers: readonly Offer[];
  /** The option of `packArguments`. */
  readonly unordered: boolean;
}
