/**
 * The messages by which a page starts a worker inside a sandboxed frame, and by which that worker has the
 * page fetch files for it until Python is there. All that follows are the messages of every worker, over
 * ports that the frame has passed on.
 */

/** Sent to the frame's window, with three ports: for {@link FrameAnswer}, the worker's own messages, and its
 * requests for files. */
export interface FrameStart {
  /** The worker's script; as an address (`data:`) where the browser starts none from a `blob:`. */
  readonly code: Blob | string;
  /** The address of that module, which the worker's text itself does not have: it becomes the worker's
   * name. */
  readonly name: string;
  /** The sources of `connect-src`. */
  readonly allow: readonly string[];
}

/** Sent by the frame. */
export type FrameAnswer = { readonly started: true } | { readonly failed: string | undefined };

/** Sent by the frame to its worker, with two of the ports. */
export interface SandboxSetup {
  readonly allow: readonly string[];
}

export interface FileRequest {
  readonly id: number;
  readonly url: string;
  readonly credentials: RequestCredentials | undefined;
  readonly integrity: string | undefined;
  readonly cache: RequestCache | undefined;
}

/** Nobody waits for that request's answer any more. */
export interface FileAbort {
  readonly id: number;
  readonly abort: true;
}

export type FileAnswer =
  /** The response; where it has a body, the parts of that follow. */
  | {
      readonly id: number;
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly hasBody: boolean;
    }
  | { readonly id: number; readonly part: Uint8Array<ArrayBuffer> }
  /** All parts have come. */
  | { readonly id: number; readonly end: true }
  /** The request failed, perhaps after some parts. */
  | { readonly id: number; readonly error: string }
  /** The page does not fetch that; when `closed`, nothing any more. */
  | { readonly id: number; readonly refused: true; readonly closed: boolean };

/** One value that code in a sandbox displays, as `page/display.ts` takes it. */
export type ShownPart = readonly [
  kind: string,
  content: string,
  attributes?: Readonly<Record<string, unknown>>,
];

/** Returns true for text, and for images, which an `<img>` shows: nothing in it runs or loads more. */
export function isShown([kind]: ShownPart): boolean {
  return kind === "text/plain" || /^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(kind);
}
