/** The page's half of `link-worker.ts`. */
import { memberCodes } from "../../src/runtime/link/page/member-codes.js";
import { PageLink } from "../../src/runtime/link/page/page-link.js";
import type { Pipelining, SyncMode } from "../../src/runtime/link/shared/protocol.js";
import { ServiceWorkerAnswers } from "../../src/runtime/link/page/transports/service-worker-page.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import type { LinkStart } from "./link-worker.js";

export interface LinkWorld {
  readonly link: PageLink;
  readonly lines: string[];
  readonly reported: string[][];
  /** Runs Python in the worker. @returns its last expression's value */
  run(source: string): Promise<unknown>;
  end(): void;
}

export interface LinkWorldOptions {
  readonly mode?: SyncMode;
  readonly pipelining?: Pipelining;
  readonly host?: object;
}

export async function createLinkWorld(
  type: InterpreterType,
  { mode = "shared-memory", pipelining = "default", host = {} }: LinkWorldOptions = {},
): Promise<LinkWorld> {
  const byService = mode === "service-worker";
  const module = new URL(
    byService ? "/test/harness/service-worker-link/worker.ts" : "/test/harness/link-worker.ts",
    location.href,
  );
  const script = new URL("own.js", module);
  const installed = byService ? await ServiceWorkerAnswers.install({ worker: module, script }) : undefined;
  const answers = installed?.open();
  const worker = new Worker(module, { type: "module" });
  const link = new PageLink({
    root: globalThis,
    host,
    mode,
    pipelining,
    codes: memberCodes,
    worker,
    ...(answers && { answers }),
  });
  const lines: string[] = [];
  const reported: string[][] = [];
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<void>();
  worker.onerror = (event) => ready.reject(new Error(event.message));
  worker.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => {
    if (data.ready) ready.resolve();
    if (data.claim) void answers?.claim().then(() => worker.postMessage({ claimed: true }));
    if (data.reported) reported.push(data.reported as string[]);
    if (typeof data.id !== "number") return;
    lines.push(...(data.lines as string[]));
    const settled = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) settled?.reject(new Error(String(data.error)));
    else settled?.resolve(data.value);
  };
  const start: LinkStart = {
    type,
    archives: Object.values(__ARCHIVES__[type]).map((name) => `/dist/${name}`),
    setup: link.setup,
  };
  worker.postMessage(start, [...link.transfer]);
  await ready.promise;
  let last = 0;
  return {
    link,
    lines,
    reported,
    run(source) {
      const settled = Promise.withResolvers<unknown>();
      waiting.set(++last, settled);
      worker.postMessage({ id: last, source });
      return settled.promise;
    },
    end() {
      worker.terminate();
      link.dispose();
      answers?.dispose();
    },
  };
}
