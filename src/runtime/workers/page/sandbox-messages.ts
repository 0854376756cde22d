/** Messages of a worker that nobody trusts: only those that such a worker sends, made anew from their
 * parts. */
import type { LoadProgress } from "../../interpreters/interpreter.js";
import { isShown, type ShownPart } from "../shared/sandbox-protocol.js";
import type { ErrorDescription } from "../shared/errors.js";
import type { ConsoleMethod, OfferKind, WorkerEvent } from "../shared/protocol.js";

type Data = Readonly<Record<string, unknown>>;

const CONSOLE: readonly string[] = "log info warn debug error table dir group groupCollapsed groupEnd".split(
  " ",
) satisfies string[];

/** @returns undefined for a message that is no event, or none that a sandbox may send */
export function sandboxEvent(message: unknown): WorkerEvent | undefined {
  const data = dataOf(message);
  const run = numberOf(data["run"]);
  switch (data["event"]) {
    case "progress":
      return { event: "progress", progress: progressOf(dataOf(data["progress"])) };
    case "print":
      return {
        event: "print",
        stream: data["stream"] === "stderr" ? "stderr" : "stdout",
        line: textOf(data["line"]),
      };
    case "console": {
      const { method, args } = data;
      if (!CONSOLE.includes(textOf(method)) || !Array.isArray(args)) return undefined;
      // A text that comes first would say how the others are shown.
      const shown = typeof args[0] === "string" ? ["%s", ...(args as unknown[])] : (args as unknown[]);
      return { event: "console", method: method as ConsoleMethod, args: shown };
    }
    case "write":
      return { event: "write", run, text: textOf(data["text"]) };
    case "show":
      return { event: "show", run, append: data["append"] === true, parts: partsOf(data["parts"]) };
    case "crashed":
      return { event: "crashed", message: textOf(data["message"]) };
    case "error":
      return { event: "error", error: errorDescription(data["error"]), run };
    case "offers": {
      const { kind, names } = data;
      if ((kind !== "export" && kind !== "sync") || !Array.isArray(names)) return undefined;
      return {
        event: "offers",
        kind: kind as OfferKind,
        names: names.filter((name) => typeof name === "string"),
      };
    }
  }
  return undefined;
}

/** Images without attributes that would let them cover the page. */
function partsOf(parts: unknown): readonly ShownPart[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((given: unknown): ShownPart[] => {
    if (!Array.isArray(given)) return [];
    const [kind, content, attributes] = given as readonly unknown[];
    const part: ShownPart = [textOf(kind), textOf(content)];
    if (!isShown(part)) return [];
    if (part[0] === "text/plain") return [part];
    const kept = Object.entries(dataOf(attributes)).filter(
      ([name, value]) => /^(alt|title|width|height)$/.test(name) && /^(string|number)$/.test(typeof value),
    );
    return [asImage(part, Object.fromEntries(kept))];
  });
}

/** An SVG as an image is alone: its styles are not the page's, and it loads nothing. */
function asImage([kind, content]: ShownPart, attributes: Readonly<Record<string, unknown>>): ShownPart {
  if (kind !== "image/svg+xml") return [kind, content, attributes];
  const bytes = Array.from(new TextEncoder().encode(content), (byte) => String.fromCharCode(byte));
  return [`${kind};charset=utf-8`, btoa(bytes.join("")), attributes];
}

function progressOf({ phase, loaded, total, item }: Data): LoadProgress {
  return {
    phase: phase === "packages" || phase === "files" ? phase : "interpreter",
    loaded: numberOf(loaded),
    total: typeof total === "number" ? total : undefined,
    item: textOf(item),
  };
}

/** An error as a sandbox describes it: those of Python, of names, and no other. */
export function errorDescription(description: unknown): ErrorDescription {
  const data = dataOf(description);
  const text = (key: string) => textOf(data[key]);
  switch (data["kind"]) {
    case "python":
      return {
        kind: "python",
        type: text("type"),
        message: text("message"),
        traceback: text("traceback"),
        filename: text("filename"),
        lineno: numberOf(data["lineno"]),
      };
    case "abort":
      return { kind: "abort", message: text("message") };
    case "config":
    case "load":
    case "coded":
      return {
        kind: data["kind"],
        code: /^PY\d{4}$/.test(text("code")) ? (text("code") as "PY0000") : "PY0000",
        message: text("message"),
        url: text("url"),
      };
    default: {
      const name = text("name");
      return {
        kind: "other",
        name: /^\w+$/.test(name) ? name : "Error",
        message: text("message"),
        stack: "",
      };
    }
  }
}

function dataOf(value: unknown): Data {
  return typeof value === "object" && value !== null ? (value as Data) : {};
}

/** Converting an object to text would call what it says. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
