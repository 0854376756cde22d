/**
 * A port made of a worker's own messages, which take less time than those of a `MessagePort`: in Chromium 75
 * microseconds there and back instead of 85. The page's and the worker's code may send other messages the
 * same way, so the link's are marked: text begins with a character that nobody uses, all else is in an
 * object.
 */

/** The part of a `MessagePort` that the link needs. */
export interface LinkPort {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
}

/** A worker, seen from the page; or, in the worker, its global scope. */
export type Messages = Pick<Worker, "postMessage" | "addEventListener" | "removeEventListener">;

/** The last character for private use. */
const MARK = "\uF8FF";

export class OwnMessages<Received> implements LinkPort {
  readonly #messages: Messages;
  readonly #hear: (event: Event) => void;

  constructor(messages: Messages, receive: (message: Received | string) => void) {
    this.#messages = messages;
    this.#hear = (event) => {
      const { data } = event as MessageEvent<
        string | { readonly link?: Received | string } | null | undefined
      >;
      if (typeof data === "string") {
        if (data.startsWith(MARK)) receive(data.slice(1));
      } else if (typeof data?.link === "object" && data.link) receive(data.link);
    };
    messages.addEventListener("message", this.#hear);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#messages.postMessage(typeof message === "string" ? MARK + message : { link: message }, transfer);
  }

  close(): void {
    this.#messages.removeEventListener("message", this.#hear);
  }
}

/** A port of a `MessageChannel`, listened to. */
export function listenTo<Received>(
  port: MessagePort,
  receive: (message: Received | string) => void,
): LinkPort {
  port.onmessage = ({ data }: MessageEvent<Received | string>) => receive(data);
  return port;
}
