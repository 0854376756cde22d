/**
 * Hooks of workers on their way there. Code is text. Functions cannot be posted: they must stand for
 * themselves, and are sent as the text of a module, or they are in a module of their own, which a strict
 * content security policy needs.
 */
import { CodedError } from "../../errors.js";
import { importModule, importText } from "../../loading/import-module.js";
import { createHooks, hookCode, type RunHook, type ThreadHooks, type WorkerHooks } from "../../runs/hooks.js";

/** A hook that is a function: its module's URL, or its own text. */
type SentFunction = { readonly url: string } | { readonly text: string };

type RunHookName = Exclude<keyof ThreadHooks, CodeHookName>;
type CodeHookName = `code${string}` & keyof ThreadHooks;

/** The hooks of workers, as data. */
export type SentHooks = { readonly [K in RunHookName]?: readonly SentFunction[] } & {
  readonly [K in CodeHookName]?: readonly string[];
};

/** @param base the base of relative URLs of modules */
export function sendHooks(hooks: WorkerHooks, base: string): SentHooks {
  const sent: Record<string, readonly (SentFunction | string)[]> = {};
  for (const [name, set] of Object.entries(hooks)) {
    if (set.size === 0) continue;
    sent[name] = name.startsWith("code")
      ? hookCode(set as ThreadHooks[CodeHookName])
      : [...(set as WorkerHooks[RunHookName])].map((hook) =>
          typeof hook === "function" ? { text: textOf(hook) } : { url: new URL(hook, base).href },
        );
  }
  return sent;
}

/** The addresses of the modules among them. */
export function hookAddresses(sent: SentHooks): URL[] {
  return Object.values(sent)
    .flat()
    .flatMap((hook) => (typeof hook === "object" && "url" in hook ? [new URL(hook.url)] : []));
}

/** A function's text, as an expression: that of a method needs its object. */
function textOf(hook: RunHook): string {
  const text = hook.toString();
  const isExpression = /^(async\s+)?(function\b|\(|[\w$]+\s*=>)/.test(text);
  return isExpression ? text : `({${text}})[${JSON.stringify(hook.name)}]`;
}

/** The hooks as functions again, in the worker.
 * @throws CodedError for a function that cannot be had there */
export async function receiveHooks(sent: SentHooks): Promise<ThreadHooks> {
  const hooks = createHooks().main as ThreadHooks;
  for (const [name, items] of Object.entries(sent)) {
    for (const item of items as readonly (SentFunction | string)[]) {
      const set = hooks[name as keyof ThreadHooks] as Set<unknown>;
      set.add(typeof item === "string" ? item : await importHook(name, item));
    }
  }
  return hooks;
}

async function importHook(name: string, sent: SentFunction): Promise<RunHook> {
  try {
    const importing = "url" in sent ? importModule(sent.url) : importText(`export default ${sent.text}`);
    const { default: hook } = (await importing) as { default?: unknown };
    if (typeof hook !== "function") throw new TypeError("its default export is no function");
    return hook as RunHook;
  } catch (cause) {
    throw new CodedError(
      "PY0000",
      `The hook hooks.worker.${name} could not be loaded in the worker: ${(cause as Error).message}. A function must ` +
        "stand for itself, and the page's content security policy must allow blob: scripts; else add the URL of a " +
        "module whose default export is the function.",
      { cause },
    );
  }
}
