/**
 * Events that no function was there for when they fired, and those whose function failed: loaded with the
 * first one, which waits for its function.
 */
import { asError, PythonError } from "../runtime/errors.js";
import type { InterpreterType, PythonFunction } from "../runtime/interpreters/interpreter.js";
import { interpreterLabel } from "../runtime/interpreters/location.js";
import { whileDispatched, type Dispatched } from "../runtime/page/event-targets.js";
import type { OutputElement } from "./output-element.js";
import type { PageServices, ScriptEnvironment, ScriptRun } from "./types.js";

type Found = PythonFunction | undefined;

/** How long a function may take to be defined, in milliseconds. */
const FUNCTION_TIMEOUT_MS = 10_000;

/** An event, and what is to handle it. */
export interface LateEvent {
  readonly type: InterpreterType;
  readonly element: Element;
  readonly attribute: string;
  /** The function's name. */
  readonly name: string;
  readonly event: Event;
  /** The event's targets while it was dispatched. */
  readonly target: EventTarget | null;
}

/**
 * Waits for a function of that name, on the main thread or in workers, and calls it.
 *
 * @throws Error when there is none; what the function raises
 */
export async function callLater(runtime: PageServices, late: LateEvent): Promise<void> {
  const { type, name, event, target } = late;
  const targets = { currentTarget: late.element, target };
  if (!runtime.isWanted(type)) {
    throw new Error(
      `${where(late)}: no ${interpreterLabel(type)} script is on this page. Add one that ` +
        `defines ${name || "the function"}.`,
    );
  }
  const handler = await find(runtime, type, name, targets);
  if (!handler) {
    throw new Error(
      `${where(late)}: there is no function of that name in ${interpreterLabel(type)}'s main ` +
        `namespace, and no worker exports one. The value is a name, such as "on_click" or "app.on_click"; define the ` +
        `function in a script.`,
    );
  }
  try {
    await whileDispatched(event, targets, () => handler.call(event));
  } finally {
    handler.dispose();
  }
}

/** An event that was not handled, and why. */
export interface FailedEvent {
  readonly type: InterpreterType;
  readonly element: Element;
  readonly thrown: unknown;
}

/** Makes known what a handler has thrown. @param pageErrors shows it where no script can */
export async function report(
  runtime: PageServices,
  pageErrors: () => OutputElement,
  { type, element, thrown }: FailedEvent,
): Promise<void> {
  const error = asError(thrown);
  // Python's own errors are shown where the script that defined the function shows its own.
  const [origin, run] =
    (error instanceof PythonError && (await findRun(runtime, type, error.filename))) || [];
  runtime.reportError(error, { element, type, origin, view: () => run?.view() ?? pageErrors() });
}

/** The latest run of a source of that name, and where it is. */
async function findRun(
  runtime: PageServices,
  type: InterpreterType,
  filename: string,
): Promise<[ScriptEnvironment, ScriptRun] | undefined> {
  const workers = (await runtime.presentWorkers)?.all ?? [];
  for (const environment of [runtime.mainEnvironment(type), ...workers]) {
    const run = [...(environment?.runs.values() ?? [])].findLast((run) => run.filename === filename);
    if (environment && run) return [environment, run];
  }
  return undefined;
}

/** Finds the function on the main thread, once its sources have run, or in the exports of workers. */
function find(
  runtime: PageServices,
  type: InterpreterType,
  name: string,
  targets: Dispatched,
): Found | Promise<Found> {
  const inWorkers = runtime.presentWorkers?.then((workers) => workers.handler(type, name, targets));
  const onMain = whenDefined(runtime, type, name);
  return inWorkers ? eitherOf(onMain, inWorkers, () => runtime.mainEnvironment(type) !== undefined) : onMain;
}

/**
 * The Python function of that name, once the interpreter has loaded and a source has defined it; undefined
 * when the sources that waited for the interpreter have run and none did, or when they take very long.
 */
async function whenDefined(runtime: PageServices, type: InterpreterType, name: string): Promise<Found> {
  const environment = await runtime.whenEnvironment(type);
  const interpreter = await environment.boot();
  // Those that waited for the same take their turns first.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const lookup = () => interpreter.lookup(name);
  let ended = false;
  const end = () => (ended = true);
  void environment.queue.idle().then(end);
  // A source need not end: one that shows a clock never does.
  setTimeout(end, FUNCTION_TIMEOUT_MS);
  for (let found = lookup(); ; found = lookup()) {
    if (found || ended) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Returns the first handler found; waits for the main thread only if it has an interpreter. One that cannot
 * start keeps no event from workers. */
async function eitherOf(
  onMain: Promise<Found>,
  inWorkers: Promise<Found>,
  hasMain: () => boolean,
): Promise<Found> {
  const first = await Promise.any([onMain, inWorkers]);
  return first ?? (await inWorkers) ?? (hasMain() ? onMain : undefined);
}

function where({ element, attribute, name }: LateEvent): string {
  const id = element.id && ` id="${element.id}"`;
  return `<${element.localName}${id} ${attribute}="${name}">`;
}
