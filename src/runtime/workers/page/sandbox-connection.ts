/**
 * A worker inside a sandboxed frame, seen from the page. The frame has an origin of its own, so that the
 * worker has no cookies and no storage, and a policy that names what it may connect to. The page gives it
 * files and data, and takes from it only what `sandbox-messages.ts` and `plain-calls.ts` let through.
 */
import { abortError, LoadError } from "../../errors.js";
import type { Messages } from "../../link/shared/own-messages.js";
import { textAddress } from "../../loading/text-address.js";
import { crashError } from "../shared/crashes.js";
import type { PageAPI, StartMessage, WorkerAPI, WorkerEvent, WorkerSettings } from "../shared/protocol.js";
import type { FrameAnswer, FrameStart } from "../shared/sandbox-protocol.js";
import type { CalledWorker, WorkerConnection } from "./connection.js";
import { PlainCalls, type PlainFunctions } from "./plain-calls.js";
import { serveFiles, type SandboxFiles } from "./sandbox-files.js";
import { sandboxEvent } from "./sandbox-messages.js";
import type { Sandbox, SandboxStarts } from "./sandbox-options.js";
import { fileMarkup } from "./trusted-types.js";

/** How long the frame may take to load and to answer, in milliseconds; its worker's code is there before. */
const FRAME_MS = 30_000;

/** The browser may start the worker when it is tried again. */
class BlobRefusal extends LoadError {}

/** Returns true if nothing has run, and another connection may start. */
export const isBlobRefusal = (error: unknown): boolean => error instanceof BlobRefusal;

/** Why code in a sandbox has no page, in words for its author. */
export const SANDBOXED =
  "this code runs in a sandbox, which has neither the page's document and window nor its storage, and which " +
  "cannot call it. Pass it data, and return data.";

const CALLED: readonly (keyof WorkerAPI)[] = [
  "boot",
  "run",
  "interrupt",
  "end",
  "openOffers",
  "openBridge",
  "held",
];

export interface SandboxConnectionOptions extends Omit<SandboxFiles, "signal"> {
  readonly sandbox: Sandbox;
  readonly starts: SandboxStarts;
  /** The folder of the build. */
  readonly dist: URL;
  /** The name in developer tools. */
  readonly name: string;
  /** The functions that the worker may call. */
  readonly page: Pick<PageAPI, "archive" | "loadMore" | "readLine" | "callSync">;
  readonly onEvent: (event: WorkerEvent) => void;
}

export class SandboxConnection implements WorkerConnection {
  readonly messages: Messages;
  readonly #options: SandboxConnectionOptions;
  readonly #frame = document.createElement("iframe");
  readonly #own = new MessageChannel();
  readonly #files = new MessageChannel();
  readonly #control = new MessageChannel();
  readonly #port = new MessageChannel();
  readonly #calls: PlainCalls;
  readonly #api: CalledWorker;
  readonly #lifetime = new AbortController();
  readonly #booting = new AbortController();

  constructor(options: SandboxConnectionOptions) {
    this.#options = options;
    const { onEvent, page } = options;
    const { port1: port } = this.#port;
    const calls = (this.#calls = new PlainCalls(port, callable(page)));
    this.#api = Object.fromEntries(
      CALLED.map((name) => [name, (...args: unknown[]) => calls.call(name, args)]),
    ) as unknown as CalledWorker;
    const listening = { signal: this.signal };
    const hear = ({ data, ports }: MessageEvent) => {
      for (const given of ports) given.close();
      const event = sandboxEvent(data);
      if (event) onEvent(event);
      else calls.hear(data);
    };
    port.addEventListener("message", hear, listening);
    port.start();
    // The other end has gone without being asked to; Chromium tells.
    const gone = () => this.end(crashError(options.name, "its thread has ended by itself"));
    port.addEventListener("close", gone, listening);
    this.messages = this.#own.port1;
    this.#own.port1.start();
    serveFiles(this.#files.port1, { ...options, signal: this.#booting.signal });
    this.#open().catch((error: unknown) => this.end(error as Error));
  }

  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** Puts the frame into the page and has it start the worker. */
  async #open(): Promise<void> {
    const { dist, name, sandbox, starts } = this.#options;
    const frame = this.#frame;
    frame.setAttribute("sandbox", "allow-scripts");
    frame.hidden = true;
    const place = new URL("sandbox.html", dist);
    const worker = new URL("sandbox-worker.js", dist);
    const { signal } = this;
    const [code, markup] = await Promise.all([
      load<Blob | string>(worker, signal, (response) =>
        starts.fromBlobs ? response.blob() : response.text().then(textAddress),
      ),
      // Some servers of other origins send HTML as text. Of this one, the frame has the policy of the file's
      // own response, and not the page's, which may forbid such workers.
      dist.origin === globalThis.origin ? undefined : load(place, signal, (response) => response.text()),
    ]);
    signal.throwIfAborted();
    if (markup === undefined) frame.src = place.href;
    else frame.srcdoc = fileMarkup(markup);
    // From now on, since a frame that does not load has no event in some browsers.
    const late = setTimeout(() => this.end(silent(place)), FRAME_MS);
    signal.addEventListener("abort", () => clearTimeout(late), { once: true });
    const loaded = Promise.withResolvers<unknown>();
    frame.addEventListener("load", loaded.resolve, { once: true, signal });
    document.documentElement.append(frame);
    await loaded.promise;
    const { port1: control } = this.#control;
    control.onmessage = ({ data }: MessageEvent<FrameAnswer>) => {
      clearTimeout(late);
      if (!("failed" in data) || this.#booting.signal.aborted) return;
      const isRefusal = data.failed === undefined && typeof code !== "string";
      if (isRefusal) starts.fromBlobs = false;
      this.end(refused(place, data.failed, isRefusal ? BlobRefusal : LoadError));
    };
    const start: FrameStart = { code, name: `${worker.href}#${name}`, allow: sandbox.allow };
    const ports = [this.#control.port2, this.#own.port2, this.#files.port2];
    // The frame has no origin that could be named. It is this library's file, and cannot navigate itself.
    frame.contentWindow?.postMessage(start, "*", ports);
  }

  start(settings: WorkerSettings): void {
    if (this.signal.aborted) return;
    const { port2 } = this.#port;
    this.#own.port1.postMessage({ start: settings, port: port2, lock: "" } satisfies StartMessage, [port2]);
  }

  /** Python is there: from now on nothing is fetched for the worker. */
  booted(): void {
    this.#booting.abort();
  }

  call<T>(action: (api: CalledWorker) => Promise<T>): Promise<T> {
    if (this.signal.aborted) return Promise.reject(this.signal.reason as Error);
    return action(this.#api);
  }

  end(reason: Error = abortError("The worker was terminated.")): void {
    if (this.signal.aborted) return;
    this.#frame.remove();
    this.#booting.abort();
    this.#lifetime.abort(reason);
    this.#calls.end(reason);
    for (const { port1 } of [this.#own, this.#files, this.#control, this.#port]) port1.close();
  }
}

function callable({
  archive,
  loadMore,
  readLine,
  callSync,
}: SandboxConnectionOptions["page"]): PlainFunctions {
  const parts = ["base", "more", "worker", "components"] as const;
  return new Map<string, (...args: readonly unknown[]) => unknown>([
    // Its page has compiled the interpreter, perhaps; code compiled cannot be given to another origin.
    ["handover", () => undefined],
    [
      "archive",
      (wanted) => {
        const part = parts.find((each) => each === wanted);
        if (!part) throw new TypeError("There is no such part of the package.");
        return archive(part);
      },
    ],
    // The page's half of terminals is among what that loads.
    ["loadMore", () => loadMore()],
    ["loadComponents", () => undefined],
    ["openFolder", () => `OSError: ${SANDBOXED}`],
    ["forgetFolder", () => undefined],
    ["claim", () => undefined],
    [
      "readLine",
      (run, prompt, kind, names, after) =>
        readLine(Number(run), String(prompt), String(kind), String(names), Number(after)),
    ],
    ["callSync", (name, text) => callSync(String(name), String(text))],
  ]);
}

async function load<T>(url: URL, signal: AbortSignal, read: (response: Response) => Promise<T>): Promise<T> {
  let problem: string;
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return await read(response);
    problem = `the server answered ${response.status}`;
  } catch (error) {
    signal.throwIfAborted();
    problem = (error as Error).message;
  }
  throw new LoadError(
    "PY0001",
    `The sandbox needs ${url.href}, and ${problem}. Copy all of dist/.`,
    url.href,
  );
}

function silent({ href }: URL): LoadError {
  return new LoadError(
    "PY0001",
    `The sandbox ${href} did not answer. Check that the file is there, that the server sends it as text/html, that ` +
      "no policy of the page (frame-src) or of the file's own response forbids it, and, where the page is cross-origin " +
      "isolated, that it is served with Cross-Origin-Embedder-Policy, as the page is.",
    href,
  );
}

/** @param message none where the browser does not say */
function refused({ href }: URL, message: string | undefined, Kind: typeof LoadError): LoadError {
  const why = message ?? "the browser did not load it";
  return new Kind(
    "PY0000",
    `The sandbox ${href} could not start its worker: ${why}. Check that it is served without the page's content ` +
      "security policy: it has one of its own. See docs/guide/security.md.",
    href,
  );
}
