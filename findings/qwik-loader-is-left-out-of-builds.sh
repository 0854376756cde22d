#!/usr/bin/env bash
# A build leaves Qwik's loader out where it is imported for its effect.
#
# Packages: @builder.io/qwik 1.20.1, built by Vite 7.3.8.
# Expected: import "@builder.io/qwik/qwikloader.js" brings the script that listens for events: the package exports this path,
#           and there is nothing in it but effects.
# Seen:     nothing of it is in the build, and no handler of a component that is rendered in the browser is ever called; while
#           developing it is there. The package declares "sideEffects": false for all of its files. A dynamic import brings it.
# Exits with an error when the build has it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @builder.io/qwik@1.20.1 vite@7.3.8

cat >static.js <<'JS'
import "@builder.io/qwik/qwikloader.js";
console.log("built");
JS
cat >dynamic.js <<'JS'
await import("@builder.io/qwik/qwikloader.js");
console.log("built");
JS
cat >build.mjs <<'JS'
import { build } from "vite";

const has = async (entry) => {
  const lib = { entry, formats: ["es"] };
  const [{ output }] = await build({ configFile: false, logLevel: "error", build: { lib, write: false, target: "esnext" } });
  const code = output.map((chunk) => chunk.code).join("");
  const isThere = code.includes("qwikevents");
  console.log(`${entry}: the loader ${isThere ? "is in the build" : "is left out"}, of ${code.length} bytes`);
  return isThere;
};
const isDynamicThere = await has("dynamic.js");
const isStaticThere = await has("static.js");
process.exit(isDynamicThere && !isStaticThere ? 0 : 1);
JS
node build.mjs
