/** Sockets that Python opened. */
import type { PythonFunction } from "../interpreters/interpreter.js";
import { ownedBy } from "../lifetimes/ownership.js";
import { settle } from "../lifetimes/settle.js";

/**
 * Hands all of a socket's events to `handler`, until it has closed; then disposes of the handler. When the
 * owner goes, the socket's events are dropped, and it is closed.
 */
export function ownSocket(
  socket: WebSocket,
  handler: PythonFunction,
  owner: AbortSignal,
  report: (error: unknown) => void,
): void {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
    handler.dispose();
  };
  const disown = ownedBy(owner).add(() => {
    end();
    socket.close();
  });
  const hear = (event: Event): void => {
    try {
      settle(handler.call(event), report);
    } catch (error) {
      report(error);
    }
    if (event.type === "close") {
      end();
      disown();
    }
  };
  for (const type of ["open", "message", "error", "close"]) {
    socket.addEventListener(type, hear, { signal: ended.signal });
  }
}
