/**
 * Fetches files for a worker in a sandbox, whose own requests have no origin: those of the interpreter, and
 * what the configuration names, which the page's author has asked for. It ends when Python is there, before
 * anything runs that nobody trusts.
 */
import { expandConfig } from "../../config/entries.js";
import { planFiles } from "../../config/files.js";
import { concatenate, type Bytes } from "../../config/transfer.js";
import type { ResolvedConfig } from "../../config/types.js";
import { remembered } from "../../loading/remembered.js";
import type { FileAbort, FileAnswer, FileRequest } from "../shared/sandbox-protocol.js";

export interface SandboxFiles {
  readonly config: ResolvedConfig;
  /** Folders, with a slash at their ends, whose files are fetched. */
  readonly folders: readonly URL[];
  /** Further files. */
  readonly files: readonly URL[];
  /** Aborts when nothing is fetched any more. */
  readonly signal: AbortSignal;
}

/** Answers requests for files that come by a port. */
export function serveFiles(port: MessagePort, { config, folders, files, signal }: SandboxFiles): void {
  const named = remembered(() => namesOf(config, signal));
  const isNamed = async (href: string): Promise<Ask> => {
    if (folders.some((folder) => href.startsWith(folder.href))) return "ours";
    if (files.some((file) => file.href === href)) return "ours";
    const { hrefs, packages } = await named();
    return hrefs.has(href) ? "ours" : packages && /^https?:/.test(href) ? "anybody's" : "refused";
  };
  const post = (answer: FileAnswer, transfer: Transferable[] = []) => port.postMessage(answer, transfer);
  const waiting = new Map<number, AbortController>();
  const answer = async ({ id, url, credentials, integrity, cache }: FileRequest): Promise<void> => {
    if (signal.aborted || typeof url !== "string") return post({ id, refused: true, closed: true });
    const given = new AbortController();
    waiting.set(id, given);
    try {
      const { href } = new URL(url);
      const ask = await isNamed(href);
      if (ask === "refused") return post({ id, refused: true, closed: false });
      const { status, statusText, headers, body } = await fetch(href, {
        credentials: ask === "ours" ? (credentials ?? "same-origin") : "omit",
        ...(integrity && { integrity }),
        ...(cache && { cache }),
        signal: AbortSignal.any([signal, given.signal]),
      });
      post({ id, status, statusText, headers: [...headers], hasBody: body !== null });
      if (!body) return;
      for await (const part of partsOf(body)) post({ id, part }, [part.buffer]);
      post({ id, end: true });
    } catch (error) {
      if (signal.aborted) post({ id, refused: true, closed: true });
      else post({ id, error: String((error as Error).message) });
    } finally {
      waiting.delete(id);
    }
  };
  port.onmessage = ({ data }: MessageEvent<FileRequest | FileAbort | null>) => {
    if (typeof data?.id !== "number") return;
    if ("abort" in data) waiting.get(data.id)?.abort();
    else void answer(data);
  };
}

/** So many bytes go together where they come within so many milliseconds: messages take longer than they. */
const PART_BYTES = 65_536;
const PART_MS = 50;

/** The parts of a body: networks give smaller ones. */
async function* partsOf(body: ReadableStream<Bytes>): AsyncGenerator<Bytes> {
  const reader = body.getReader();
  let waiting: Bytes[] = [];
  let size = 0;
  let since = performance.now();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    waiting.push(read.value);
    size += read.value.byteLength;
    if (size < PART_BYTES && performance.now() - since < PART_MS) continue;
    yield concatenate(waiting);
    waiting = [];
    size = 0;
    since = performance.now();
  }
  if (size > 0) yield concatenate(waiting);
}

/** The kind of a file that is asked for: one that the page names is fetched as the page's own. */
type Ask = "ours" | "anybody's" | "refused";

interface Named {
  readonly hrefs: ReadonlySet<string>;
  /** True where there are packages: which files those are, indexes say. */
  readonly packages: boolean;
}

async function namesOf(config: ResolvedConfig, signal: AbortSignal): Promise<Named> {
  const { packages_lock, lockFileURL, packages = [] } = config.values;
  const { files, fetched, modules } = await expandConfig(config, "worker", { signal });
  const urls = [
    ...planFiles(files, fetched).map(({ url }) => url),
    ...modules.flatMap(({ modules, base }) => Object.keys(modules).map((url) => new URL(url, base))),
    ...[packages_lock, lockFileURL]
      .filter((url) => url !== undefined)
      .map((url) => new URL(url, config.base)),
  ];
  return { hrefs: new Set(urls.map(({ href }) => href)), packages: packages.length > 0 };
}
