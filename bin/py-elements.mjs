#!/usr/bin/env node
// The command line: `npx py-elements types calculations.py` writes `calculations.d.ts`.
import { parseArgs } from "node:util";
import { writeTypes } from "./types.mjs";

const HELP = `py-elements types <file.py> ...   writes <file.d.ts> beside each: the types of its functions
  --force                         overwrites a file that this command has not written
  --stdout                        prints the types instead of writing them`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    force: { type: "boolean", default: false },
    stdout: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [command, ...files] = positionals;

if (values.help || command !== "types" || files.length === 0) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    await writeTypes(files, values);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
