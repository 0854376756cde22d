// `npm run build` first: tests load the interpreters and the Python archive from `dist/`.
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { chromeLauncher } from "@web/test-runner-chrome";
import { archiveName } from "./scripts/archive.mjs";

const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";

export default {
  files: "test/**/*.test.ts",
  nodeResolve: true,
  concurrency: 2,
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--js-flags=--expose-gc",
        ],
      },
    }),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: "es2022",
      tsconfig: "./tsconfig.base.json",
      define: {
        __DIST__: JSON.stringify("/dist/"),
        __ARCHIVE__: JSON.stringify(archiveName()),
        __VERSION__: JSON.stringify("test"),
      },
    }),
  ],
  middleware: [
    (context, next) => {
      context.set("Cross-Origin-Opener-Policy", "same-origin");
      context.set("Cross-Origin-Embedder-Policy", "require-corp");
      context.set("Cross-Origin-Resource-Policy", "cross-origin");
      return next();
    },
  ],
  testFramework: { config: { timeout: 20_000 } },
  browserStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
};
