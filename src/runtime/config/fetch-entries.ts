/**
 * `fetch`, the older way to name files, which configurations written for PyScript still have. Nothing else
 * knows of it, so that it can go one day: `entries.ts` asks this module, and `validate.ts` has its rule.
 *
 * @example
 * ```toml
 * [[fetch]]
 * from = "https://example.com/app/"  # what `files` are below; alone, the file itself
 * files = ["lib/shapes.py"]          # keep their folders: lib/shapes.py
 * to_folder = "modules"              # where they are put: modules/lib/shapes.py
 *
 * [[fetch]]
 * from = "./data.csv"
 * to_file = "prices.csv"             # another name
 * ```
 */
import { ConfigError } from "../errors.js";
import type { PlannedFile } from "./files.js";
import { lastPart, normalizePath } from "./paths.js";
import type { PythonConfig } from "./types.js";

/** One entry of `fetch`. */
export type FetchEntry = NonNullable<PythonConfig["fetch"]>[number];

/**
 * @param base the base of relative URLs
 * @throws ConfigError for an entry that says too little or too much, or a URL that is none
 */
export function planFetch(entries: readonly FetchEntry[], base: URL): PlannedFile[] {
  return entries.flatMap((entry, index) => {
    const where = `"fetch[${index}]"`;
    const { from = "", files, to_folder = "", to_file = "" } = entry;
    if (files && to_file) {
      throw new ConfigError(
        "PY1000",
        `${where} has "files" and "to_file", which is the name of one file. Leave out one of them.`,
      );
    }
    if (files) {
      return files.map((file) => {
        const url = fetchUrl(isAbsolute(file) ? file : join(from, file), base, where);
        return planned(url, to_folder, isAbsolute(file) ? lastPart(url) : file);
      });
    }
    const url = fetchUrl(from, base, where);
    const name = to_file || lastPart(url);
    if (name === "") {
      throw new ConfigError(
        "PY1000",
        `${where}: the URL "${from}" ends in a slash, so "files" or "to_file" was expected, and neither is there.`,
      );
    }
    return [planned(url, to_folder, name)];
  });
}

/** @param folder below the working directory, unless it is absolute */
function planned(url: URL, folder: string, path: string): PlannedFile {
  return {
    url,
    path: normalizePath(folder === "" ? path.replace(/^\/+/, "") : `${folder}/${path}`),
    unpack: false,
  };
}

/** `files` are below `from`, with or without a slash between. */
function join(from: string, file: string): string {
  if (from === "") return file;
  return `${from.replace(/\/+$/, "")}/${file.replace(/^(?:\.?\/)+/, "")}`;
}

const isAbsolute = (text: string) => /^[a-z][a-z\d+.-]*:/i.test(text);

function fetchUrl(text: string, base: URL, where: string): URL {
  if (text !== "" && URL.canParse(text, base)) return new URL(text, base);
  throw new ConfigError(
    "PY1000",
    `${where}: "${text}" is not a URL, but "from" or "files" was expected to give one.`,
  );
}
