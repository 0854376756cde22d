// Serves the modules that tests start workers from bundled with what they import. A worker would ask for a
// hundred and fifty modules otherwise, and nearly every test starts one: that was half of what Firefox did in
// its groups.
import path from "node:path";
import { build } from "esbuild";
import { root } from "../command.mjs";

/** The modules, by their paths on the server. */
const entries = [
  "/src/worker.ts",
  "/test/harness/interrupting-worker.ts",
  "/test/harness/link-worker.ts",
  "/test/harness/micropython-random.ts",
  "/test/harness/service-worker-late/worker.ts",
  "/test/harness/service-worker-link/worker.ts",
  "/test/harness/suite-worker.ts",
];
/** The folder of what they are made of, on the server. */
const folder = "/__workers__";

/**
 * @param {import("esbuild").BuildOptions} options those that other modules are transformed with
 * @returns {{ plugin: import("@web/dev-server-core").Plugin, middleware: import("koa").Middleware }}
 */
export function bundledWorkers(options) {
  /** @type {Promise<Map<string, string>> | undefined} the files, by their paths on the server */
  let files;
  return {
    plugin: {
      name: "bundled-workers",
      serverStart({ fileWatcher }) {
        fileWatcher.on("change", () => (files = undefined));
      },
    },
    async middleware(context, next) {
      const isEntry = entries.includes(context.path);
      if (!isEntry && !context.path.startsWith(`${folder}/`)) return next();
      context.type = ".js";
      // Chunks import each other by relative paths, and no entry: WebKit would run that a second time.
      if (isEntry) context.body = `import "${folder}${context.path.replace(/\.ts$/, ".js")}";\n`;
      else context.body = (await (files ??= bundle(options))).get(context.path);
    },
  };
}

async function bundle(options) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: entries.map((entry) => path.join(root, entry)),
    bundle: true,
    splitting: true,
    format: "esm",
    outbase: root,
    outdir: path.join(root, folder),
    write: false,
    sourcemap: "inline",
    logLevel: "error",
  });
  return new Map(
    outputFiles.map(({ path: file, text }) => [
      `/${path.relative(root, file).replaceAll(path.sep, "/")}`,
      text,
    ]),
  );
}
