/** Events whose handlers are called when their dispatch is over: browsers have cleared their targets by
 * then. */

export interface Dispatched {
  /** The element whose listener it was. */
  readonly currentTarget: EventTarget | null;
  readonly target: EventTarget | null;
}

/** Calls `action` while the event has the targets that it was dispatched with. */
export function whileDispatched<T>(event: object, targets: Dispatched, action: () => T): T {
  const names = ["currentTarget", "target"] as const;
  for (const name of names) {
    Object.defineProperty(event, name, { value: targets[name], configurable: true });
  }
  try {
    return action();
  } finally {
    for (const name of names) Reflect.deleteProperty(event, name);
  }
}
