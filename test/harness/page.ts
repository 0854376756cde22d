/**
 * Whole pages for tests: HTML as a user writes it, in a frame of its own, with the built `dist/core.js`.
 *
 * @example
 * ```ts
 * const page = await openPage(`<mpy-script id="one">print("hi")</mpy-script>`);
 * await page.finished();
 * expect(page.logs).to.deep.equal(["hi"]);
 * ```
 */

export interface PageOptions {
  /** Markup for the head, after the console's recorder and before `core.js`. */
  readonly head?: string;
  /** Loads `core.js` and `core.css`; default true. */
  readonly core?: boolean;
  /** Attributes of the script tag that loads `core.js`. */
  readonly coreAttributes?: string;
}

export interface TestPage {
  readonly window: Window & typeof globalThis;
  readonly document: Document;
  /** The arguments of `console.log`, `console.error` (uncaught errors and policy violations too) and
   * `console.warn`. */
  readonly logs: string[];
  readonly errors: string[];
  readonly warnings: string[];
  /** Events of scripts so far, as `name#id`. */
  readonly events: string[];
  /** Resolves when every script that was present at load has run. @param limit in milliseconds; a minute */
  finished(limit?: number): Promise<void>;
  /** The element that a selector matches; fails when there is none. */
  get<E extends Element = HTMLElement>(selector: string): E;
  close(): void;
}

const frames = new Set<HTMLIFrameElement>();

afterEach(() => {
  for (const frame of frames) frame.remove();
  frames.clear();
});

/** Opens a page; it is closed when the test ends. */
export async function openPage(body: string, options: PageOptions = {}): Promise<TestPage> {
  const { head = "", core = true, coreAttributes = "" } = options;
  const frame = document.createElement("iframe");
  frame.style.cssText = "inline-size: 800px; block-size: 600px; border: 0";
  frame.srcdoc = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test page</title>
    <script src="/test/harness/record-console.js"></script>${head}${
      core
        ? `<link rel="stylesheet" href="/dist/core.css"><script type="module" src="/dist/core.js" ${coreAttributes}></script>`
        : ""
    }</head><body>${body}</body></html>`;
  frames.add(frame);
  document.body.append(frame);
  // The frame's first document is replaced by the one that was asked for.
  await until(
    () => frame.contentDocument?.URL === "about:srcdoc" && frame.contentDocument.readyState === "complete",
    "load",
  );
  const window = frame.contentWindow as Window & typeof globalThis;
  const recorded = (
    window as unknown as { recorded: Pick<TestPage, "logs" | "errors" | "warnings" | "events"> }
  ).recorded;
  return {
    window,
    document: window.document,
    ...recorded,
    finished: async (limit = 60_000) => {
      const described = () =>
        `all-done; events: ${recorded.events.join()}; errors: ${recorded.errors.join()}`;
      await until(() => recorded.events.some((event) => event.includes("all-done")), described, limit);
    },
    get: <E extends Element>(selector: string) => {
      const found = window.document.querySelector<E>(selector);
      if (!found) throw new Error(`no ${selector} in ${window.document.body.innerHTML}`);
      return found;
    },
    close: () => {
      frame.remove();
      frames.delete(frame);
    },
  };
}

/** Resolves when `check` stops returning a falsy value or throwing. @param limit in milliseconds, for what
 * never happens */
export async function until<T>(
  check: () => T,
  what: string | (() => string) = String(check),
  limit = 30_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limit;
  let failure: unknown;
  while (performance.now() < end) {
    try {
      const value = check();
      if (value) return value;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(
    `never happened: ${typeof what === "string" ? what : what()}${failure instanceof Error ? ` (${failure.message})` : ""}`,
  );
}
