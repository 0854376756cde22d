/** Opens pages of the gallery in `demo/` as a visitor gets them, each in a frame of its own. */
import { until } from "../harness/page.js";

export interface Page {
  readonly path: string;
  readonly title: string;
}

/** A page of the gallery in a frame. */
export interface Opened {
  readonly document: Document;
  readonly window: Window & typeof globalThis;
  /** Errors and warnings in the console, and uncaught errors. */
  readonly problems: string[];
  readonly events: string[];
  get<E extends Element = HTMLElement>(selector: string): E;
  /** Gives the page another width, in CSS pixels. */
  resize(width: number): void;
}

export const demo = new URL("/demo/", location.href);
export const { pages } = (await import(new URL("gallery/pages.js", demo).href)) as { pages: readonly Page[] };
export const everyPage = ["index.html", ...pages.map(({ path }) => path)];
/** How long a test may take: some load Pyodide, on a busy machine. */
export const slow = 60_000;

let frame: HTMLIFrameElement | undefined;

afterEach(() => {
  frame?.remove();
  frame = undefined;
});

/** Opens a page and waits until all its scripts have run. */
export async function openGallery(path: string, width = 1000): Promise<Opened> {
  frame?.remove();
  const opened = (frame = document.createElement("iframe"));
  opened.style.cssText = `inline-size: ${width}px; block-size: 800px; border: 0`;
  const url = new URL(path, demo).href;
  opened.src = url;
  document.body.append(opened);
  const problems: string[] = [];
  const events: string[] = [];
  // The document is there before its module scripts run.
  await until(() => opened.contentDocument?.URL === url && opened.contentDocument.documentElement !== null);
  const window = opened.contentWindow as Window & typeof globalThis;
  const inner = window.document;
  for (const level of ["error", "warn"] as const) {
    window.console[level] = (...values: unknown[]) => problems.push(values.map(String).join(" "));
  }
  window.addEventListener("error", (event) => problems.push(event.message));
  window.addEventListener("unhandledrejection", (event) => problems.push(String(event.reason)));
  inner.addEventListener("securitypolicyviolation", (event) =>
    problems.push(`${event.violatedDirective}: ${event.blockedURI}`),
  );
  for (const type of ["py", "mpy"]) {
    for (const name of ["done", "error", "all-done"]) {
      inner.addEventListener(`${type}:${name}`, () => events.push(`${type}:${name}`));
    }
  }
  await until(() => events.some((name) => name.endsWith(":all-done")));
  await until(() => inner.querySelector("gallery-demo")?.hasAttribute("ready") === true);
  return {
    document: inner,
    window,
    problems,
    events,
    get<E extends Element = HTMLElement>(selector: string): E {
      const found = inner.querySelector<E>(selector);
      if (!found) throw new Error(`Nothing matches ${selector}.`);
      return found;
    },
    resize(width) {
      opened.style.inlineSize = `${width}px`;
    },
  };
}

/** Types into a field. */
export function type(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The texts of the elements that a selector matches. */
export function texts(root: ParentNode, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map((element) => element.textContent.trim());
}
