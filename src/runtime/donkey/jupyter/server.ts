/** A Jupyter server's REST interface: kernels are started, looked for, interrupted and shut down by it. */
import { asError, isAbort, LoadError } from "../../errors.js";
import { httpErrorCode } from "../../loading/http-error-code.js";
import { ServerConnection } from "./services.js";

/** A kernel, as the server describes it. */
export interface KernelModel {
  readonly id: string;
  readonly name: string;
}

/** How long a server may take to start a kernel, which may wait for a machine. */
const START_TIMEOUT_MS = 120_000;

export class KernelServer {
  /** The address of the server, without a token and with a slash at its end. */
  readonly url: string;
  readonly #token: string;
  readonly #settings: ServerConnection.ISettings;

  /**
   * @param url the address; a token in it is taken out
   * @throws TypeError when it is no address of a server
   */
  constructor(url: string, token: string | undefined) {
    const { href, inAddress } = serverAddress(url);
    this.url = href;
    this.#token = token ?? inAddress ?? "";
    this.#settings = ServerConnection.makeSettings({
      baseUrl: href,
      wsUrl: href.replace(/^http/, "ws"),
      token: this.#token,
      appendToken: false,
      init: { cache: "no-store", credentials: "same-origin" },
    });
  }

  /**
   * Starts a kernel. A request that is under way is not given up: the server would start it all the same, and
   * nobody would know which to shut down.
   *
   * @param name of its specification; by default the server's own choice
   */
  async start(name: string | undefined, signal: AbortSignal): Promise<KernelModel> {
    if (name) await this.#check(name, signal);
    signal.throwIfAborted();
    const late = AbortSignal.timeout(START_TIMEOUT_MS);
    const init = { method: "POST", body: JSON.stringify(name ? { name } : {}), signal: late };
    try {
      return (await this.#json("api/kernels", init)) as KernelModel;
    } catch (cause) {
      if (!late.aborted) throw cause;
      const message = `The Jupyter server at ${this.url} has not started a kernel within ${START_TIMEOUT_MS / 1000} s; its log says why.`;
      throw new LoadError("PY0000", message, this.url, { cause });
    }
  }

  /**
   * The kernel of that id; undefined where the server has none. It is looked for in the list of all: pages of
   * other origins may not read answers that say that there is none.
   */
  async find(id: string, signal: AbortSignal): Promise<KernelModel | undefined> {
    const kernels = (await this.#json("api/kernels", { signal })) as KernelModel[];
    return kernels.find((kernel) => kernel.id === id);
  }

  /** Has what a kernel runs raise `KeyboardInterrupt`. */
  async interrupt(id: string, signal: AbortSignal): Promise<void> {
    const path = `api/kernels/${encodeURIComponent(id)}/interrupt`;
    const response = await this.#request(path, { method: "POST", signal });
    if (!response.ok && response.status !== 404) throw await this.#refused(response);
  }

  /** Ends a kernel, also while the page is being left. */
  async shutDown(id: string): Promise<void> {
    await this.#request(`api/kernels/${encodeURIComponent(id)}`, { method: "DELETE", keepalive: true });
  }

  /**
   * A connection to a kernel's channels.
   *
   * @param session of the client; the server keeps messages for it while it is away
   * @param bare without a token in the address: a server of the page's own origin knows the page by the
   *   cookie that an earlier request has set
   */
  socket(id: string, session: string, bare: boolean): WebSocket {
    const url = new URL(`api/kernels/${encodeURIComponent(id)}/channels`, this.#settings.wsUrl);
    url.searchParams.set("session_id", session);
    // No header can be set here, and this is the only other place where the server looks for one.
    if (this.#token && !(bare && this.isOwnOrigin)) url.searchParams.set("token", this.#token);
    const socket = new WebSocket(url, ["v1.kernel.websocket.jupyter.org"]);
    socket.binaryType = "arraybuffer";
    return socket;
  }

  /** True if the page comes from the same server. */
  get isOwnOrigin(): boolean {
    return new URL(this.url).origin === globalThis.origin;
  }

  async #check(name: string, signal: AbortSignal): Promise<void> {
    const { kernelspecs } = (await this.#json("api/kernelspecs", { signal })) as {
      readonly kernelspecs: Readonly<Record<string, unknown>>;
    };
    if (name in kernelspecs) return;
    const names = Object.keys(kernelspecs).join(", ");
    throw new LoadError(
      "PY0404",
      `The Jupyter server at ${this.url} has no kernel "${name}"; it has ${names}.`,
      this.url,
    );
  }

  async #json(path: string, init: RequestInit): Promise<unknown> {
    const response = await this.#request(path, init);
    if (!response.ok) throw await this.#refused(response);
    return response.json();
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(this.url + path, init, this.#settings);
    } catch (error) {
      if (init.signal?.aborted) throw init.signal.reason;
      if (isAbort(error)) throw error;
      throw await this.#unanswered(asError(error));
    }
  }

  /** A browser tells scripts no reason: what can be found out is who answers there, and what may be read. */
  async #unanswered(cause: Error): Promise<LoadError> {
    const headers: Record<string, string> = this.#token ? { Authorization: `token ${this.#token}` } : {};
    const answers = (path: string, init: RequestInit) =>
      fetch(this.url + path, { credentials: "omit", signal: AbortSignal.timeout(3000), ...init }).then(
        () => true,
        () => false,
      );
    // A server lets pages of other origins read its version and, with the token, its kernels; but not that it
    // refuses something.
    if (await answers("api/kernels", { headers })) {
      const message = `The Jupyter server at ${this.url} has refused a request; its log says why.`;
      return new LoadError("PY0500", message, this.url, { cause });
    }
    if (await answers("api", {})) return this.#refusal(403);
    const what = `The Jupyter server at ${this.url} could not be asked`;
    if (await answers("", { mode: "no-cors" })) {
      const option = `--ServerApp.allow_origin=${globalThis.origin}`;
      const message = `${what}: it answers, but lets no pages of ${globalThis.origin} read that. Start it with ${option}.`;
      return new LoadError("PY0001", message, this.url, { cause });
    }
    const certificate = this.url.startsWith("https:")
      ? ", or the browser does not trust its certificate: open the address in a tab, where the browser tells"
      : "";
    return new LoadError("PY0001", `${what}: nobody answers there${certificate}.`, this.url, { cause });
  }

  async #refused(response: Response): Promise<LoadError> {
    const said = await response.json().then(
      (body: unknown) => (body as { readonly message?: unknown } | null)?.message,
      () => undefined,
    );
    return this.#refusal(response.status, typeof said === "string" ? said : "");
  }

  #refusal(status: number, said = ""): LoadError {
    const reason = !/40[13]/.test(String(status))
      ? said && `: ${this.#without(said)}`
      : this.#token
        ? ": it does not accept the token"
        : ": it asks for a token, which the option or the property token gives";
    return new LoadError(
      httpErrorCode(status),
      `The Jupyter server at ${this.url} has answered ${status}${reason}.`,
      this.url,
    );
  }

  /** A text of the server's, which may quote what it was asked. */
  #without(text: string): string {
    return this.#token ? text.replaceAll(this.#token, "…") : text;
  }
}

function serverAddress(text: string): { href: string; inAddress: string | undefined } {
  const url = URL.canParse(text, document.baseURI) ? new URL(text, document.baseURI) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      "donkey: url is no address of a Jupyter server; expected one as http://localhost:8888/.",
    );
  }
  const inAddress = url.searchParams.get("token") ?? undefined;
  url.search = url.hash = url.username = url.password = "";
  // The address that a person copies is that of a page of the server's.
  url.pathname = url.pathname.replace(/\/(lab|tree|notebooks|login)(\/.*)?$/, "/").replace(/\/?$/, "/");
  return { href: url.href, inAddress };
}
