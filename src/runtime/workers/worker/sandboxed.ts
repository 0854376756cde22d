/**
 * Begins a worker in a sandbox: the page's messages come by a port, and so do the files of the interpreter
 * and of the configuration, until Python is there. None of this keeps anybody in: the frame's origin and
 * policy do.
 */
import type { InterpreterDriver, InterpreterType } from "../../interpreters/interpreter.js";
import type { SandboxSetup } from "../shared/sandbox-protocol.js";
import { createSandboxHost } from "./sandbox-host.js";
import { filesOfPage } from "./sandboxed-files.js";
import { startWorker } from "./worker-main.js";

/** Starts when the frame's message has come.
 * @param drivers the drivers that can run here */
export function startSandboxed(drivers: Readonly<Record<InterpreterType, InterpreterDriver>>): void {
  const begin = (event: MessageEvent<SandboxSetup>) => {
    event.stopImmediatePropagation();
    const [own, files] = event.ports;
    if (own && files) void open(own, files, event.data, drivers);
  };
  addEventListener("message", begin, { once: true });
}

async function open(
  own: MessagePort,
  files: MessagePort,
  { allow }: SandboxSetup,
  drivers: Readonly<Record<InterpreterType, InterpreterDriver>>,
): Promise<void> {
  // No policy that allows addresses allows this one, which needs no network.
  const isOpen = await fetch("data:,").then(
    () => true,
    () => false,
  );
  if (isOpen) {
    reportError(new Error("this browser does not apply the policy of a frame to its workers"));
    return;
  }
  fetchByPage(files, allow);
  startWorker(drivers, createSandboxHost);
  globalThis.postMessage = own.postMessage.bind(own) as typeof globalThis.postMessage;
  own.onmessage = ({ data, ports }: MessageEvent<unknown>) =>
    dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
}

/** Has the page answer `fetch` for as long as it does; then the browser does, as far as the policy goes. */
function fetchByPage(port: MessagePort, allow: readonly string[]): void {
  const byBrowser = fetch.bind(globalThis);
  const byPage = filesOfPage(port);
  const within = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    try {
      return await byBrowser(input, init);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const names = allow.length > 0 ? `allows ${allow.join(", ")}` : "allows no address";
      throw new TypeError(`${error.message} (this code runs in a sandbox, which ${names})`, { cause: error });
    }
  };
  globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const option = <K extends keyof Request & keyof RequestInit>(name: K) => init?.[name] ?? request?.[name];
    const url = request?.url ?? String(input);
    if ((option("method") ?? "GET") !== "GET" || !/^https?:/.test(url)) return within(input, init);
    const response = await byPage(url, {
      credentials: option("credentials"),
      integrity: option("integrity"),
      cache: option("cache"),
      signal: option("signal"),
    });
    return response ?? within(input, init);
  };
}
