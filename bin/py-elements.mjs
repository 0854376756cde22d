#!/usr/bin/env node
// The command line: see HELP.
import path from "node:path";
import { parseArgs } from "node:util";

const HELP = `py-elements copy <folder>           copies what pages load at run time to a project's static files
py-elements integrity [folder]      prints the hashes of this package's files; or writes those of a copy beside
                                    them, and prints the tags with which pages have them checked
  --base=<address>                  the address of the folder; "/<its name>/" by default
py-elements types <file.py> ...     writes <file.d.ts> beside each: the types of its functions
py-elements lock <config>           resolves the packages of a configuration (.toml, .json) and writes a lock
                                    beside it, with which pages ask no index
py-elements bundle <page.html>      puts all that a page needs into a folder that works without a network; for
                                    pages that are made otherwise, a configuration in the page's place
  --out=<folder>                    the folder
  --add=<file or folder>            something beside the page that nothing in it names; as often as you like
  --type=mpy                        the interpreter that a configuration is for, if it is not py
py-elements manifest <file.py> ...  writes custom-elements.json, types and stories of the components in them
  --out=<folder>                    the folder for that; the present one by default
  --force                           overwrites a file that this command has not written
  --stdout                          prints the types instead of writing them`;

const commands = {
  async copy([folder, ...more]) {
    if (!folder || more.length > 0) return false;
    const { copyFiles } = await import("./copy.mjs");
    const { total, written, removed } = copyFiles(folder);
    console.log(`${folder} has ${total} files of py-elements: ${written} written, ${removed} removed.`);
    return true;
  },
  async integrity([folder, ...more], { base }) {
    if (more.length > 0) return false;
    const { hashes, writeIntegrity } = await import("./integrity.mjs");
    if (!folder) console.log(JSON.stringify(hashes(), null, 2));
    else
      console.log(
        writeIntegrity(folder, (base ?? `/${path.basename(path.resolve(folder))}`).replace(/\/?$/, "/")),
      );
    return true;
  },
  async lock([config, ...more]) {
    if (!config || more.length > 0) return false;
    const { writeLock } = await import("./lock.mjs");
    console.log(await writeLock(config));
    return true;
  },
  async bundle([file, ...more], { out, add, type }) {
    if (!file || !out || more.length > 0 || !/^(?:py|mpy)$/.test(type)) return false;
    const { writeBundle } = await import("./bundle.mjs");
    console.log(await writeBundle(file, { out, add, type }));
    return true;
  },
  async types(files, options) {
    if (files.length === 0) return false;
    const { writeTypes } = await import("./types.mjs");
    await writeTypes(files, options);
    return true;
  },
  async manifest(files, options) {
    if (files.length === 0) return false;
    const { writeManifest } = await import("./manifest.mjs");
    await writeManifest(files, options);
    return true;
  },
};

await main();

async function main() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        base: { type: "string" },
        force: { type: "boolean", default: false },
        out: { type: "string" },
        add: { type: "string", multiple: true },
        type: { type: "string", default: "py" },
        stdout: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [name, ...rest] = positionals;
    const run = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (values.help || !run || !(await run(rest, values))) {
      console.log(HELP);
      process.exitCode = values.help ? 0 : 2;
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
