/**
 * Everybody who can open a store, at once: two tabs, each with both interpreters on the main thread and in
 * workers, and with plain JavaScript.
 */
import { openPage, type TestPage } from "./page.js";

export interface Party {
  readonly name: string;
  readonly language: "python" | "js";
  /** Of its page: what the others there write is seen at once. */
  readonly tab: 0 | 1;
  /** Runs code, after what it has run before: a module in JavaScript. @returns the value of `expression` */
  run(code: string, expression?: string): Promise<unknown>;
}

const scripts = [
  { name: "mpy", tag: 'type="mpy"' },
  { name: "py", tag: 'type="py"' },
  { name: "mpy worker", tag: 'type="mpy" worker' },
  { name: "py worker", tag: 'type="py" worker' },
];

type Script = Element & { readonly done: Promise<unknown>; run(code: string): Promise<unknown> };
type Answers = Record<string, (value: unknown, error?: unknown) => void>;

let questions = 0;

/** Runs a module in a page. */
function runModule(page: TestPage, code: string, expression: string): Promise<unknown> {
  const window = page.window as unknown as { answers?: Answers };
  const answers = (window.answers ??= {});
  const id = String(questions++);
  return new Promise((resolve, reject) => {
    answers[id] = (value) => resolve(value);
    const script = page.document.createElement("script");
    script.type = "module";
    script.textContent = `${code}\nwindow.answers[${id}](${expression});`;
    const fail = (event: ErrorEvent) => reject(new Error(event.message));
    page.window.addEventListener("error", fail, { once: true });
    page.document.body.append(script);
  });
}

/** Opens both pages; resolves when all can run something. */
export async function gather(): Promise<{ parties: Party[]; errors: () => string[]; logs: () => string[] }> {
  const pages = await Promise.all(
    [0, 1].map(() => openPage(scripts.map(({ tag }) => `<script ${tag}>import json</script>`).join("\n"))),
  );
  const parties = pages.flatMap((page, index) => {
    const tab = index as Party["tab"];
    const where = tab === 0 ? "" : ", second tab";
    const found = [...page.document.querySelectorAll<Script>("script[type$=py]")];
    const ofPython = scripts.map(({ name }, at): Party => ({
      name: name + where,
      language: "python",
      tab,
      run: async (code, expression = "None") => {
        const script = found[at] as Script;
        await script.done;
        return script.run(`${code}\n${expression}`);
      },
    }));
    const ofPage: Party = {
      name: `js${where}`,
      language: "js",
      tab,
      run: (code, expression = "null") => runModule(page, code, expression),
    };
    return [...ofPython, ofPage];
  });
  await Promise.all(parties.map((party) => party.run("")));
  return {
    parties,
    errors: () => pages.flatMap((page) => page.errors),
    logs: () => pages.flatMap((page) => page.logs),
  };
}

/** Asks again until the answer is as it is to be, for ten seconds. @returns the last answer */
export async function answer(ask: () => Promise<unknown>, expected: unknown): Promise<unknown> {
  const end = performance.now() + 10_000;
  for (;;) {
    const found = await ask();
    if (JSON.stringify(found) === JSON.stringify(expected) || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
