/** A run in a worker, started and interrupted from the page. */
import type { ModuleSource } from "../../bridge/python-modules.js";
import type { RemoteModule } from "../../bridge/remote-module.js";
import { abortError } from "../../errors.js";
import type { RunRequest } from "../../environment/python-environment.js";
import { rememberedAs } from "../../loading/remembered.js";
import type { Run } from "../../runs/run.js";
import type { PackedByPython } from "../../values/packed.js";
import type { WorkerConnection } from "./connection.js";
import { Expressions } from "../shared/expressions.js";
import { interruptRun } from "./interrupting.js";
import type { OfferKind } from "../shared/protocol.js";
import type { OfferedCall, Offers } from "./offers.js";
import type { WorkerSession } from "./worker-session.js";
import type { Running } from "./starting.js";

export class WorkerRuns<R extends Run> {
  readonly #offers: Offers;
  readonly #offered = new WeakMap<WorkerConnection, Offered>();
  #stopping: Promise<boolean> = Promise.resolve(false);

  constructor(offers: Offers) {
    this.#offers = offers;
  }

  /** Resolves when what was stopped last has ended; see `PythonEnvironment.stopped`. */
  get stopped(): Promise<boolean> {
    return this.#stopping;
  }

  async run(running: Running<R>, request: RunRequest<R>, signal: AbortSignal): Promise<unknown> {
    const { connection, session } = running;
    const { run, source, async, prelude, bare = false, quick } = request;
    const { id, filename } = run;
    addRun(run, session, connection);
    // Output that takes another way must not come after the result.
    const direct = quick && session.output && !prelude;
    const result = direct
      ? (session.expressions ??= new Expressions(connection.messages, connection.signal))
          .evaluate({ run: id, filename, source, ...quick })
          .finally(() => session.readOutput())
      : connection.call((api) => api.run({ id, filename, source, async, prelude, bare, quick }));
    try {
      const value = await this.interruptibly(running, id, result, signal);
      this.#offers.ran();
      return value;
    } catch (error) {
      this.#offers.ran(error);
      throw signal.aborted ? abortError("The script was stopped.") : error;
    }
  }

  /** Waits for what code of a run results in; interrupts the run when `signal` aborts. */
  async interruptibly<T>(
    { connection, session, booted }: Running<R>,
    run: number,
    result: Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const stop = () => {
      this.#stopping = interruptRun(run, result, { connection, link: session.link, booted });
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await result;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Calls what the worker's Python offers. */
  async callOffered(running: Running<R>, { kind, name, args: given }: OfferedCall): Promise<unknown> {
    const { connection } = running;
    let offered = this.#offered.get(connection);
    if (!offered) this.#offered.set(connection, (offered = new Map()));
    const module = await rememberedAs(offered, kind, () => openOffers(running, kind));
    return Array.isArray(given)
      ? module.call(name, given as unknown[])
      : module.callPacked(name, given as PackedByPython);
  }

  /**
   * Has the worker execute a Python file for a bridge.
   *
   * @param run the run that the file's code belongs to; the bridge ends with it
   */
  async openBridge(
    booting: Promise<Running<R>>,
    source: ModuleSource,
    run: R,
    transfers: boolean,
  ): Promise<RemoteModule> {
    const [{ RemoteModule }, { connection, session }] = await Promise.all([
      import("../../bridge/remote-module.js"),
      booting,
    ]);
    run.signal.throwIfAborted();
    addRun(run, session, connection);
    const offers = await connection.call((api) => api.openBridge(source));
    return new RemoteModule(run.id, offers, connection.messages, connection.signal, transfers);
  }
}

type Offered = Map<OfferKind, Promise<RemoteModule>>;

async function openOffers<R extends Run>({ connection }: Running<R>, kind: OfferKind): Promise<RemoteModule> {
  const [{ RemoteModule }, { offerNumbers }, offers] = await Promise.all([
    import("../../bridge/remote-module.js"),
    import("../../bridge/protocol.js"),
    connection.call((api) => api.openOffers(kind)),
  ]);
  return new RemoteModule(offerNumbers[kind], offers, connection.messages, connection.signal, false);
}

/** Makes a run known on both sides, once. */
function addRun<R extends Run>(run: R, session: WorkerSession<R>, connection: WorkerConnection): void {
  if (session.runs.has(run.id)) return;
  session.addRun(run);
  const ended = () => void connection.call((api) => Promise.resolve(api.end(run.id))).catch(() => {});
  run.signal.addEventListener("abort", ended, { once: true, signal: connection.signal });
}
