/** Events of the page, handled by Python functions. */
import { ListenFlag } from "../host/host.js";
import type { PythonFunction } from "../interpreters/interpreter.js";
import { ownedBy } from "../lifetimes/ownership.js";
import { settle } from "../lifetimes/settle.js";

/** The options of {@link listen}. */
export interface ListenOptions {
  /** A sum of {@link ListenFlag}. */
  readonly flags: number;
  /** Aborts when the listener's run goes. */
  readonly owner: AbortSignal;
  /** The author's own signal. */
  readonly signal: AbortSignal | undefined;
  /** Takes what the handler raised. */
  readonly report: (error: unknown) => void;
}

/** Calls `handler` for events of `type` on each target, until a signal aborts; disposes of it then. */
export function listen(
  targets: readonly EventTarget[],
  type: string,
  handler: PythonFunction,
  { flags, owner, signal, report }: ListenOptions,
): void {
  const { call } = handler;
  const prevent = (flags & ListenFlag.preventDefault) !== 0;
  const stop = (flags & ListenFlag.stopPropagation) !== 0;
  const once = (flags & ListenFlag.once) !== 0;
  const left = new Set(once ? targets : []);
  const ended = new AbortController();

  const end = () => {
    ended.abort();
    disown();
    handler.dispose();
  };
  const disown = ownedBy(owner).add(end);
  signal?.addEventListener("abort", end, { once: true, signal: ended.signal });

  const listener = (event: Event): void => {
    if (prevent) event.preventDefault();
    if (stop) event.stopPropagation();
    try {
      const result = call(event);
      if (result) settle(result, report);
    } catch (error) {
      report(error);
    }
    if (once && left.delete(event.currentTarget as EventTarget) && left.size === 0) end();
  };
  const options: AddEventListenerOptions = {
    once,
    capture: (flags & ListenFlag.capture) !== 0,
    signal: ended.signal,
  };
  if (flags & (ListenFlag.passive | ListenFlag.active)) options.passive = (flags & ListenFlag.passive) !== 0;
  for (const target of targets) target.addEventListener(type, listener, options);
}

/** The event targets that `target` stands for; undefined when it is nothing of the kind. */
export function eventTargets(root: ParentNode, target: unknown): readonly EventTarget[] | undefined {
  if (typeof target === "string") return [...root.querySelectorAll(target)];
  if (isEventTarget(target)) return [target];
  if (typeof target !== "object" || target === null || !(Symbol.iterator in target)) return undefined;
  const targets = [...(target as Iterable<unknown>)];
  return targets.every(isEventTarget) ? targets : undefined;
}

function isEventTarget(value: unknown): value is EventTarget {
  return typeof (value as Partial<EventTarget> | null | undefined)?.addEventListener === "function";
}
