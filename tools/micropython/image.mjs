// Puts the package into MicroPython's WebAssembly, so that a page starts at the point that the build has
// reached.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { archiveNames, archives, container, lists } from "../../scripts/build/archive.mjs";
import { withCustomSection } from "./wasm/custom-section.mjs";

/** The section that the image is. It stands for modules of one `base` archive. */
export function imageName() {
  return `${archiveNames().mpy.base}:image`;
}

/**
 * @param {{ script: string, wasm: string }} files where MicroPython's loader and WebAssembly are
 * @returns {Buffer} the WebAssembly, with the image of its memory after importing the runner, and in a
 *   section with the name of the `base` archive the modules of that which are not in the image
 */
export function withPackage(files) {
  const { name, modules } = archives().mpy.base;
  const { image, paths } = capture(files, lists.image, modules);
  const rest = container(modules.filter(([path]) => !paths.includes(path)));
  return withCustomSection(withCustomSection(readFileSync(files.wasm), imageName(), image), name, rest);
}

/** The same for an interpreter that knows nothing of us: what {@link withPackage} adds to that is our
 * package. */
export function withoutPackage(files) {
  const { image } = capture(files, ["asyncio"], []);
  return withCustomSection(readFileSync(files.wasm), imageName(), image);
}

function capture(files, names, modules) {
  const script = fileURLToPath(new URL("capture-image.mjs", import.meta.url));
  const output = execFileSync(process.execPath, [script], {
    input: JSON.stringify({
      ...files,
      files: Object.fromEntries(modules.map(([path, data]) => [path, data.toString("base64")])),
      modules: names,
    }),
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: 1 << 24,
  });
  const { image, imported } = JSON.parse(output);
  return { image: Buffer.from(image, "base64"), paths: imported };
}
