/** The environments that editors run in, and the setup editors that run in each before all others. */
import type { ResolvedConfig } from "../../runtime/config/types.js";
import { emptyConfig } from "../../runtime/config/types.js";
import { abortError } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { sandboxOf } from "../../runtime/workers/page/sandbox-options.js";
import type { WorkerEnvironment } from "../../runtime/workers/page/worker-environment.js";
import { attributeConfig } from "../config-sources.js";
import { documentOrder } from "../document-order.js";
import { documentParsed } from "../document-parsed.js";
import { rootOf } from "../target-attribute.js";
import type { PageServices, ScriptRun } from "../types.js";

export type EditorEnvironment = WorkerEnvironment<ScriptRun>;

/** An editor that is not seen. */
export interface Setup {
  readonly element: HTMLElement;
  readonly type: InterpreterType;
  readonly env: string;
  run(environment: EditorEnvironment, signal: AbortSignal): Promise<unknown>;
}

/** The editors of one page. */
export class EditorPlaces {
  readonly #runtime: PageServices;
  readonly #setups = new Set<Setup>();
  /** The setups that have run, by the worker: another one in its place knows nothing of them. */
  readonly #done = new WeakMap<object, Set<Setup>>();
  #names = 0;

  constructor(runtime: PageServices) {
    this.#runtime = runtime;
  }

  /** The name in tracebacks of an editor without an id. */
  nextName(type: InterpreterType): string {
    return `${type}-editor-${this.#names++}`;
  }

  addSetup(setup: Setup, signal: AbortSignal): void {
    this.#setups.add(setup);
    signal.addEventListener("abort", () => this.#setups.delete(setup), { once: true });
  }

  /**
   * The environment of an editor: that of its `env`, else one of its own.
   *
   * @param session aborts when the editor no longer uses it
   * @throws ConfigError, LoadError
   */
  async environment(
    owner: HTMLElement,
    type: InterpreterType,
    session: AbortSignal,
  ): Promise<EditorEnvironment> {
    const runtime = this.#runtime;
    const env = envOf(owner);
    await documentParsed();
    const [workers, own, first] = await Promise.all([
      runtime.workers(),
      attributeConfig(runtime, owner),
      env ? sharersConfig(runtime, owner, type, env) : undefined,
    ]);
    session.throwIfAborted();
    const overrides = env !== undefined && own !== undefined && owner.hasAttribute("env-override");
    if (overrides) {
      const present = workers.sharing(type, env);
      if (present && present.config.key !== own.key) {
        present.dispose(abortError(`Another editor has taken env="${env}", with another configuration.`));
      }
    }
    const request = {
      type,
      config: own ?? first ?? emptyConfig(document.baseURI),
      ownConfig: own !== undefined,
      shared: overrides ? undefined : first,
      sandbox: sandboxOf(owner),
      env,
    };
    return workers.environment(request, session, owner);
  }

  /** Runs the setups of an environment that have not run in its worker yet. */
  async prepare(environment: EditorEnvironment, env: string | undefined, signal: AbortSignal): Promise<void> {
    const worker = await environment.boot();
    let done = this.#done.get(worker);
    if (!done) this.#done.set(worker, (done = new Set()));
    const setups = [...this.#setups]
      .filter((setup) => env !== undefined && setup.env === env && setup.type === environment.type)
      .sort((a, b) => documentOrder(a.element, b.element));
    for (const setup of setups) {
      if (done.has(setup)) continue;
      await setup.run(environment, signal);
      done.add(setup);
    }
  }
}

const places = new WeakMap<PageServices, EditorPlaces>();

/** The editors of a page. */
export function placesOf(runtime: PageServices): EditorPlaces {
  let present = places.get(runtime);
  if (!present) places.set(runtime, (present = new EditorPlaces(runtime)));
  return present;
}

export function envOf(owner: Element): string | undefined {
  return owner.getAttribute("env")?.trim() || undefined;
}

/** The interpreter of an editor: of a script by its type. */
export function typeOf(owner: Element): InterpreterType {
  return owner.getAttribute("type")?.startsWith("mpy") ? "mpy" : "py";
}

/** The configuration of the first editor of an `env` that has one. */
async function sharersConfig(
  runtime: PageServices,
  owner: HTMLElement,
  type: InterpreterType,
  env: string,
): Promise<ResolvedConfig | undefined> {
  const shares = `[config][env="${CSS.escape(env)}"]`;
  const roots = new Set([document, rootOf(owner)]);
  for (const root of roots) {
    for (const editor of root.querySelectorAll<HTMLElement>(
      `py-editor${shares}, script[type="${type}-editor"]${shares}`,
    )) {
      if (typeOf(editor) !== type || editor.hasAttribute("env-override")) continue;
      // A bad configuration is its own editor's failure, reported there.
      const config = await attributeConfig(runtime, editor)?.catch(() => undefined);
      if (config) return config;
    }
  }
  return undefined;
}
