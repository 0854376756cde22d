/**
 * The `packages` of a configuration, once those that are configurations themselves have been followed: an
 * entry that is a URL of a `.json` or `.toml` file brings that file's `packages`, `files`, `fetch` and
 * `js_modules`, relative to itself.
 */
import { ConfigError } from "../errors.js";
import type { FilesTable, PlannedFile } from "./files.js";
import type { JsModulesTable } from "./js-modules.js";
import { readConfig } from "./read.js";
import { together, type TransferOptions } from "./transfer.js";
import type { PythonConfig, ResolvedConfig } from "./types.js";

/** One entry of `packages`. */
export interface PackageEntry {
  readonly text: string;
  /** The base of relative URLs in it. */
  readonly base: URL;
}

/** Everything that a configuration asks for. */
export interface ExpandedConfig {
  readonly packages: PackageEntry[];
  readonly files: FilesTable[];
  /** The files that `fetch` names. */
  readonly fetched: PlannedFile[];
  readonly modules: JsModulesTable[];
}

const remoteConfig = /^[^;\s]+\.(?:json|toml)(?:[?#]\S*)?$/i;

/**
 * Follows entries of `packages` that are configurations.
 *
 * @param thread which of `js_modules` counts
 * @throws LoadError, ConfigError for a configuration that cannot be loaded or used
 */
export async function expandConfig(
  config: ResolvedConfig,
  thread: "main" | "worker",
  options: TransferOptions,
): Promise<ExpandedConfig> {
  const seen = new Set<string>();
  const expand = async ({ values, base }: ResolvedConfig): Promise<ExpandedConfig> => {
    const modules = values.js_modules?.[thread];
    const fetched = values.fetch ? (await import("./fetch-entries.js")).planFetch(values.fetch, base) : [];
    const parts = await Promise.all(
      (values.packages ?? []).map(async (text): Promise<Partial<ExpandedConfig>> => {
        const entry = { text: text.trim(), base };
        if (!remoteConfig.test(entry.text) || /^(?:emfs|github|gitlab):/.test(entry.text)) {
          return { packages: [entry] };
        }
        const url = packageUrl(entry);
        // A configuration that is asked for twice, or that asks for itself, counts once.
        if (seen.has(url.href)) return {};
        seen.add(url.href);
        const remote = await readConfig({ url }, options);
        return isMipPackage(remote.values) ? { packages: [entry] } : await expand(remote);
      }),
    );
    return {
      packages: parts.flatMap(({ packages = [] }) => packages),
      files: [
        ...(values.files ? [{ files: values.files, base }] : []),
        ...parts.flatMap(({ files = [] }) => files),
      ],
      fetched: [...fetched, ...parts.flatMap(({ fetched = [] }) => fetched)],
      modules: [...(modules ? [{ modules, base }] : []), ...parts.flatMap(({ modules = [] }) => modules)],
    };
  };
  return together(options.signal, (signal) => {
    options = { ...options, signal };
    return expand(config);
  });
}

/** The URL that an entry of `packages` is.
 * @throws ConfigError when it is none */
export function packageUrl({ text, base }: PackageEntry): URL {
  if (URL.canParse(text, base)) return new URL(text, base);
  throw new ConfigError("PY1000", `"packages": "${text}" is not a URL, but a package's URL was expected.`);
}

/** A `package.json` of MicroPython's mip, which is no configuration. */
function isMipPackage(values: PythonConfig): boolean {
  return (
    !values.packages &&
    !values.files &&
    !values.fetch &&
    ["urls", "hashes", "deps"].some((key) => key in values)
  );
}
