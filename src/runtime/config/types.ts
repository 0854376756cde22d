/** A configuration, as authors write it (JSON or TOML) and as Python reads it (`pyscript.config`). */

/** Anything JSON can hold. */
export type ConfigValue =
  null | boolean | number | string | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/** The keys that mean something to this library; any other key is kept and readable in Python. */
export interface PythonConfig {
  /** Which interpreter to load: a version, or the URL of its module. */
  readonly interpreter?: string;
  readonly packages?: readonly string[];
  /** Source URL → path in the interpreter's file system. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files, as older configurations name them; see `fetch-entries.ts`. */
  readonly fetch?: readonly {
    readonly from?: string;
    readonly files?: readonly string[];
    readonly to_folder?: string;
    readonly to_file?: string;
  }[];
  readonly js_modules?: {
    /** Module URL → name. */
    readonly main?: Readonly<Record<string, string>>;
    readonly worker?: Readonly<Record<string, string>>;
  };
  readonly plugins?: readonly string[];
  /** The URL of a lock of packages, which `npx py-elements lock` has made. */
  readonly packages_lock?: string;
  /** Limits of what an archive or a wheel holds; see `archives/budget.ts`. */
  readonly archive_limits?: { readonly entries?: number; readonly bytes?: number };
  readonly packages_cache?: "never" | "passthrough";
  readonly sync_main_only?: boolean;
  readonly debug?: boolean;
  readonly experimental_create_proxy?: "auto";
  readonly experimental_ffi_timeout?: number;
  readonly lockFileURL?: string;
  readonly index_urls?: string | readonly string[];
  /** Forces how Python in a worker reaches the page synchronously. */
  readonly sync?: "shared-memory" | "stack-switching" | "service-worker" | "none";
  /** The operations that may be queued in that way: more than by default, or none. */
  readonly link?: "pipelined" | "strict";
  readonly [key: string]: ConfigValue | undefined;
}

/** A configuration that was read and checked. */
export interface ResolvedConfig {
  readonly values: PythonConfig;
  /** The base of relative URLs in it: the configuration's own file, or the page. */
  readonly base: URL;
  /** Equal for equal configurations: environments are shared by it. */
  readonly key: string;
  /** The JSON that Python reads, where `JSON.stringify(values)` would lose something of it; see
   * `plain-values.ts`. */
  readonly python?: string;
  /** The folder that `interpreter` means, for either interpreter: an absolute URL. */
  readonly interpreters?: { readonly py: string; readonly mpy: string };
  /** Keys that mean nothing to this library. */
  readonly unknown?: readonly string[];
}

/** The configuration that a request for an environment brings. */
export interface RequestedConfig {
  readonly config: ResolvedConfig;
  /** True for one of its own: where an environment is shared, two of those may disagree. */
  readonly ownConfig: boolean;
}

/** Returns the configuration of what brings none. */
export function emptyConfig(base: string): ResolvedConfig {
  return { values: {}, base: new URL(base), key: "{}" };
}
