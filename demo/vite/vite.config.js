import pyElements from "py-elements/vite";
import { defineConfig } from "vite";

// Files stay files: a data: URL would need `connect-src data:` under a content security policy.
export default defineConfig({ plugins: [pyElements()], build: { assetsInlineLimit: 0, target: "es2022" } });
