/** Timers for an event loop in Python. Browsers delay nested timers of 0 ms by 4; a message to oneself takes
 * a fraction of one, and lets the page paint and handle events just as well.
 *
 * @param call how Python is called back */
export function timers(call: (callback: () => void) => void) {
  const { port1, port2 } = new MessageChannel();
  const due = new Map<number, () => void>();
  let next = -1;
  let stopped = false;
  port2.onmessage = ({ data }: MessageEvent<number>) => {
    const callback = due.get(data);
    due.delete(data);
    if (callback) call(callback);
  };
  return {
    setTimeout(callback: () => void, milliseconds: number): number {
      if (stopped) return 0;
      if (milliseconds > 0)
        return setTimeout(() => stopped || call(callback), milliseconds) as unknown as number;
      const id = next--;
      due.set(id, callback);
      port1.postMessage(id);
      return id;
    },
    clearTimeout(id: number): void {
      if (id >= 0) clearTimeout(id);
      else due.delete(id);
    },
    /** Nothing is called back any more. */
    stop(): void {
      stopped = true;
      due.clear();
      port1.close();
    },
  };
}
