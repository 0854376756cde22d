/** The part of Python's host by which code in a sandbox reaches its page: what it shows is sent, and what it
 * asks for is answered with data. */
import type { HostFailure } from "../../errors.js";
import type { PageAPI, WorkerEvent } from "../shared/protocol.js";
import { isShown, type ShownPart } from "../shared/sandbox-protocol.js";

export interface SandboxHostContext {
  tell(event: WorkerEvent): void;
  readonly page: Pick<PageAPI, "readLine" | "callSync">;
}

export interface SandboxHost {
  show_text(run: number, text: string): HostFailure;
  show(run: number, target: unknown, append: boolean, ...part: ShownPart): HostFailure;
  show_parts(run: number, target: unknown, append: boolean, parts: string): HostFailure;
  terminal_read(run: number, prompt: string, kind: string, names: string, after: number): Promise<string>;
  sync_call(name: string, text: string): Promise<unknown>;
}

export function createSandboxHost({ tell, page }: SandboxHostContext): SandboxHost {
  const show = (run: number, target: unknown, append: boolean, parts: readonly ShownPart[]): HostFailure => {
    if (target !== null && target !== undefined) {
      return "ValueError: code in a sandbox displays where its script stands: leave the target out.";
    }
    const refused = parts.find((part) => !isShown(part));
    if (refused) {
      return `ValueError: code in a sandbox displays text and images, and this is ${refused[0]}: take str() or repr() of it.`;
    }
    tell({ event: "show", run, append, parts });
    return 0;
  };
  return {
    show_text: (run, text) => show(run, null, true, [["text/plain", text]]),
    show: (run, target, append, ...part) => show(run, target, append, [part]),
    show_parts: (run, target, append, parts) => show(run, target, append, JSON.parse(parts) as ShownPart[]),
    terminal_read: (...request) => page.readLine(...request),
    sync_call: (name, text) => page.callSync(name, text),
  };
}
